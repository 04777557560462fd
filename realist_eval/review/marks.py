"""The marks that elements leave in the text: brackets and letters first, colour second."""

from __future__ import annotations

from collections.abc import Iterable

from realist_eval.model import Coding, Configuration
from realist_eval.review.entry import GLUE, Mark, shape_of
from realist_eval.review.session import Session

CHOSEN = "chosen"


def marks_of(session: Session) -> list[Mark]:
    """Every mark in the transcript shown, longer ones before shorter ones where they begin together."""
    chosen = session.selection
    focus = set(session.focus) if chosen is None else set()
    special = {*focus, *session.marked}
    found = [
        entry.marked(current=entry.id in focus, chosen=entry.id in session.marked)
        if entry.id in special
        else entry.mark
        for entry in session.visible()
    ]
    found += _signal(session)
    if chosen is not None:
        found.append(Mark(*chosen.span, f"»{GLUE}", f"{GLUE}«", CHOSEN, current=True))
    return sorted(found, key=lambda mark: (mark.start, -mark.end, mark.style))


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
