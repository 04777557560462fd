"""Drops what nobody means from the ends of a stretch: transcribers' marks, punctuation, fillers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace

from realist_eval.engine.parsed import Parsed
from realist_eval.model import Claim, Span

MARK = re.compile(r"[\[(<*]{1,2}([^\[\]()<>*\n]{1,60})[\])>*]{1,2}")
WORD = re.compile(r"[^\W\d_]+")
PAIRS = {"[": "]", "(": ")"}
OPENING = frozenset(("£", "$", "€", "#", "'", "’", *PAIRS))  # signs that belong to the word after them
CLOSING = frozenset(("%", "'", "’", *PAIRS.values()))
LOOSE = frozenset(("intj", "cc", "discourse", "punct"))
AROUND = frozenset((",", "-", "–", "—", "...", "…", '"', "“"))


def remark_tokens(parsed: Parsed, remarks: frozenset[str]) -> frozenset[int]:
    """The tokens of transcribers' marks.

    A mark is bracketed and begins or ends with one of `remarks`, or is [...], or stands between sentences;
    what an editor put in, as in "[the lead] left", is not.
    """
    found: set[int] = set()
    for mark in MARK.finditer(parsed.text):
        words = WORD.findall(mark[1].lower())
        if (
            not words
            or not remarks.isdisjoint((words[0], words[-1]))
            or _stands_alone(parsed.text, *mark.span())
        ):
            first, last = (bisect_left(parsed.starts, at) for at in mark.span())
            found.update(range(first, last))
    return frozenset(found)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a bracket follows the end of a sentence and precedes the beginning of one."""
    before, after = text[max(0, start - 3) : start].rstrip(" "), text[end : end + 3].lstrip(" ")
    return (not before or before[-1] in ".?!…\n") and (not after or after[0] == "\n" or after[0].isupper())


def trim_claims(
    parsed: Parsed, claims: Iterable[Claim], remarks: frozenset[str], fillers: frozenset[str]
) -> Iterator[Claim]:
    """The claims without such words at the ends of their sides; a claim with a side of nothing else goes."""
    marks = remark_tokens(parsed, remarks)
    for claim in claims:
        cause, effect = (_trimmed(parsed, side, marks, fillers) for side in (claim.cause, claim.effect))
        if cause and effect:
            yield (
                claim
                if (cause, effect) == (claim.cause, claim.effect)
                else replace(claim, cause=cause, effect=effect)
            )


def _trimmed(parsed: Parsed, span: Span, marks: frozenset[int], fillers: frozenset[str]) -> Span | None:
    first, last = bisect_left(parsed.starts, span.start), bisect_left(parsed.starts, span.end)
    while first < last and (size := _empty(parsed, first, last, marks, fillers)):
        first += size
    while first < last and (last - 1 in marks or _is_sign(parsed.words[last - 1], CLOSING)):
        last -= 1
    return _balanced(parsed.text, parsed.span(first, last)) if first < last else None


def _balanced(text: str, span: Span) -> Span:
    """The span with the bracket just outside it whose other half is inside."""
    said = text[span.start : span.end]
    for opens, closes in PAIRS.items():
        if said.count(closes) > said.count(opens) and text[: span.start].endswith(opens):
            return Span(span.start - 1, span.end)
        if said.count(opens) > said.count(closes) and text.startswith(closes, span.end):
            return Span(span.start, span.end + 1)
    return span


def _empty(parsed: Parsed, first: int, last: int, marks: frozenset[int], fillers: frozenset[str]) -> int:
    """How many tokens at the front of a stretch say nothing."""
    if first in marks or _is_sign(parsed.words[first], OPENING):
        return 1
    for size in (2, 1):
        said, after = " ".join(parsed.lowered[first : first + size]), first + size
        if said in fillers and (after >= last or parsed.words[after] in AROUND or _is_loose(parsed, first)):
            return size
    return 0


def _is_loose(parsed: Parsed, token: int) -> bool:
    """Whether a word hangs on nothing, or on a verb that does not stand next to it: "so they came"."""
    head = parsed.heads[token]
    far = parsed.deps[token] == "advmod" and head > token + 1 and parsed.pos[head] in ("VERB", "AUX")
    return far or parsed.deps[token] in LOOSE


def _is_sign(word: str, kept: frozenset[str]) -> bool:
    return not word[0].isalnum() and not word[-1].isalnum() and word not in kept
