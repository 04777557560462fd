"""Cuts words into pieces a transformer knows, the longest that fits first (WordPiece, Wu et al. 2016)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
UNKNOWN, WITHIN = "[UNK]", "##"


@dataclass(frozen=True)
class Pieces:
    """The pieces with their numbers; those inside a word are marked."""

    ids: dict[str, int]
    known: dict[str, Sequence[int]] = field(default_factory=dict)  # words that were cut before

    def cut(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The number of each piece, and where its word starts and ends in the text."""
        ids: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        for word in WORD.finditer(text):
            own = self.of(word.group())
            ids += own
            starts += [word.start()] * len(own)
            ends += [word.end()] * len(own)
        return np.array(ids, dtype=np.int64), np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)

    def of(self, word: str) -> Sequence[int]:
        """The pieces of one word."""
        if word not in self.known:
            self.known[word] = tuple(self._cut(_plain(word)))
        return self.known[word]

    def _cut(self, word: str) -> Iterator[int]:
        first = 0
        while first < len(word):
            mark = WITHIN if first else ""
            fits = (last for last in range(len(word), first, -1) if mark + word[first:last] in self.ids)
            last = next(fits, None)
            if last is None:
                yield self.ids[UNKNOWN]
                return
            yield self.ids[mark + word[first:last]]
            first = last


def _plain(word: str) -> str:
    """Without capitals and accents."""
    split = unicodedata.normalize("NFD", word.lower())
    return "".join([letter for letter in split if unicodedata.category(letter) != "Mn"])
