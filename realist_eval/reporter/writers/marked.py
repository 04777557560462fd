"""A transcript in Word to code in: elements marked, their codes as comments, a box that says how.

What stands where is told by `marked_words`, so that the file can be read back after somebody worked in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from realist_eval.model import ENGINE, UNREVIEWED, Code, Codebook, Coding, Material, Span, Transcript, Turn
from realist_eval.reporter.report import Report, printable
from realist_eval.reporter.writers import marked_words as words
from realist_eval.reporter.writers import word_xml as xml
from realist_eval.reporter.writers.package import moment
from realist_eval.reporter.writers.word_file import describe, fill, opened, saved, set_defaults
from realist_eval.reporter.writers.word_styles import INK, LINE, PALE, standing, style, style_ids

SEVERAL = "several kinds"
LOOKS = {  # kind: underline and shade; the line tells them apart in grey
    "context": ("dotted", "DCE9F5"),
    "mechanism": ("thick", "FFF0C2"),
    "outcome": ("double", "DDF0DA"),
    SEVERAL: ("wave", "E3E3E3"),
}
OTHER_KIND = ("dash", "F1E3F3")
HOW_TO = (
    "This is a working copy for coding. Only comments are read back: please leave the words as they are.",
    "To code words: select them, insert a comment, and write the id or label of a code, for example: {code}",
    "To say in which way it counts, add it after a comma: {code}, {valence}",
    "To change a coding: change the code or the word in brackets in its comment.",
    "To reject a coding or suggestion, write reject in its comment; to accept a suggestion, write accept.",
    "To move a coding: delete its comment, and put its text with the id in a new one on the right words.",
    "Anything after -- is kept as a memo: {code} -- as she said in the first interview too",
)
_EDGE = f'w:val="single" w:sz="8" w:space="6" w:color="{LINE}"/>'
_SIDES = "".join(f"<w:{side} {_EDGE}" for side in ("top", "left", "bottom", "right"))
_BOX = (
    f'<w:pBdr>{_SIDES}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/>'
    '<w:spacing w:before="0" w:after="60"/><w:ind w:left="170" w:right="170"/>'
)


def write_marked(material: Material, transcript: Transcript) -> bytes:
    """The transcript with the material's codings of it, as a Word file."""
    document = opened(None)
    page = _Page(material, transcript, _styles(document, material.codebook))
    fill(document, page.paragraphs())
    report = Report(page.title, (), facts=material.facts)
    when = moment(report)
    inside = "".join(_comments(page.notes, material, when.strftime("%Y-%m-%dT00:00:00Z")))
    part = document.part._comments_part.element  # python-docx dates what it adds by the clock
    for comment in list(parse_xml(f"<w:comments {nsdecls('w')}>{inside}</w:comments>")):
        part.append(comment)
    describe(document, page.title, "realist-eval", transcript.language, when)
    set_defaults(document)
    return saved(document, report)


@dataclass(frozen=True, slots=True)
class _Note:
    """A coding with the words it stands on and the number of its comment."""

    number: int
    coding: Coding
    words: Span  # as they are compared
    span: Span  # in the transcript's text


class _Page:
    """Lays a transcript out as paragraphs."""

    def __init__(self, material: Material, transcript: Transcript, styles: dict[str, str]) -> None:
        self.material, self.transcript, self.styles = material, transcript, styles
        self.folded = words.Words(transcript)
        self.notes = tuple(self._numbered())
        suggested = any(note.coding.status == "suggested" for note in self.notes)
        self.title = f"{transcript.id} ({UNREVIEWED})" if suggested else transcript.id

    def _numbered(self) -> Iterator[_Note]:
        mine = [one for one in self.material.codings if one.transcript == self.transcript.id]
        placed = [(coding, self.folded.range(coding.span)) for coding in mine]
        for number, (coding, place) in enumerate(pair for pair in placed if pair[1].start < pair[1].end):
            yield _Note(number, coding, place, self.folded.span(place))

    def paragraphs(self) -> Iterator[str]:
        """Title, box, the line that names the transcript, turns, codes."""
        yield xml.plain(self.title, self.styles["Title"])
        yield from self._box()
        yield xml.paragraph(
            xml.run(words.identity(self.transcript)) + self._bookmarks(), self.styles["CMO Note"]
        )
        label = self.styles[words.TURN_STYLE]
        for turn in self.transcript.turns:
            yield xml.plain(words.turn_label(self.transcript, turn), label)
            text = self.transcript.quote(turn)
            rtl = xml.right_to_left(text)
            yield xml.paragraph("".join(self._turn(turn, rtl=rtl)), self.styles["CMO Words"], rtl=rtl)
        yield xml.plain(words.END_LABEL, label)
        yield from self._codes()

    def _box(self) -> Iterator[str]:
        style = self.styles["CMO How To"]
        code = next((one for one in self.material.codebook.codes if not one.retired), None)
        allowed = self.material.codebook.valences.get(code.kind, ()) if code else ()
        names = {"code": code.id if code else "code", "valence": (*allowed, "enabling")[:2][-1]}
        for line in HOW_TO:
            yield xml.plain(line.format(**names), style)
        shown = [kind for kind in self.material.codebook.kinds if kind in self.styles]
        runs = [xml.run(kind, style=self.styles[kind]) for kind in (*shown, SEVERAL)]
        yield xml.paragraph(xml.run("Marked words: ") + xml.run("  ").join(runs), style)

    def _bookmarks(self) -> str:
        """One a comment, so that a comment that was deleted or changed is noticed."""
        names = (words.bookmark_name(note.coding, note.words) for note in self.notes)
        return "".join(xml.bookmark(name, number, "") for number, name in enumerate(names, 1) if name)

    def _turn(self, turn: Turn, *, rtl: bool) -> Iterator[str]:
        """The turn's words verbatim, cut where a coding begins or ends."""
        here = [note for note in self.notes if note.span.overlaps(turn.span)]
        cuts = {at for note in here for at in note.span if turn.start < at < turn.end}
        places = sorted(cuts | {turn.start, turn.end})
        for start, end in zip(places, [*places[1:], turn.end], strict=True):
            yield from (_ended(note.number) for note in here if note.span.end == start)
            yield from (_begun(note.number) for note in here if note.span.start == start)
            if start < end:
                kinds = {note.coding.kind for note in here if note.span.overlaps(Span(start, end))}
                yield xml.run(self.transcript.text[start:end], style=self._look(kinds), rtl=rtl)

    def _look(self, kinds: set[str]) -> str:
        if not kinds:
            return ""
        return self.styles.get(kinds.pop() if len(kinds) == 1 else SEVERAL, "")

    def _codes(self) -> Iterator[str]:
        """The codebook in short, at hand for whoever codes."""
        yield xml.plain("Codes", self.styles["heading 2"])
        for code in self.material.codebook.codes:
            if not code.retired:
                yield xml.plain(_in_short(code), self.styles["CMO Note"])


def _begun(number: int) -> str:
    return f'<w:commentRangeStart w:id="{number}"/>'


def _ended(number: int) -> str:
    return f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'


def _in_short(code: Code) -> str:
    said = f"{code.id}: {code.label} ({code.kind})"
    return f"{said}. {code.definition}" if code.definition else said


def _comments(notes: Iterable[_Note], material: Material, date: str) -> Iterator[str]:
    """What each comment says: letter, code, label, valence, id; then what is open, and the memo."""
    for note in notes:
        author = "realist-eval" if note.coding.coder == ENGINE else note.coding.by
        initials = "".join(word[0] for word in author.split())[:3] or "r"
        lines = "".join(map(xml.plain, _said(note.coding, material.codebook)))
        who = f"w:author={quoteattr(printable(author))} w:initials={quoteattr(printable(initials))}"
        yield f'<w:comment w:id="{note.number}" {who} w:date="{date}">{lines}</w:comment>'


def _said(coding: Coding, codebook: Codebook) -> Iterator[str]:
    valence = f" ({coding.valence})" if coding.valence else ""
    letter = coding.kind[:1].upper()
    yield f"{letter} {coding.code}: {codebook.label(coding.code)}{valence} [{coding.id}]"
    if coding.status == "suggested":
        yield UNREVIEWED
    if coding.memo:
        yield f"-- {' '.join(coding.memo.split())}"


def _styles(document: Any, codebook: Codebook) -> dict[str, str]:
    """Names to ids of the styles, with those that only a marked transcript has."""
    known = style_ids(document, house=False)
    sheet = document.styles.element
    for number, kind in enumerate((*codebook.kinds, SEVERAL)):
        line, shade = LOOKS.get(kind, OTHER_KIND)
        known[kind] = f"CMOKind{number}"
        look = f'<w:u w:val="{line}"/><w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>'
        sheet.append(
            parse_xml(style("character", f"CMO {printable(kind)}", "<w:qFormat/>", look, id_=known[kind]))
        )
    for name, (form, look) in PARAGRAPHS.items():
        known[name] = name.replace(" ", "")
        sheet.append(parse_xml(style("paragraph", name, standing(form, "Normal", "CMOWords"), look)))
    return known


PARAGRAPHS = {
    words.TURN_STYLE: (
        '<w:keepNext/><w:spacing w:before="160" w:after="0"/>',
        f'<w:b/><w:bCs/><w:color w:val="{INK}"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
    ),
    "CMO Words": ('<w:spacing w:before="0" w:after="60" w:line="300" w:lineRule="auto"/>', ""),
    "CMO How To": (_BOX, '<w:sz w:val="19"/><w:szCs w:val="19"/>'),
}
