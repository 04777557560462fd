"""What is kept of the slow half of a suggestion, so that another codebook costs no parse.

A digest holds the claims, the candidate clauses with their features and scores, and the words that codes
are matched against, as packed arrays; msgpack, deflated, some 30 bytes a word. It needs its transcript.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from realist_eval.engine.clauses import candidates
from realist_eval.engine.columns import Numbers, column
from realist_eval.engine.kinds import Scene, features
from realist_eval.engine.lexicon import Lexicon
from realist_eval.engine.parsed import Parsed
from realist_eval.engine.semantic import Reader, add_opinions
from realist_eval.engine.thesaurus import Thesaurus
from realist_eval.engine.weights import Floats, Table, Weights
from realist_eval.model import Claim, Transcript

Ints = NDArray[np.int32]
FORMAT = 2
NEIGHBOURS = 6  # content words on either side whose meaning helps to tell the kind
CONTENT = frozenset(("NOUN", "VERB", "ADJ", "PROPN", "ADV"))


class Packed(msgspec.Struct, array_like=True):
    """A digest as it is stored."""

    format: int
    claims: list[Claim]
    lemmas: list[str]
    tokens: bytes  # (n, 3) int32: start, end, lemma
    places: bytes  # (n, 6) int32: start, end, first token, last token, sentence, turn
    scores: bytes  # (n, columns) float32
    rows: bytes  # uint16: features of the candidates, one after another
    counts: bytes  # uint8: how many features each candidate has


@dataclass(frozen=True)
class Digest:
    """A digest as it is used: all arrays run parallel, one row a token or one row a candidate."""

    claims: list[Claim]
    lemmas: list[str]
    tokens: Ints  # start, end, lemma of each content word
    places: Ints  # start, end, first and last content word, sentence, turn of each candidate
    scores: Floats
    rows: NDArray[np.uint16]
    ends: Ints  # where the features of each candidate end in `rows`

    def features(self, candidate: int) -> list[int]:
        """The rows of the weights table that hold for a candidate."""
        start = int(self.ends[candidate - 1]) if candidate else 0
        rows: list[int] = self.rows[start : int(self.ends[candidate])].tolist()
        return rows


def make_digest(
    transcript: Transcript,
    parsed: Parsed,
    claims: Sequence[Claim],
    lexicon: Lexicon,
    thesaurus: Thesaurus,
    weights: Weights,
    reader: Reader | None = None,
) -> bytes:
    """The slow half, after the parser: candidates, their features and base scores."""
    scene = Scene(parsed, lexicon, claims, transcript.turns)
    found, at = candidates(parsed, lexicon), parsed.columns
    words = np.flatnonzero(at.pos.among(CONTENT))
    lemmas = column([parsed.lemmas[word] for word in words.tolist()])
    said = np.stack([scene.starts[words], scene.ends[words], lemmas.numbers], axis=1).astype(np.int32)
    begins, ends = scene.starts[found.first], scene.ends[found.last - 1]
    within = (np.searchsorted(words, edge) for edge in (found.first, found.last))
    placed = np.stack([begins, ends, *within, found.sentence, scene.said_in[found.sentence]], axis=1)
    placed = placed.astype(np.int32)
    rows, counts = features(scene, found, weights.candidates.places)
    meaning = meanings(lemmas.words, said, placed, thesaurus)
    scores = base_scores(rows, counts, meaning, weights.candidates)
    if reader and len(placed):
        add_opinions(scores, reader.read(transcript.text), placed, weights)
    packed = Packed(
        FORMAT,
        list(claims),
        list(lemmas.words),
        said.tobytes(),
        placed.tobytes(),
        scores.astype(np.float32).tobytes(),
        rows.astype(np.uint16).tobytes(),
        counts.astype(np.uint8).tobytes(),
    )
    return zlib.compress(msgspec.msgpack.encode(packed), 1)


def meanings(lemmas: Sequence[str], tokens: Ints, places: Ints, thesaurus: Thesaurus) -> Floats:
    """Where each candidate's content words point to, and those before and after it: three unit vectors."""
    table = thesaurus.weighed(lemmas)
    sums = np.vstack([np.zeros(table.shape[1]), np.cumsum(table[tokens[:, 2]], axis=0)])
    first, last = places[:, 2], places[:, 3]
    before, after = np.maximum(first - NEIGHBOURS, 0), np.minimum(last + NEIGHBOURS, len(tokens))
    stretches = ((first, last), (before, first), (last, after))
    return np.hstack([_units(sums[end] - sums[start]) for start, end in stretches])


def _units(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit


def base_scores(rows: Numbers, counts: Numbers, meaning: Floats, table: Table) -> Floats:
    """The log-odds of every column for every candidate, before any codebook.

    `rows` are those of the table that hold, one candidate after another, and `counts` how many each has.
    """
    sums = np.vstack([np.zeros(len(table.columns)), table.weights[rows]])
    starts = np.cumsum(counts) - counts + 1
    scores = np.tile(table.bias, (len(counts), 1))
    if counts.any():
        scores[counts > 0] += np.add.reduceat(sums, starts[counts > 0])
    return scores + meaning @ table.meaning if len(table.meaning) else scores


def read_digest(data: bytes, columns: int) -> Digest:
    """Unpack a digest; raises ValueError where it is damaged or of another format."""
    try:
        packed = msgspec.msgpack.decode(zlib.decompress(data), type=Packed)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError("the digest is damaged") from error
    if packed.format != FORMAT:
        raise ValueError("the digest is of another version")
    return Digest(
        packed.claims,
        packed.lemmas,
        np.frombuffer(packed.tokens, dtype=np.int32).reshape(-1, 3),
        np.frombuffer(packed.places, dtype=np.int32).reshape(-1, 6),
        np.frombuffer(packed.scores, dtype=np.float32).reshape(-1, columns).astype(float),
        np.frombuffer(packed.rows, dtype=np.uint16),
        np.cumsum(np.frombuffer(packed.counts, dtype=np.uint8), dtype=np.int32),
    )
