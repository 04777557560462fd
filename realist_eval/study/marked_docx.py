"""A marked transcript as somebody saved it: the words of each turn, and the comments with what they stand on.

Tracked changes are not applied, as the words are frozen: what was deleted is there, what was inserted is not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from realist_eval.importer.containers import CheckedZip, Element
from realist_eval.importer.source_file import SourceFile
from realist_eval.model import Span, Transcript
from realist_eval.reporter.writers import marked_words as words

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
BEFORE, AFTER = 0, 10**9  # stand for the number of a turn outside the transcript


def _w(name: str) -> str:
    return _W + name


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the file: a turn's number and how many characters of its words come before."""

    turn: int
    offset: int


@dataclass(slots=True)
class Remark:
    """A comment: what it says, and where its words begin and end; a reply names its parent."""

    id: str
    text: str = ""
    start: Place | None = None
    end: Place | None = None
    parent: str = ""


@dataclass(slots=True)
class Marked:
    """What a marked file holds; `written` are the comments it once came with: id to status and stamp."""

    name: str = ""
    sha: str = ""
    turns: dict[int, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    written: dict[str, tuple[str, str]] = field(default_factory=dict)
    tracked: bool = False

    def quote(self, remark: Remark) -> str:
        """The words that a comment stands on, as they are in the file; nothing outside the turns."""
        start, end = remark.start, remark.end
        if start is None or end is None:
            return ""
        first, last = self.turns.get(start.turn, ""), self.turns.get(end.turn, "")
        if start.turn == end.turn:
            return first[start.offset : end.offset]
        return f"{first[start.offset :]} {last[: end.offset]}".strip()


def read_marked(source: SourceFile) -> Marked:
    """Read a .docx that `write_marked` made and somebody worked in; raises SourceError."""
    if source.suffix != ".docx":
        raise source.cannot("is no Word document.", "Save it as .docx and use that copy.")
    parts = source.open_zip()
    main = _related(parts, "", "officeDocument") or "word/document.xml"
    body = parts.xml(main).find(_w("body"))
    if body is None:
        raise source.cannot("is no Word document: it has no body.")
    remarks = {remark.id: remark for remark in _remarks(parts, main)}
    walk = _Walk(_label_styles(parts, main), remarks)
    walk.styled = any(walk.is_styled(element) for element in body.iter(_w("p")))
    walk.children(body)
    found = walk.found
    found.turns = {number: "".join(pieces) for number, pieces in walk.pieces.items() if number < AFTER}
    found.remarks = [remark for remark in remarks.values() if remark.text]
    return found


# ------------------------------------------------------------ parts


def _related(parts: CheckedZip, main: str, kind: str) -> str:
    """The part that the package, or its main part, names as of a kind; nothing where there is none."""
    folder, _, name = main.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels" if main else "_rels/.rels"
    if relations not in parts:
        return ""
    for relation in parts.xml(relations):
        target = str(relation.get("Target", ""))
        path = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
        if str(relation.get("Type", "")).endswith(f"/{kind}") and path in parts:
            return path
    return ""


def _label_styles(parts: CheckedZip, main: str) -> set[str]:
    """Ids of the styles of turn labels; programs rename ids, but keep names."""
    part = _related(parts, main, "styles")
    if not part:
        return set()
    named = (
        (style.get(_w("styleId")), style.find(_w("name"))) for style in parts.xml(part).iter(_w("style"))
    )
    return {str(id_) for id_, name in named if name is not None and name.get(_w("val")) == words.TURN_STYLE}


def _remarks(parts: CheckedZip, main: str) -> Iterator[Remark]:
    part = _related(parts, main, "comments")
    if not part:
        return
    parents = _parents(parts, main)
    found: list[tuple[Remark, str]] = []
    numbers: dict[str, str] = {}  # of their paragraphs, by which replies name their parents
    for comment in parts.xml(part).iter(_w("comment")):
        paragraphs = list(comment.iter(_w("p")))
        said = "\n".join(map(_said, paragraphs)).strip()
        remark = Remark(str(comment.get(_w("id"))), said)
        last = str(paragraphs[-1].get(_PARAGRAPH_ID, "")) if paragraphs else ""
        numbers[last] = remark.id
        found.append((remark, last))
    for remark, last in found:
        remark.parent = numbers.get(parents.get(last, ""), "") if last else ""
        yield remark


def _said(paragraph: Element) -> str:
    breaks = {_w("br"): "\n", _w("tab"): " ", _w("noBreakHyphen"): "-"}
    return "".join(
        (child.text or "") if child.tag == _w("t") else breaks.get(child.tag, "")
        for child in paragraph.iter()
    )


def _parents(parts: CheckedZip, main: str) -> dict[str, str]:
    part = _related(parts, main, "commentsExtended")
    if not part:
        return {}
    answers = parts.xml(part).iter(f"{_W15}commentEx")
    pairs = ((one.get(f"{_W15}paraId"), one.get(f"{_W15}paraIdParent")) for one in answers)
    return {str(reply): str(parent) for reply, parent in pairs if parent}


# ------------------------------------------------------------ body


class _Walk:
    """One pass over the body; what each element means stands in `_ACTIONS`."""

    def __init__(self, labels: set[str], remarks: dict[str, Remark]) -> None:
        self.found = Marked()
        self.pieces: dict[int, list[str]] = {}
        self.styled = False  # whether labels can be told by their style
        self._labels, self._remarks = labels, remarks
        self._turn, self._length = BEFORE, 0
        self._silent = False  # inside a label: no words of a turn
        self._muted = 0  # how many insertions that nobody has accepted are open

    def children(self, element: Element) -> None:
        """Visit what stands inside, in order; unknown elements are looked through."""
        for child in element:
            action = _ACTIONS.get(child.tag, _Walk.children)
            if action is not None:
                action(self, child)

    def is_styled(self, paragraph: Element) -> bool:
        """Whether a paragraph has the style of turn labels."""
        style = paragraph.find(f"{_w('pPr')}/{_w('pStyle')}")
        return style is not None and style.get(_w("val")) in self._labels

    def paragraph(self, element: Element) -> None:
        said = "".join(text.text or "" for text in element.iter(_w("t"))).strip()
        number = self._labelled(element, said)
        if number:
            self._turn, self._length = number, 0
            self.pieces.setdefault(number, [])
        elif self._turn == BEFORE and (known := words.IDENTITY.search(said)):
            self.found.name, self.found.sha = known["id"], known["sha"]
        self._silent = bool(number)
        self.children(element)
        self._silent = False
        self.say("\n")

    def _labelled(self, element: Element, said: str) -> int:
        """The number of the turn that a label begins, AFTER for the end, 0 for words."""
        if self.styled and not self.is_styled(element):
            return 0
        if said == words.END_LABEL and self._turn != AFTER:
            return AFTER
        match = words.TURN_LABEL.fullmatch(said)
        return int(match[1]) if match and int(match[1]) > self._turn else 0

    def say(self, text: str) -> None:
        """Add words to the turn."""
        if not (self._silent or self._muted) and self._turn in self.pieces:
            self.pieces[self._turn].append(text)
            self._length += len(text)

    def words(self, element: Element) -> None:
        self.say(element.text or "")

    def comment_edge(self, element: Element) -> None:
        """Where a comment's words begin or end, the first time that is said."""
        remark, here = self._remarks.get(str(element.get(_w("id")))), Place(self._turn, self._length)
        if remark is not None and element.tag == _w("commentRangeStart"):
            remark.start = remark.start or here
        elif remark is not None and remark.start is not None:
            remark.end = remark.end or here

    def bookmark(self, element: Element) -> None:
        match = words.BOOKMARK.fullmatch(str(element.get(_w("name"))))
        if match:
            self.found.written[match["id"]] = match["status"], match["stamp"]

    def inserted(self, element: Element) -> None:
        self.found.tracked = True
        self._muted += 1
        self.children(element)
        self._muted -= 1

    def deleted(self, element: Element) -> None:
        self.found.tracked = True
        self.children(element)


_Action = Callable[[_Walk, Element], None]


def _letter(text: str) -> _Action:
    return lambda walk, _element: walk.say(text)


_ACTIONS: dict[str, _Action | None] = {
    _w("p"): _Walk.paragraph,
    _w("t"): _Walk.words,
    _w("delText"): _Walk.words,
    _w("tab"): _letter("\t"),
    _w("br"): _letter("\n"),
    _w("cr"): _letter("\n"),
    _w("noBreakHyphen"): _letter("\u2011"),
    _w("softHyphen"): _letter("\u00ad"),
    _w("commentRangeStart"): _Walk.comment_edge,
    _w("commentRangeEnd"): _Walk.comment_edge,
    _w("bookmarkStart"): _Walk.bookmark,
    _w("ins"): _Walk.inserted,
    _w("moveTo"): _Walk.inserted,
    _w("del"): _Walk.deleted,
    _w("moveFrom"): _Walk.deleted,
    **dict.fromkeys(_w(name) for name in ("pPr", "rPr", "tblPr", "sectPr", "instrText", "drawing", "pict")),
}


# ------------------------------------------------------------ in the frozen words


class Places:
    """Where comments stand in the words of a transcript, turn by turn: verbatim or not at all."""

    def __init__(self, transcript: Transcript, marked: Marked) -> None:
        """Compare every turn; `edited` are those whose words differ."""
        self.words = words.Words(transcript)
        self.marked = marked
        self._folded = {n: words.fold(marked.turns.get(n, "")) for n in self.words.turns}
        self.edited = {n for n, said in self._folded.items() if said.text != self.words.of_turn(n)}

    def range(self, remark: Remark) -> tuple[Span | None, str]:
        """The words that a comment stands on, as `Words` counts them, or why there are none."""
        if remark.start is None or remark.end is None:
            return None, "It stands on no words; select them before inserting a comment."
        start, end = self._place(remark.start), self._place(remark.end)
        if start is None or end is None or self._turns(start, end) & self.edited:
            return self._verbatim(remark)
        here = self.words.trimmed(start, end)
        return (here, "") if here.start < here.end else (None, "It stands on no words of a turn.")

    def _place(self, place: Place) -> int | None:
        """Where a place of the file stands in the words; None inside a turn that was edited."""
        if place.turn == BEFORE:
            return 0
        if place.turn == AFTER:
            return len(self.words.text)
        turn = self.words.turns.get(place.turn)
        if turn is None or (place.turn in self.edited and place.offset):
            return None
        return turn.start + bisect_left(self._folded[place.turn].places, place.offset)

    def _turns(self, start: int, end: int) -> set[int]:
        return {n for n, turn in self.words.turns.items() if turn.start < end and start < turn.end}

    def _verbatim(self, remark: Remark) -> tuple[Span | None, str]:
        """In a turn that was edited, words count only where they stand once, as they were."""
        quote = words.fold(self.marked.quote(remark)).text
        number = remark.start.turn if remark.start else BEFORE
        inside = self.words.of_turn(number) if number in self.words.turns else ""
        if quote and inside.count(quote) == 1 and remark.end and remark.end.turn == number:
            start = self.words.turns[number].start + inside.index(quote)
            return Span(start, start + len(quote)), ""
        return None, "The words of this turn were changed in the file, and these cannot be found for certain."
