"""The learned numbers behind claims: four small linear models, read from `data/LANGUAGE/causal.json`.

    sentence   does this sentence hold a causal claim?  (weighted words and rules, as in TF-IDF)
    parts      how well would this stretch do as a cause, and as an effect?
    pairs      do these two belong together?
    claim      the three taken together: the score of a claim

Every feature keeps its name; a weight is a change of log-odds. training/MODEL_CARD.md tells where they are
from.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from realist_eval.engine.claims_pairs import Groups
from realist_eval.engine.markers import DATA
from realist_eval.engine.proposals import Proposal

NO_PAIR = -4.0  # stands in for the best pair's score where there is none


@dataclass(frozen=True)
class CausalModel:
    """Weights by feature name."""

    sentence: Mapping[str, Sequence[float]]  # (rarity, weight)
    sentence_bias: float
    part_weights: Mapping[str, Sequence[float]]  # (as cause, as effect)
    part_bias: Sequence[float]
    pair_weights: Mapping[str, float]
    pair_bias: float
    claim: Mapping[str, float]
    claim_bias: float
    threshold: float  # log-odds from which a sentence counts as causal
    further: float  # log-odds from which a second pair of a sentence counts
    look: float  # sentence scores under this one are not searched for pairs

    def sentence_score(self, features: Iterable[str]) -> float:
        """Log-odds that a sentence is causal, by its words and rules."""
        counts: dict[str, int] = {}
        for name in features:
            counts[name] = counts.get(name, 0) + 1
        total = squares = 0.0
        for name, count in counts.items():
            known = self.sentence.get(name)
            if known is not None:
                value = known[0] if count == 1 else known[0] * (1 + math.log(count))
                total += value * known[1]
                squares += value * value
        return total / math.sqrt(squares) + self.sentence_bias if squares else self.sentence_bias

    def part_scores(self, candidates: Sequence[Groups]) -> tuple[list[float], list[float]]:
        """Log-odds of each stretch as a cause and as an effect."""
        known: dict[int, tuple[float, float]] = {}
        causes, effects = [], []
        for groups in candidates:
            cause, effect = self._sum(groups[3])
            for names in groups[:3]:
                if id(names) not in known:
                    known[id(names)] = self._sum(names)
                one, two = known[id(names)]
                cause += one
                effect += two
            causes.append(cause + self.part_bias[0])
            effects.append(effect + self.part_bias[1])
        return causes, effects

    def _sum(self, names: Iterable[str]) -> tuple[float, float]:
        one = two = 0.0
        for name in names:
            found = self.part_weights.get(name)
            if found is not None:
                one += found[0]
                two += found[1]
        return one, two

    def pair_score(self, features: Mapping[str, float]) -> float:
        """Log-odds that a cause and an effect belong together."""
        weights = self.pair_weights
        return self.pair_bias + sum(value * weights.get(name, 0.0) for name, value in features.items())

    def claim_score(self, sentence: float, pair: float, proposals: Sequence[Proposal]) -> float:
        """Log-odds of a claim, measured from the threshold: 0 is on it."""
        entries = claim_features(sentence, pair, proposals)
        total = sum(value * self.claim[name] for name, value in entries.items())
        return total + self.claim_bias - self.threshold

    def heaviest(self, features: Iterable[str], count: int = 5) -> list[tuple[str, float]]:
        """What weighs most in a sentence's score, either way."""
        known = {
            name: self.sentence[name][0] * self.sentence[name][1]
            for name in features
            if name in self.sentence
        }
        return sorted(known.items(), key=lambda entry: (-abs(entry[1]), entry[0]))[:count]


def claim_features(sentence: float, pair: float, proposals: Sequence[Proposal]) -> dict[str, float]:
    """What the last step weighs."""
    heaviest = max((proposal.marker.weight for proposal in proposals), default=0.0)
    return {
        "sentence": sentence,
        "best pair": max(pair, NO_PAIR),
        "heaviest rule": heaviest,
        "rules": float(min(len(proposals), 5)),
        "sentence x heaviest rule": sentence * heaviest,
    }


def chance(log_odds: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


@lru_cache(maxsize=4)
def load_model(language: str = "en") -> CausalModel | None:
    """The model of a language; None where there is none, and rules stand alone."""
    path = DATA / language / "causal.json"
    return model_from(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def model_from(entry: Mapping[str, Any]) -> CausalModel:
    """A model from the plain numbers of its file."""
    settings = entry["settings"]
    return CausalModel(
        entry["sentence"]["weights"], entry["sentence"]["bias"],
        entry["parts"]["weights"], entry["parts"]["bias"],
        entry["pairs"]["weights"], entry["pairs"]["bias"],
        entry["claim"]["weights"], entry["claim"]["bias"],
        settings["threshold"], settings["further pair"], settings["search from"],
    )  # fmt: skip
