"""The coded texts that the elements' weights are learned from, made ready."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from invented import read_invented
from readings import read_readings

from realist_eval.codebook import load_codebook
from realist_eval.engine.claims import find_claims
from realist_eval.engine.clauses import candidates
from realist_eval.engine.columns import Names
from realist_eval.engine.digest import Digest, make_digest, meanings, read_digest
from realist_eval.engine.evaluate import Gold, GoldRow, load_gold
from realist_eval.engine.kinds import Scene, features
from realist_eval.engine.lexicon import load_lexicon
from realist_eval.engine.parse import parse_transcripts
from realist_eval.engine.thesaurus import load_thesaurus
from realist_eval.engine.weights import Floats, Table, Weights
from realist_eval.model import KINDS, Code, Codebook

LEAST = 5  # candidates that must show a feature
KIND_ONLY = Codebook("By kind", tuple(Code(kind, kind, "") for kind in KINDS))


@dataclass(frozen=True)
class Set:
    """One gold set: two readings of the same texts, and the codebook they were coded with."""

    name: str
    readings: tuple[Gold, ...]
    codebook: Codebook


@dataclass(frozen=True)
class Text:
    """One text, ready to be learned from."""

    of: Set
    id: str
    digest: Digest  # its rows refer to all features of the corpus
    meaning: Floats
    readings: tuple[GoldRow, ...]


def sets(data: Path, speech: Path) -> list[Set]:
    """The two sets that figures are taken on, then those that are only learned from."""
    psp = tuple(load_gold(data / "psp" / f"coder{reader}.dev.jsonl") for reader in (1, 2))
    raw = tuple(load_gold(data / "raw" / f"coding_{reader}.jsonl") for reader in "ab")
    codebook = load_codebook(data / "psp" / "codebook.yaml")
    invented = Set("invented", (read_invented(),), KIND_ONLY)
    readings = [Set(gold.path.stem, (gold,), KIND_ONLY) for gold in read_readings(speech)]
    return [Set("psp", psp, codebook), Set("raw", raw, KIND_ONLY), invented, *readings]


def prepare(of: Sequence[Set], columns: tuple[str, ...]) -> tuple[list[Text], Table]:
    """Parse everything once; the digests' rows refer to a table of all features, whose weights are zero."""
    lexicon = load_lexicon()
    transcripts = [text for entry in of for text in entry.readings[0].transcripts.values()]
    parses = list(parse_transcripts(transcripts))
    claims = [find_claims(parsed) for parsed in parses]
    numbers = Names()
    seen: Counter[int] = Counter()
    for transcript, parsed, found in zip(transcripts, parses, claims, strict=True):
        scene, cut = Scene(parsed, lexicon, found, transcript.turns), candidates(parsed, lexicon)
        rows, _ = features(scene, cut, numbers)
        seen.update(rows.tolist())
    names = tuple(sorted(name for name, number in numbers.items() if seen[number] >= LEAST))
    table = Table(
        names, columns, np.zeros((len(names), len(columns))), np.zeros(len(columns)),
        {name: place for place, name in enumerate(names)}, np.zeros((0, len(columns))),
    )  # fmt: skip
    weights = Weights(table, table, {}, "")
    owner = {key: entry for entry in of for key in entry.readings[0].rows}
    texts = []
    for transcript, parsed, found in zip(transcripts, parses, claims, strict=True):
        if transcript.id not in owner:
            continue
        digest = read_digest(
            make_digest(transcript, parsed, found, lexicon, load_thesaurus(), weights), len(columns)
        )
        entry = owner[transcript.id]
        meaning = meanings(digest.lemmas, digest.tokens, digest.places, load_thesaurus())
        texts.append(
            Text(
                entry,
                transcript.id,
                digest,
                meaning,
                tuple(gold.rows[transcript.id] for gold in entry.readings),
            )
        )
    return texts, table
