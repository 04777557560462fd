"""From coded words to a passage that can be quoted: whole sentences, verbatim, cut where they run on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from realist_eval.model import Span, Transcript, Turn

CUT = "[...]"
FROM_QUESTION = "[from the question]"  # before the words of an interviewer that supply a context
REACH = 240  # how far a sentence may run beyond the coded words before it is cut, in characters
BRIDGE = 60  # a gap this short between two pieces of one turn is quoted rather than cut

_SENTENCE_END = re.compile(r"(?:[.!?…][\"'”’)\]]*(?=\s)|[。！？؟۔]|\n)\s*")
_WORD_EDGE = re.compile(r"\s+")


class Turns:
    """Finds the turn of an offset without walking through them all."""

    def __init__(self, transcript: Transcript) -> None:
        """Index the turns by where they start."""
        self.transcript = transcript
        self._starts = [turn.start for turn in transcript.turns]

    def at(self, offset: int) -> Turn | None:
        """The turn that holds the character at `offset`; the line feed after a turn belongs to it."""
        found = bisect_right(self._starts, offset) - 1
        return self.transcript.turns[found] if found >= 0 else None

    def split(self, span: Span) -> list[tuple[Turn, Span]]:
        """The span cut at the ends of turns, without the line feeds between them."""
        parts = []
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        for turn in self.transcript.turns[first:]:
            if turn.start >= span.end:
                break
            part = Span(max(span.start, turn.start), min(span.end, turn.end))
            if part.start < part.end:
                parts.append((turn, part))
        return parts


def pieces(turns: Turns, spans: Iterable[Span]) -> tuple[tuple[Turn, Span], ...]:
    """The stretches to quote for these coded spans, in order: sentences, joined where they touch."""
    found: list[tuple[Turn, Span]] = []
    parts = sorted((part for span in spans for part in turns.split(span)), key=lambda part: part[1])
    for turn, part in parts:
        grown = _sentence(turns.transcript.text, turn, part)
        if found and found[-1][0] is turn and grown.start <= found[-1][1].end + BRIDGE:
            last = found[-1][1]
            found[-1] = (turn, Span(min(last.start, grown.start), max(last.end, grown.end)))
        else:
            found.append((turn, grown))
    return tuple(found)


def _sentence(text: str, turn: Turn, span: Span) -> Span:
    """The sentence around a span within its turn, at most REACH characters to either side."""
    low = max(turn.start, span.start - REACH)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, low, span.start)]
    start = ends[-1] if ends else low if low == turn.start else _next_word(text, low, span.start)
    high = min(turn.end, span.end + REACH)
    end = _end_after(text, span.end, high, turn.end)
    return _trimmed(text, Span(start, end))


def _next_word(text: str, low: int, start: int) -> int:
    gap = _WORD_EDGE.search(text, low, start)
    return gap.end() if gap else start


def _end_after(text: str, end: int, high: int, last: int) -> int:
    if end and text[end - 1] in ".!?…。！？؟۔":
        return end
    match = _SENTENCE_END.search(text, end, min(high + 1, last))
    if match:
        return match.end()
    if high == last:
        return last
    gaps = [gap.start() for gap in _WORD_EDGE.finditer(text, end, high)]
    return gaps[-1] if gaps else end


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def written(text: str, stretches: Sequence[tuple[Turn, Span]]) -> str:
    """The pieces as one quotation, with [...] where words were left out inside a sentence or between."""
    if not stretches:
        return ""
    parts = [text[span.start : span.end] for _, span in stretches]
    before = CUT + " " if _cut_before(text, *stretches[0]) else ""
    after = " " + CUT if _cut_after(text, *stretches[-1]) else ""
    return before + f" {CUT} ".join(parts) + after


def _cut_before(text: str, turn: Turn, span: Span) -> bool:
    head = text[turn.start : span.start].rstrip()
    return bool(head) and not _SENTENCE_END.search(text, turn.start + len(head) - 1, span.start)


def _cut_after(text: str, turn: Turn, span: Span) -> bool:
    return bool(text[span.end : turn.end].strip()) and text[span.end - 1] not in ".!?…。！？؟۔\"'”’)]"


def shortened(quotation: str, limit: int) -> str:
    """A quotation of at most about `limit` characters, cut at a word and marked as cut."""
    if len(quotation) <= limit:
        return quotation
    head = quotation[:limit]
    edge = max(head.rfind(" "), head.rfind("\n"))
    return (head[:edge] if edge > limit // 2 else head).rstrip().removesuffix(CUT).rstrip() + f" {CUT}"
