"""Indicators of several words, and regular expressions, found in a transcript without reading it whole.

A codebook may hold a thousand patterns, and a study a million words. Each pattern is asked once which words
every match of it must hold a part of; it is then tried only around such words, within a turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from realist_eval.model import Code, Transcript

WORD = re.compile(r"[^\W_]+")
REACH = 110  # characters on either side of a telling word in which a match must lie
LEAST = 3  # letters that make a part of a word telling


@dataclass(frozen=True)
class Pattern:
    """One indicator of the code at `code`; compiled when it is first tried."""

    source: str
    code: int

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, upper or lower case."""
        return re.compile(self.source, re.IGNORECASE)

    @cached_property
    def anchors(self) -> list[frozenset[str]]:
        """Sets of word parts; of each set, every match holds one. Empty where the pattern tells of none."""
        return _options(import_module("re._parser").parse(self.source, re.IGNORECASE))


def patterns_of(codes: Sequence[Code]) -> list[Pattern]:
    """The indicators that are more than one word, as patterns; single words are matched as words."""
    return [
        Pattern(source, place)
        for place, code in enumerate(codes)
        for source in map(_source, code.indicators)
        if source
    ]


def find_patterns(transcript: Transcript, patterns: Iterable[Pattern]) -> Iterator[tuple[int, int, int]]:
    """Where patterns match: start, end, code; each match lies within a turn."""
    places: dict[str, list[int]] = {}
    turns = [(turn.start, turn.end) for turn in transcript.turns]
    bounds: list[tuple[int, int]] = []  # of each word, the bounds of its turn
    for low, high in turns:
        for found in WORD.finditer(transcript.text, low, high):
            places.setdefault(found.group().lower(), []).append(len(bounds))
            bounds.append((max(low, found.start() - REACH), min(high, found.end() + REACH)))
    vocabulary = "\n".join(["", *places, ""])
    parts: dict[str, list[str]] = {}
    for pattern in patterns:
        told = [
            {word for part in anchors for word in _words_with(part, vocabulary, parts)}
            for anchors in pattern.anchors
        ]
        if told:
            rarest = min(told, key=lambda words: sum(len(places[word]) for word in words))
            around = sorted(place for word in rarest for place in places[word])
            stretches: Iterable[tuple[int, int]] = _merged(around, bounds)
        else:
            stretches = turns
        for low, high in stretches:
            for found in pattern.compiled.finditer(transcript.text, low, high):
                yield found.start(), found.end(), pattern.code


def _words_with(part: str, vocabulary: str, known: dict[str, list[str]]) -> list[str]:
    """The words that hold a part, from a list of words between line feeds."""
    if part not in known:
        found: dict[str, None] = {}
        place = vocabulary.find(part)
        while place >= 0:
            end = vocabulary.index("\n", place)
            found[vocabulary[vocabulary.rindex("\n", 0, place) + 1 : end]] = None
            place = vocabulary.find(part, end)
        known[part] = list(found)
    return known[part]


def _merged(words: Iterable[int], bounds: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches around these words; those of one turn that overlap become one."""
    merged: list[tuple[int, int]] = []
    for word in words:
        low, high = bounds[word]
        if merged and low < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _source(indicator: str) -> str:
    if indicator.startswith("re:"):
        return indicator[3:]
    words = indicator.removeprefix("lem:").split()
    if len(words) < 2:
        return ""
    ending = r"\w*" if indicator.startswith("lem:") else ""
    return r"\b" + r"\s+".join(re.escape(word) + ending for word in words) + r"\b"


def _needed(parsed: Any) -> frozenset[str] | None:
    """The best set of word parts that a sequence cannot match without: the longest, then the fewest."""
    able = _options(parsed)
    return max(able, key=lambda option: (min(map(len, option)), -len(option)), default=None)


def _options(parsed: Any) -> list[frozenset[str]]:
    """Every set of word parts that a sequence cannot match without one of."""
    options: list[frozenset[str]] = []
    run = ""
    for operation, value in parsed:
        name = str(operation)
        if name == "LITERAL" and chr(value).isalnum():
            run += chr(value).lower()
            continue
        options.append(frozenset((run,)))
        run = ""
        inner = _inside(name, value)
        if inner is not None:
            options.append(inner)
    options.append(frozenset((run,)))
    return [option for option in options if min(map(len, option)) >= LEAST]


def _inside(name: str, value: Any) -> frozenset[str] | None:
    """What a group, a choice or a repetition needs."""
    if name == "SUBPATTERN":
        return _needed(value[3])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] >= 1:
        return _needed(value[2])
    if name == "ATOMIC_GROUP":
        return _needed(value)
    if name == "BRANCH":
        each = [_needed(branch) for branch in value[1]]
        if all(each):
            return frozenset().union(*(option for option in each if option))
    return None
