"""A parsed transcript as plain arrays, so that everything after the parser runs without spaCy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from realist_eval.engine.columns import Column, Numbers, column
from realist_eval.model import Span


@dataclass(frozen=True)
class Sentence:
    """Tokens `first` to `last` (half-open) of a parsed transcript, spoken in turn `turn`."""

    first: int
    last: int
    turn: int


class Columns(NamedTuple):
    """What is known of each token, as arrays."""

    words: Column  # in lower case
    lemmas: Column
    pos: Column
    tags: Column
    deps: Column
    heads: Numbers


@dataclass(frozen=True)
class Parsed:
    """Tokens of one transcript with their dependency parse; all lists run parallel, one entry a token.

    `starts` and `ends` are code points into the transcript's text; `heads` are token numbers, a root's
    head is itself. Turns that were not parsed (an interviewer's) have no tokens.
    """

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]  # as spoken
    lemmas: list[str]  # lower case
    pos: list[str]  # universal part of speech: VERB, NOUN, ...
    tags: list[str]  # fine part of speech: VBD, NNS, ...
    deps: list[str]
    heads: list[int]
    sentences: list[Sentence]

    def __len__(self) -> int:
        """How many tokens there are."""
        return len(self.starts)

    @cached_property
    def children(self) -> list[list[int]]:
        """Direct dependents of each token, in order."""
        below: list[list[int]] = [[] for _ in self.heads]
        for token, head in enumerate(self.heads):
            if head != token:
                below[head].append(token)
        return below

    @cached_property
    def lowered(self) -> list[str]:
        """The words in lower case."""
        return [word.lower() for word in self.words]

    @cached_property
    def columns(self) -> Columns:
        """The tokens as arrays."""
        return Columns(
            column(self.lowered),
            column(self.lemmas),
            column(self.pos),
            column(self.tags),
            column(self.deps),
            np.array(self.heads, dtype=np.int64),
        )

    @cached_property
    def edges(self) -> Numbers:
        """The first and last token of each sentence: (sentences, 2)."""
        edges = [(one.first, one.last) for one in self.sentences]
        return np.array(edges, dtype=np.int64).reshape(-1, 2)

    @cached_property
    def lefts(self) -> list[int]:
        """The first token of what hangs on each token, itself included."""
        edges = list(range(len(self.heads)))
        for token in edges[:]:
            above = self.heads[token]
            while edges[above] > token:
                edges[above] = token
                above = self.heads[above]
        return edges

    @cached_property
    def rights(self) -> list[int]:
        """The last token of what hangs on each token, itself included."""
        edges = list(range(len(self.heads)))
        for token in reversed(range(len(edges))):
            above = self.heads[token]
            while edges[above] < token:
                edges[above] = token
                above = self.heads[above]
        return edges

    def span(self, first: int, last: int) -> Span:
        """The characters from token `first` up to, not including, token `last`."""
        return Span(self.starts[first], self.ends[last - 1])
