"""What the panel says of the entry under the cursor, line by line: what it is, why, what it is linked to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.text import Text

from realist_eval.model import UNSTATED, Coding, Configuration, Reason
from realist_eval.review.entry import STATE_WORDS, Entry, shape_of
from realist_eval.review.looks import look
from realist_eval.review.marks import element_words, sample
from realist_eval.review.session import Session

NAME_WIDTH = 9  # cells of what a line is about
_POLARITY = {"+": "+ brings about", "-": "- fails or holds back"}
_FLAGS = {
    "hedged": "hedged",
    "reported": "what others said",
    "counterfactual": "what did not happen",
    "hypothetical": "what might be",
    "from_question": "in the interviewer's words",
}


class Line(NamedTuple):
    """A line of the panel: what it is about, and what it says; lines without a name stand alone."""

    name: str
    words: Text


def details(session: Session, width: int) -> list[Line]:
    """The panel's lines; `width` is that of a line in cells, for shortening quotations."""
    entry = session.entry
    if entry is None:
        return [Line("", Text(_nothing(session)))]
    telling = _coding if isinstance(entry.item, Coding) else _link
    return [Line("", _head(session, entry)), *telling(session, entry, width), *_rest(entry)]


def _nothing(session: Session) -> str:
    if session.blind:
        return (
            "You code blind: suggestions and what others coded are hidden.\n"
            "s chooses words to code; t opens another transcript."
        )
    if session.filters.narrowing:
        return "Nothing here passes the filters. f changes them; s codes words by hand."
    return "Nothing is suggested or coded here. s chooses words to code; t opens another transcript."


def _head(session: Session, entry: Entry) -> Text:
    place = ", ".join(filter(None, (f"turn {entry.turn}", entry.speaker, _role(session, entry), entry.case)))
    by = f" by {entry.decided_by}" if entry.decided_by else ""
    score = f", score {entry.item.score:.2f}" if entry.item.score else ""
    return Text.assemble(
        (f"{sign_of(entry)} ", look("strong")),
        (f"{STATE_WORDS[entry.state]}{by}{score}", look("strong")),
        (f"  {place}", look("name")),
    )


def sign_of(entry: Entry) -> str:
    """The letters of an entry: `[C?]`, `(M)`, `C-M-O?`."""
    if isinstance(entry.item, Configuration):
        return "-".join(shape_of(kind).letter for kind in entry.item.parts) + entry.sign
    shape = shape_of(entry.kind)
    return f"{shape.open}{shape.letter}{entry.sign}{shape.close}"


def _role(session: Session, entry: Entry) -> str:
    person = session.transcripts[entry.transcript].speaker(entry.speaker)
    return person.role if person else ""


def _coding(session: Session, entry: Entry, _width: int) -> Iterator[Line]:
    item = entry.item
    assert isinstance(item, Coding)  # noqa: S101 - the caller chose by this
    code = session.codebook.by_id.get(item.code)
    about = ", ".join(filter(None, (valence_words(item.valence), item.level)))
    label = (session.codebook.label(item.code), look(f"{item.kind} undecided"))
    yield Line("code", Text.assemble(label, f", {about}" if about else ""))
    if code is not None and code.definition:
        yield _line("means", f"{' '.join(code.definition.split())} ({item.code})")
    yield from _why(item.reason)
    links = [_link_words(session, other) for other in session.links_of(item.id) if other.live]
    if links:
        yield _line("links", "; ".join(links))


def _link(session: Session, entry: Entry, width: int) -> Iterator[Line]:
    item = entry.item
    assert isinstance(item, Configuration)  # noqa: S101 - the caller chose by this
    for kind in ("context", "mechanism", "outcome"):
        yield _part(session, kind, item.parts.get(kind), width)
    said = [_POLARITY[item.polarity]]
    if item.signal is not None:
        said.append(f"joined by “{session.transcripts[item.transcript].quote(item.signal)}”")
    yield _line("links", ", ".join(said))
    yield from _why(item.reason)


def _part(session: Session, kind: str, name: str | None, width: int) -> Line:
    part = session.queue.entry(name)
    shape = shape_of(kind)
    if part is None or not isinstance(part.item, Coding) or not part.live:
        said = "rejected: shown as unstated" if part is not None else UNSTATED
        sign = f"{shape.open}{shape.letter}{shape.close} "
        return Line(kind, Text.assemble((sign, look(f"{kind} undecided")), said))
    about = session.codebook.label(part.item.code)
    about += f", {valence_words(part.item.valence)}" if part.item.valence else ""
    about += f"; now coded as {part.item.kind}" if part.item.kind != kind else ""
    room = max(16, width - len(about) - NAME_WIDTH - 8)
    words = element_words(part.item, session.transcripts[part.transcript].text, room)
    style = f"{part.item.kind} {'undecided' if part.state == 'undecided' else 'decided'}"
    shown = sample(part.item.kind, words, part.state).replace("\u00a0", " ")
    return Line(kind, Text.assemble((shown, look(style)), " ", about))


def _why(reason: Reason) -> Iterator[Line]:
    yield _line("why", str(reason) + (f"; {reason.otherwise}" if reason.otherwise else ""))


def _link_words(session: Session, entry: Entry) -> str:
    """Another entry's configuration in a few words: `C-O? with Takes part`."""
    parts = [session.queue.entry(name) for name in entry.item.parts.values()]  # type: ignore[union-attr]
    labels = [
        session.codebook.label(part.item.code)
        for part in parts
        if part is not None and isinstance(part.item, Coding) and part.id != session.current
    ]
    return f"{sign_of(entry)} with {' and '.join(labels)}"


def _rest(entry: Entry) -> Iterator[Line]:
    if entry.stale:
        yield _line("look", f"again: {entry.stale}; a accepts it as it is")
    flags = [words for name, words in _FLAGS.items() if getattr(entry.item, name, False)]
    if flags:
        yield _line("said as", ", ".join(flags))
    if entry.memo:
        yield _line("memo", entry.memo)


def _line(name: str, words: str) -> Line:
    return Line(name, Text(words))


def valence_words(valence: str) -> str:
    """A valence as people say it."""
    return valence.replace("_", " ")


def top_line(session: Session, title: str) -> Text:
    """What is open, how far it is decided, and what narrows it."""
    here, every = session.queue.progress_in(session.here), session.queue.progress
    if session.blind:  # there is nothing to get through but the words
        said = [f"{here.total:,} coded here", f"{every.total:,} in all", "blind"]
    else:
        said = [f"{here.decided:,}/{here.total:,} decided here", f"{every.decided:,}/{every.total:,} in all"]
    if session.filters.narrowing:
        said.append(f"only {session.filters.said}")
    if session.marked:
        said.append(f"{len(session.marked)} marked")
    longest = 24 if session.filters.narrowing else 34
    name = session.here if len(session.here) <= longest else session.here[: longest - 1] + "…"
    return Text.assemble((name or title, look("strong")), "  ", " · ".join(said))
