"""The marks that elements leave in the text: brackets and letters first, colour second."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from realist_eval.model import Coding, Configuration
from realist_eval.review.entry import Entry, shape_of
from realist_eval.review.session import Session

GLUE = "\u00a0"  # between a mark and its word: no line ends here
CHOSEN = "chosen"


class Mark(NamedTuple):
    """A stretch of text with what stands before and after it; `style` names how it looks."""

    start: int
    end: int
    open: str
    close: str
    style: str
    id: str = ""
    current: bool = False


def marks_of(session: Session) -> list[Mark]:
    """Every mark in the transcript shown, longer ones before shorter ones where they begin together."""
    focus = set(session.focus)
    chosen = session.selection
    found = [_mark(entry, session, entry.id in focus and chosen is None) for entry in session.visible()]
    found += _signal(session)
    if chosen is not None:
        found.append(Mark(*chosen.span, f"»{GLUE}", f"{GLUE}«", CHOSEN, current=True))
    return sorted(found, key=lambda mark: (mark.start, -mark.end, mark.style))


def _mark(entry: Entry, session: Session, current: bool) -> Mark:
    shape = shape_of(entry.kind)
    sign = shape.letter + ("?" if entry.state == "undecided" else "!" if entry.state == "contested" else "")
    if not entry.live:
        sign += "x"
    if entry.id in session.marked:
        sign += "*"
    before, after = ("»", "«") if current else ("", "")
    style = f"{entry.kind} {'undecided' if entry.state == 'undecided' else 'decided'}"
    opening = f"{before}{shape.open}{sign}{GLUE}"
    return Mark(entry.start, entry.end, opening, f"{shape.close}{after}", style, entry.id, current)


def _signal(session: Session) -> Iterable[Mark]:
    """The words that join the configuration under the cursor."""
    entry = session.entry
    item = entry.item if entry is not None else None
    if isinstance(item, Configuration) and item.signal is not None and item.transcript == session.here:
        yield Mark(*item.signal, "=", "=", "signal", item.id, True)


def sample(kind: str, words: str, state: str = "undecided") -> str:
    """Words between the marks of their kind, as the panel shows an element."""
    shape = shape_of(kind)
    return f"{shape.open}{shape.letter}{'?' if state == 'undecided' else ''}{GLUE}{words}{shape.close}"


def element_words(coding: Coding, text: str, longest: int = 0) -> str:
    """The words of an element on one line, shortened in the middle where they are long."""
    words = " ".join(text[coding.start : coding.end].split())
    if longest and len(words) > longest:
        half = (longest - 3) // 2
        return f"{words[:half].rstrip()} … {words[-half:].lstrip()}"
    return words
