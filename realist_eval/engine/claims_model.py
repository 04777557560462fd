"""The learned numbers behind claims: five small linear models, read from `data/LANGUAGE/causal.json`.

    sentence   does this sentence hold a causal claim?  (weighted words and rules, as in TF-IDF)
    triggers   does this word join a cause and an effect?  (a sentence is causal where one does)
    parts      how well would this stretch do as a cause, and as an effect?
    pairs      do these two belong together?
    claim      all taken together: the score of a claim

Every feature keeps its name; a weight is a change of log-odds. training/MODEL_CARD.md tells where they are
from.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from realist_eval.engine.claims_pairs import Complex
from realist_eval.engine.claims_triggers import Triggers
from realist_eval.engine.columns import Named, Numbers
from realist_eval.engine.markers import DATA
from realist_eval.engine.proposals import Proposal

EXPLICIT, IMPLIED = "because", "cnc"  # schemes: language that says so; also what a reader infers
PUNCTUATION = re.compile(r"[.,;?!](?=\s|$)")
APART = re.compile(r"(?<=\s)[.,;?!](?=\s|$)")
SPEECH = re.compile(r"\b(?:i|you|we|me|my|your|our|uh|um|okay|yeah)\b", re.IGNORECASE)
Floats = NDArray[np.float64]
NO_PAIR = -4.0  # stands in for the best pair's score where there is none
NO_WORD = -4.0  # and for that of the joining words where the sentence is unlikely enough without


@dataclass(frozen=True)
class Weighed:
    """Names by number, and the weights of each."""

    numbers: Mapping[str, int]
    weights: NDArray[Any]

    @classmethod
    def of(cls, entry: Mapping[str, Any], columns: int = 0, kind: type = float) -> Weighed:
        """Take a table of names with one number each, or with several."""
        values = chain.from_iterable(entry.values()) if columns else entry.values()
        flat: NDArray[Any] = np.fromiter(values, kind, len(entry) * (columns or 1))
        numbers = {name: number for number, name in enumerate(entry)}
        return cls(numbers, flat.reshape(-1, columns) if columns else flat)


@dataclass(frozen=True)
class CausalModel:
    """Weights by feature name."""

    sentence: Mapping[str, Sequence[float]]  # (rarity, weight)
    sentence_bias: float
    leaning: Mapping[str, float]  # by annotation scheme: how much sooner it calls a sentence causal
    trigger_weights: Mapping[str, float]
    trigger_bias: float
    trigger_leaning: Mapping[str, float]
    part_weights: Mapping[str, complex]  # as cause, as effect: two sums in one
    part_bias: complex
    pair_weights: Mapping[str, float]
    pair_bias: float
    claim: Mapping[str, Mapping[str, float]]  # by scheme; the bias among the weights
    threshold: Mapping[str, float]  # by scheme: log-odds from which a sentence counts as causal
    further: float  # log-odds from which a second pair of a sentence counts
    look: float  # sentences whose two scores are under this one on average are not searched for pairs

    @cached_property
    def sentence_table(self) -> Weighed:
        """What is said of sentences: (names, 2), rarity and weight."""
        return Weighed.of(self.sentence, 2)

    @cached_property
    def trigger_table(self) -> Weighed:
        """What is said of words that may join."""
        return Weighed.of(self.trigger_weights)

    @cached_property
    def part_table(self) -> Weighed:
        """What is said of stretches: as a cause, as an effect."""
        return Weighed.of(self.part_weights, kind=complex)

    def sentence_scores(self, things: Numbers, names: Numbers, count: int, scheme: str) -> Floats:
        """Log-odds that each sentence is causal in the eyes of a scheme, by its words and rules.

        `names` hold of `things`, each as often as it stands there.
        """
        weights = self.sentence_table.weights
        keys, times = np.unique(things * len(weights) + names, return_counts=True)
        things, (rare, weight) = keys // len(weights), weights[keys % len(weights)].T
        amount = (1 + np.log(times)) * rare
        told = np.bincount(things, amount * weight, count)
        length = np.sqrt(np.bincount(things, amount * amount, count))
        bias = self.sentence_bias + self.leaning.get(scheme, 0.0)
        return told / np.where(length > 0, length, 1.0) + bias

    def trigger_scores(self, found: Triggers, count: int, scheme: str) -> Floats:
        """Log-odds that at least one word of each sentence joins a cause and an effect."""
        bias = self.trigger_bias + self.trigger_leaning.get(scheme, 0.0)
        word = np.repeat(np.arange(len(found.counts)), found.counts)
        told = np.bincount(word, self.trigger_table.weights[found.names], len(found.counts))
        # minus the log of the chance that no word does
        none = np.bincount(found.sentence, np.log1p(np.exp(found.start + bias + told)), count)
        return np.asarray(none + np.log(-np.expm1(-none)))

    def edge_scores(self, edges: Iterable[Named]) -> list[Complex]:
        """What each token says of a stretch as its head, first or last token: of a cause, of an effect."""
        return [self._sums(*named.pairs(), named.things) for named in edges]

    def _sums(self, things: Numbers, names: Numbers, count: int) -> Complex:
        weights = self.part_table.weights[names]
        real, imaginary = (np.bincount(things, one, count) for one in (weights.real, weights.imag))
        return real + 1j * imaginary

    def whole_scores(self, named: Named) -> Complex:
        """What each stretch as a whole adds: of a cause, of an effect."""
        names, counts = named.rows()
        return self._sums(np.repeat(np.arange(len(counts)), counts), names, len(counts))

    def pair_score(self, names: Iterable[str], amounts: Mapping[str, float]) -> float:
        """Log-odds that a cause and an effect belong together."""
        weights = self.pair_weights
        total = self.pair_bias + sum(filter(None, map(weights.get, names)))
        return total + sum(value * weights.get(name, 0.0) for name, value in amounts.items())

    def claim_score(
        self, sentence: float, trigger: float, pair: float, proposals: Sequence[Proposal], scheme: str
    ) -> float:
        """Log-odds of a claim, measured from the scheme's threshold: 0 is on it."""
        entries = claim_features(sentence, trigger, pair, proposals)
        weights = self.claim[scheme]
        total = sum(value * weights.get(name, 0.0) for name, value in entries.items())
        return total + weights["bias"] - self.threshold[scheme]

    def heaviest(self, features: Iterable[str], count: int = 5) -> list[tuple[str, float]]:
        """What weighs most in a sentence's score, either way."""
        known = {
            name: self.sentence[name][0] * self.sentence[name][1]
            for name in features
            if name in self.sentence
        }
        return sorted(known.items(), key=lambda entry: (-abs(entry[1]), entry[0]))[:count]


def claim_features(
    sentence: float, trigger: float, pair: float, proposals: Sequence[Proposal]
) -> dict[str, float]:
    """What the last step weighs."""
    heaviest = max((proposal.marker.weight for proposal in proposals), default=0.0)
    return {
        "sentence": sentence,
        "triggers": trigger,
        "best pair": max(pair, NO_PAIR),
        "heaviest rule": heaviest,
        "rules": float(min(len(proposals), 5)),
        "sentence x heaviest rule": sentence * heaviest,
    }


def scheme_of(text: str) -> str:
    """Whose idea of causal fits a text: news whose punctuation stands apart counts what is only implied."""
    apart = len(APART.findall(text))
    news = 2 * apart > len(PUNCTUATION.findall(text)) and not SPEECH.search(text)
    return IMPLIED if news else EXPLICIT


def chance(log_odds: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


@lru_cache(maxsize=4)
def load_model(language: str = "en") -> CausalModel | None:
    """The model of a language; None where there is none, and rules stand alone."""
    path = DATA / language / "causal.json"
    return model_from(msgspec.json.decode(path.read_bytes())) if path.exists() else None


@lru_cache(maxsize=4)
def tables_sha(language: str = "en") -> str:
    """Twelve characters that change with a language's tables, apart from the weights of elements."""
    names = ("markers.toml", "causal.json", "lexicon.json", "thesaurus.json", "vectors.npz")
    paths = (DATA / language / name for name in names)
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths if path.exists())).hexdigest()[:12]


def model_from(entry: Mapping[str, Any]) -> CausalModel:
    """A model from the plain numbers of its file."""
    settings = entry["settings"]
    return CausalModel(
        entry["sentence"]["weights"], entry["sentence"]["bias"], entry["sentence"]["schemes"],
        entry["triggers"]["weights"], entry["triggers"]["bias"], entry["triggers"]["schemes"],
        {name: complex(*pair) for name, pair in entry["parts"]["weights"].items()},
        complex(*entry["parts"]["bias"]),
        entry["pairs"]["weights"], entry["pairs"]["bias"],
        entry["claim"],
        settings["threshold"], settings["further pair"], settings["search from"],
    )  # fmt: skip
