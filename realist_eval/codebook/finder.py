"""Finds the phrases and regular expressions of a codebook in a text, many at once.

Most patterns can only begin with certain letters at the start of a word. They are tried at the words that
begin so and nowhere else, which takes a small part of the time of searching the text once for each pattern.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from realist_eval.codebook.indicators import read_indicator

_KEY = 4  # letters of a word's beginning by which patterns are looked up
_WORD = re.compile(r"\w+")
Item = tuple[Any, Any]
Beginning = tuple[str, bool]  # letters so far, and whether the next letter may still be added


class Found(NamedTuple):
    """Where an indicator stands in a text, and what it was given with."""

    start: int
    end: int
    place: int


class IndicatorFinder:
    """Phrases and regular expressions, each given with a number of the caller's; lemmas are left out.

    Gives the same matches as `pattern.finditer` for each, without those that are empty.
    """

    def __init__(self, indicators: Iterable[tuple[str, int]]) -> None:
        """Compile the indicators and sort them by how they may begin."""
        self._patterns = [
            (re.compile(pattern, re.IGNORECASE), place)
            for text, place in indicators
            if (pattern := as_pattern(text)) is not None
        ]
        self._anywhere: list[int] = []
        self._beginning: dict[str, list[int]] = defaultdict(list)
        self._tried: dict[str, tuple[int, ...]] = {}
        for number, (compiled, _) in enumerate(self._patterns):
            letters = beginnings(compiled.pattern)
            for key in letters or ():
                self._beginning[key].append(number)
            if not letters:
                self._anywhere.append(number)

    def find(self, text: str) -> Iterator[Found]:
        """Every match in a text: first those that may begin only at certain words, in the text's order."""
        ends = [0] * len(self._patterns)
        for word in _WORD.finditer(text):
            for number in self._candidates(word[0].lower()):
                pattern, place = self._patterns[number]
                if word.start() < ends[number]:
                    continue
                match = pattern.match(text, word.start())
                if match and match.end() > match.start():
                    ends[number] = match.end()
                    yield Found(*match.span(), place)
        for number in self._anywhere:
            pattern, place = self._patterns[number]
            yield from (Found(*m.span(), place) for m in pattern.finditer(text) if m.end() > m.start())

    def _candidates(self, word: str) -> tuple[int, ...]:
        known = self._tried.get(word)
        if known is None:
            keys = (word[:size] for size in range(1, min(len(word), _KEY) + 1))
            known = tuple(sorted({number for key in keys for number in self._beginning.get(key, ())}))
            self._tried[word] = known
        return known


def as_pattern(text: str) -> str | None:
    """An indicator as a regular expression; None for lemmas, which need a parse."""
    indicator = read_indicator(text)
    if indicator.form == "lemma":
        return None
    if indicator.form == "regex":
        return indicator.body
    words = r"\s+".join(_with_any_apostrophe(re.escape(word)) for word in indicator.words)
    before = r"\b" if indicator.words[0][0].isalnum() else ""
    return before + words + (r"\b" if indicator.words[-1][-1].isalnum() else "")


def _with_any_apostrophe(word: str) -> str:
    return re.sub("['’]", "['’]", word)


def beginnings(pattern: str) -> frozenset[str]:
    """The letters, at most four, with which a match must begin at a word's start; empty if it need not."""
    items = list(import_module("re._parser").parse(pattern, re.IGNORECASE))
    sequences = items[0][1][1] if len(items) == 1 and str(items[0][0]) == "BRANCH" else [items]
    found: set[str] = set()
    for sequence in sequences:
        if not len(sequence) or str(sequence[0][1]) != "AT_BOUNDARY":
            return frozenset()
        found |= {letters for letters, _ in _extend({("", True)}, list(sequence)[1:])}
    return frozenset() if "" in found else frozenset(found)


def _extend(known: set[Beginning], items: Sequence[Item]) -> set[Beginning]:
    """The beginnings after each part of a pattern was added to those known."""
    for item in items:
        if not any(is_open for _, is_open in known):
            break
        known = {more for letters, is_open in known for more in _after(letters, is_open, item)}
    return known


def _after(letters: str, is_open: bool, item: Item) -> set[Beginning]:
    name, value = str(item[0]), item[1]
    if not is_open or name == "AT":
        return {(letters, is_open)}
    if name in _CHARACTERS:
        return {_with(letters, character) for character in _CHARACTERS[name](value)}
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        once = _extend({(letters, True)}, value[2])
        known = once if value[1] == 1 else {(more, False) for more, _ in once}
        return known | ({(letters, True)} if value[0] == 0 else set())
    branches = {"SUBPATTERN": value[-1:], "BRANCH": value[-1]}.get(name) if isinstance(value, tuple) else None
    if branches is None:
        return {(letters, False)}
    return {more for branch in branches for more in _extend({(letters, True)}, branch)}


def _listed(value: Any) -> list[str]:
    """The characters of a set; one that no word holds where it is not a plain list of them."""
    return [chr(of) for _, of in value] if all(str(part) == "LITERAL" for part, _ in value) else [" "]


_CHARACTERS: dict[str, Callable[[Any], list[str]]] = {"LITERAL": lambda value: [chr(value)], "IN": _listed}


def _with(letters: str, character: str) -> Beginning:
    if not re.match(r"\w", character):
        return letters, False
    longer = letters + character.lower()
    return longer, len(longer) < _KEY
