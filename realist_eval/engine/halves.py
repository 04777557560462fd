"""Keeps a mechanism's resource and the reasoning about it apart, where the words do.

"Having somebody to ring made us feel safe": what was offered, a word that turns to people, what they felt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from realist_eval.engine.lexicon import Lexicon
from realist_eval.model import Span

WORD = re.compile(r"\w+")
LEAST = 2  # words that a resource takes


def halves(text: str, span: Span, lexicon: Lexicon) -> tuple[Span, Span] | None:
    """The resource and the reasoning within a mechanism's words, or None where they are not kept apart."""
    found = list(WORD.finditer(text, span.start, span.end))
    words = [hit.group().lower() for hit in found]
    hints = [lexicon.categories.get(word, ()) for word in words]
    between = lexicon.turns | lexicon.openers
    for place in range(1, len(words)):
        turning = list(takewhile(between.__contains__, reversed(words[:place])))
        offered = place - len(turning)
        if lexicon.turns.isdisjoint(turning) or offered < LEAST or "personal" not in hints[place]:
            continue
        if _responds(hints[place:]) and not _responds(hints[:offered]):
            return Span(span.start, found[offered - 1].end()), Span(found[place].start(), span.end)
    return None


def _responds(hints: Sequence[tuple[str, ...]]) -> bool:
    """Whether somebody feels, thinks or decides something."""
    people = [place for place, hint in enumerate(hints) if "personal" in hint]
    return bool(people) and any("feel" in hint for hint in hints[people[0] :])
