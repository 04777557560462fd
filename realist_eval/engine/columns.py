"""Words and truths of a transcript as arrays, so that a question is put to many stretches at once."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]
SPARSE = 32  # times as large as there are many, numbers are better sorted than counted


class Column(NamedTuple):
    """Words by their numbers: one a token, or one a stretch."""

    numbers: Numbers
    words: Sequence[str]

    def at(self, places: Numbers) -> Column:
        """The rows at these places."""
        return Column(self.numbers[places], self.words)

    def but(self, places: Truths, word: str) -> Column:
        """The column with one word in all of these places."""
        return Column(np.where(places, len(self.words), self.numbers), [*self.words, word])

    def renamed(self, name: Callable[[str], str]) -> Column:
        """The column with other words for its own."""
        return Column(self.numbers, [name(word) for word in self.words])

    def beside(self, other: Column, name: Callable[[str, str], str]) -> Column:
        """The word for each row's two words."""
        codes = self.numbers * len(other.words) + other.numbers
        distinct, numbers = _numbered(codes)
        pairs = (divmod(code, len(other.words)) for code in distinct.tolist())
        return Column(numbers, [name(self.words[one], other.words[two]) for one, two in pairs])

    def among(self, wanted: Container[str]) -> Truths:
        """Which rows hold one of these words."""
        return np.array([word in wanted for word in self.words], dtype=bool)[self.numbers]


def column(words: Sequence[str]) -> Column:
    """Words as a column."""
    known = {word: number for number, word in enumerate(dict.fromkeys(words))}
    return Column(np.fromiter(map(known.__getitem__, words), np.int64, len(words)), list(known))


def _numbered(codes: Numbers) -> tuple[Numbers, Numbers]:
    """The distinct ones of some numbers in order, and the place of each number among them."""
    if codes.max(initial=0) > SPARSE * (len(codes) + 1):
        distinct, places = np.unique(codes, return_inverse=True)
        return distinct, places
    distinct = np.flatnonzero(np.bincount(codes))
    places = np.zeros(distinct.max(initial=0) + 1, dtype=np.int64)
    places[distinct] = np.arange(len(distinct))
    return distinct, places[codes]


def either(one: str, holds: Truths, other: str) -> Column:
    """One word where something holds, and another where it does not."""
    return Column(np.where(holds, 0, 1), (one, other))


def both(one: Truths, other: Truths) -> Column:
    """Two truths as two digits."""
    return Column(2 * one + other, ("00", "01", "10", "11"))


def at_most(most: int, amounts: Numbers) -> Column:
    """Amounts as words; what is more counts as the most."""
    return Column(np.minimum(amounts, most), [str(amount) for amount in range(most + 1)])


def graded(steps: Sequence[int], amounts: Numbers) -> Column:
    """How many of some rising steps each amount reaches."""
    return at_most(len(steps), np.searchsorted(steps, amounts, side="right"))


def ranges(first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
    """The places of many half-open stretches, one after another: whose each is, and the place."""
    lengths = np.maximum(last - first, 0)
    whose = np.repeat(np.arange(len(first)), lengths)
    return whose, np.arange(len(whose)) + np.repeat(first - np.cumsum(lengths) + lengths, lengths)


class Held:
    """The places where something holds, to be asked of stretches."""

    def __init__(self, truths: Truths) -> None:
        """Take a truth for each place."""
        self._sums: Numbers = np.concatenate([[0], np.cumsum(truths)])
        self._places: Numbers = np.append(np.flatnonzero(truths), -1)

    def count(self, first: Numbers, last: Numbers) -> Numbers:
        """How many there are from `first` up to, not including, `last`."""
        counts: Numbers = self._sums[np.maximum(first, last)] - self._sums[first]
        return counts

    def any(self, first: Numbers, last: Numbers) -> Truths:
        """Whether there is one."""
        return self.count(first, last) > 0

    def first(self, first: Numbers, last: Numbers) -> Numbers:
        """The first of them, or -1."""
        return np.where(self.any(first, last), self._places[self._sums[first]], -1)


class Named:
    """Names that hold of things, spelt once each and kept as numbers."""

    def __init__(self, things: int, numbers: Mapping[str, int]) -> None:
        """Take how many things there are, and the numbers of the names that somebody asks for."""
        self.things = things
        self._numbers = numbers
        self._found: list[tuple[Numbers, Numbers]] = []

    def flag(self, name: str, holds: Numbers | Truths) -> None:
        """A name holds of these things."""
        number = self._numbers.get(name, -1)
        if number >= 0:
            things: Numbers = (
                np.flatnonzero(holds) if holds.dtype == bool else np.asarray(holds, dtype=np.int64)
            )
            self._found.append((things, np.full(len(things), number)))

    def tell(self, name: str, *columns: Column, of: Numbers | None = None) -> None:
        """Of each of these things, or of all, the name holds that its words in the columns complete (%s)."""
        codes = np.zeros(len(columns[0].numbers), dtype=np.int64)
        for one in columns:
            codes = codes * len(one.words) + one.numbers
        distinct, places = _numbered(codes)
        said: list[list[str]] = []
        left = distinct
        for one in reversed(columns):
            left, own = np.divmod(left, len(one.words))
            said.insert(0, [one.words[place] for place in own.tolist()])
        get = self._numbers.get
        numbers = [get(name % words, -1) for words in zip(*said, strict=True)]
        found = np.array(numbers, dtype=np.int64)[places]
        things = np.arange(self.things) if of is None else of
        self._found.append((things[found >= 0], found[found >= 0]))

    def pairs(self) -> tuple[Numbers, Numbers]:
        """Things and the numbers of their names, as often as they were told."""
        empty = np.zeros(0, dtype=np.int64)
        things, numbers = (np.concatenate([empty, *one]) for one in zip(*self._found, strict=True))
        return things, numbers

    def rows(self) -> tuple[Numbers, Numbers]:
        """The numbers of each thing's names in order, one thing after another, and how many each has."""
        things, numbers = self.pairs()
        size = int(numbers.max(initial=0)) + 1
        keys = np.sort(things * size + numbers)
        keys = keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
        return keys % size, np.bincount(keys // size, minlength=self.things)


class Names(dict[str, int]):
    """Numbers that names are given as they are asked for: to learn which names there are."""

    def get(self, name: str, _default: object = None) -> int:
        """The name's own number."""
        return self.setdefault(name, len(self))

    def spelt(self, numbers: Numbers) -> list[str]:
        """The names of these numbers."""
        names = list(self)
        return [names[number] for number in numbers.tolist()]
