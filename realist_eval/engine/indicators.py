"""Indicators of several words, and regular expressions, found in a transcript without reading it whole.

A codebook may hold a thousand patterns, and a study a million words. Each pattern is asked once which words
every match of it must hold a part of; it is then tried only around such words, within a turn.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from realist_eval.model import Code, Transcript

WORD = re.compile(r"[^\W_]+")
REACH = 110  # characters on either side of a telling word in which a match must lie
LEAST = 3  # letters that make a part of a word telling
LONGEST = 30  # letters, digits or spaces in a row that are looked for
_ENDLESS = re.compile(r"(\\[dsw])(\*|\+)")


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
    def _parsed(self) -> Any:
        """The expression in its parts, with words and gaps of no more than some length."""
        ended = _ENDLESS.sub(lambda end: f"{end[1]}{{{int(end[2] == '+')},{LONGEST}}}", self.source)
        return import_module("re._parser").parse(ended, re.IGNORECASE)

    @cached_property
    def anchors(self) -> list[frozenset[str]]:
        """Sets of word parts; of each set, every match holds one. Empty where the pattern tells of none."""
        return _options(self._parsed)

    @cached_property
    def reach(self) -> int:
        """How far a match may go on from a word that it holds."""
        looks_around = "(?=" in self.source or "(?!" in self.source or "(?<" in self.source
        return REACH if looks_around else min(REACH, self._parsed.getwidth()[1])

    def may_match(self, low: str) -> bool:
        """Whether a text in lower case holds parts of words that a match cannot do without."""
        return all(any(part in low for part in parts) for parts in self.anchors)


Hit = tuple[int, int, Pattern]
"""Where a pattern matches: start, end."""
Matches = dict[str, list[tuple[int, int]]]
"""Where each pattern, by its source, matches in one transcript."""


class Patterns:
    """The indicators of a codebook that are more than a word, and which words of a text tell to try them."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Note the parts of words that tell of each pattern."""
        self._all = list(patterns)
        self._told_by: dict[str, list[int]] = {}  # part of a word to the patterns that may need it
        self._untold: list[int] = []  # patterns that are tried everywhere
        for number, pattern in enumerate(self._all):
            for part in pattern.anchors[0] if pattern.anchors else ():
                self._told_by.setdefault(part, []).append(number)
            if not pattern.anchors:
                self._untold.append(number)
        self._parts = frozenset(part for one in self._all for parts in one.anchors for part in parts)
        self._longest = max(map(len, self._parts), default=0)
        self._known: dict[str, list[str]] = {}  # words that were looked at, with the telling parts they hold
        self._transcript: Transcript | None = None
        self._found: list[Hit] = []
        self._by_code: dict[int, list[Hit]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Pattern]:
        return iter(self._all)

    def parts_of(self, word: str) -> list[str]:
        """The telling parts that a word holds, in upper or lower case; each word is looked at once."""
        if word not in self._known:
            low, cuts = word.lower(), range(len(word) + 1)
            held = {low[a:b] for a in cuts for b in cuts[a + LEAST : a + self._longest + 1]}
            self._known[word] = sorted(held & self._parts)
        return self._known[word]

    def found_in(self, transcript: Transcript) -> list[tuple[int, int, int]]:
        """Where patterns match: start, end, code; each match lies within a turn."""
        return [(start, end, pattern.code) for start, end, pattern in self._hits(transcript)]

    def matching(self, transcript: Transcript, code: int, start: int, end: int) -> set[Pattern]:
        """The patterns of a code that match in a stretch of a transcript."""
        self._hits(transcript)
        return {hit for low, high, hit in self._by_code.get(code, ()) if low < end and high > start}

    def _hits(self, transcript: Transcript) -> Sequence[Hit]:
        """Where patterns match; remembered until the next transcript."""
        if self._transcript is not transcript:
            self.recall(transcript, {})
        return self._found

    def recall(self, transcript: Transcript, matches: Matches) -> None:
        """Take from `matches` where patterns match, look for the others only, and leave all of it there."""
        new, patterns = {one.source: one for one in self._all if one.source not in matches}, self
        if len(new) < len(self._all):
            low = transcript.text.lower()
            patterns = Patterns(one for one in new.values() if one.may_match(low))
        known = {one.source: matches.get(one.source, []) for one in self._all}
        for start, end, pattern in _find(transcript, patterns) if patterns else ():
            known[pattern.source].append((start, end))
        matches.clear()
        matches.update(known)
        self._transcript, self._by_code = transcript, {}
        self._found = [(*place, one) for one in self._all for place in known[one.source]]
        for hit in self._found:
            self._by_code.setdefault(hit[2].code, []).append(hit)

    def worth_trying(self, told: Iterable[str]) -> list[Pattern]:
        """The patterns that may match where these parts of words stand, in their order."""
        numbers = {number for part in told for number in self._told_by.get(part, ())}
        return [self._all[number] for number in sorted(numbers.union(self._untold))]


def patterns_of(codes: Sequence[Code]) -> Patterns:
    """The indicators that are more than one word, as patterns; single words are matched as words."""
    return Patterns(
        Pattern(source, place)
        for place, code in enumerate(codes)
        for source in map(_source, code.indicators)
        if source
    )


def _find(transcript: Transcript, patterns: Patterns) -> Iterator[Hit]:
    turns = [(turn.start, turn.end) for turn in transcript.turns]
    begins = [low for low, _ in turns]
    places = _places(transcript.text, patterns)
    holders: dict[str, list[str]] = {}  # parts of words to the words that hold them
    for word in places:
        for part in patterns.parts_of(word):
            holders.setdefault(part, []).append(word)
    for pattern in patterns.worth_trying(holders):
        stretches = turns
        if pattern.anchors:
            told = [{word for part in parts for word in holders.get(part, ())} for parts in pattern.anchors]
            told.sort(key=lambda words: sum(len(places[word]) for word in words))
            said = sorted((start, start + len(word)) for word in told[0] for start in places[word])
            if len(told) > 1:
                others = sorted(start for word in told[1] for start in places[word])
                said = [one for one in said if _any_near(one[0], others, pattern.reach + LONGEST)]
            stretches = _merged(said, turns, begins, pattern.reach)
        for low, high in stretches:
            for found in pattern.compiled.finditer(transcript.text, low, high):
                yield found.start(), found.end(), pattern


def _places(text: str, patterns: Patterns) -> Mapping[str, Sequence[int]]:
    """The telling words of a text, as they are written, and where each begins."""
    words = WORD.findall(text)
    places: dict[str, list[int]] = {word: [] for word in set(words) if patterns.parts_of(word)}
    for word, found in zip(words, WORD.finditer(text), strict=True):
        if word in places:
            places[word].append(found.start())
    return places


def _any_near(place: int, places: Sequence[int], reach: int) -> bool:
    """Whether one of these places, which are in order, is within reach."""
    after = bisect_left(places, place - reach)
    return after < len(places) and places[after] <= place + reach


def _merged(
    said: Iterable[tuple[int, int]], turns: Sequence[tuple[int, int]], begins: Sequence[int], reach: int
) -> list[tuple[int, int]]:
    """The stretches around these words; those of one turn that overlap become one."""
    merged: list[tuple[int, int]] = []
    for start, end in said:
        first, last = turns[bisect_right(begins, start) - 1]
        low, high = max(first, start - reach), min(last, end + reach)
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
