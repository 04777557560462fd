"""Learning: logistic regression in numpy, and what a team's own decisions teach about later suggestions.

A study's ranking is a handful of numbers in plain JSON. It never adds a suggestion or takes one away: it
scores them anew, so that what a team tends to accept comes first.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from realist_eval.engine.kinds import same
from realist_eval.engine.weights import Floats
from realist_eval.model import Codebook, Coding, Configuration, Reason, Suggestions

if TYPE_CHECKING:
    from realist_eval.engine.evaluate import Gold
    from realist_eval.engine.suggester import Suggester

ROUNDS = 20
CLOSE_ENOUGH = 1e-3
RIDGES = (None, 24.0, 6.0)  # hold a ranking at the engine's own scores, near them, or less near
PARTS = 5  # that decisions are dealt out into, to tell which
TWICE = 2  # a feature must show in this many decisions to be learned from
SEED = 11


def fit_logistic(
    inputs: Floats,
    answers: Floats,
    ridge: float,
    weight: Floats | None = None,
    start: Floats | None = None,
) -> Floats:
    """Weights of a logistic regression, one a column and the bias last; answers lie between 0 and 1.

    Newton's method from zero, so the same data give the same weights. The bias is not held back. `start` is
    log-odds that each row has to begin with.
    """
    design = np.hstack([inputs, np.ones((len(inputs), 1))])
    share = np.ones(len(inputs)) if weight is None else weight
    offset = np.zeros(len(inputs)) if start is None else start
    hold = np.full(design.shape[1], ridge)
    hold[-1] = 1e-6 if start is None else 1.0
    found: Floats = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ found + offset, -30, 30)))
        slope = design.T @ (share * (chance - answers)) + hold * found
        curve = (design * (share * chance * (1 - chance) + 1e-9)[:, None]).T @ design
        curve[np.diag_indices(len(found))] += hold
        step = np.linalg.solve(curve, slope)
        found = found - step
        if float(np.abs(step).max()) < CLOSE_ENOUGH:
            break
    return found


@dataclass(frozen=True)
class Ranking:
    """What a team's decisions have taught: a change of log-odds for each feature of a suggestion."""

    weights: Mapping[str, float]
    bias: float = 0.0
    decisions: int = 0

    def score(self, coding: Coding) -> float:
        """The coding's score in the light of the decisions."""
        change = self.bias + sum(self.weights.get(name, 0.0) for name in traits(coding))
        return float(1 / (1 + np.exp(-(_log_odds(coding.score) + change))))

    def to_json(self) -> str:
        """As text that can be read, kept in a study and dropped."""
        entry = {"bias": self.bias, "decisions": self.decisions, "weights": dict(self.weights)}
        return json.dumps(entry, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Ranking:
        """Read it back; raises ValueError where the text is no ranking."""
        try:
            entry = json.loads(text)
            weights = {str(name): float(value) for name, value in entry["weights"].items()}
            return cls(weights, float(entry["bias"]), int(entry["decisions"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("this is no ranking of suggestions") from error


def traits(coding: Coding) -> list[str]:
    """What is learned from: the code and the kind, no words.

    Nobody's words are then kept in what was learned. With the matched words, or with features of the
    wording, a hundred decisions made rankings no better, or worse.
    """
    return [f"code:{coding.code}", f"kind:{coding.kind}"]


def learn_ranking(decided: Sequence[tuple[Coding, bool]]) -> Ranking:
    """A ranking from suggestions and whether each was accepted; the same decisions give the same numbers.

    How far it leaves the engine's own scores, if at all, is what tells held-out decisions best.
    """
    doubts = [_doubt(decided, ridge) for ridge in RIDGES]
    ridge = RIDGES[int(np.argmin(doubts))]
    return _fitted(decided, ridge)


def _fitted(decided: Sequence[tuple[Coding, bool]], ridge: float | None) -> Ranking:
    seen = Counter(name for coding, _ in decided for name in traits(coding))
    names = sorted(name for name, times in seen.items() if times >= TWICE)
    if ridge is None or not names:
        return Ranking({}, 0.0, len(decided))
    places = {name: place for place, name in enumerate(names)}
    inputs = np.zeros((len(decided), len(names)))
    for row, (coding, _) in enumerate(decided):
        inputs[row, [places[name] for name in traits(coding) if name in places]] = 1.0
    answers = np.array([float(accepted) for _, accepted in decided])
    start = np.array([_log_odds(coding.score) for coding, _ in decided])
    found = fit_logistic(inputs, answers, ridge, start=start).round(4).tolist()
    return Ranking(dict(zip(names, found[:-1], strict=True)), found[-1], len(decided))


def _doubt(decided: Sequence[tuple[Coding, bool]], ridge: float | None) -> float:
    """How far off, in log-odds, rankings are on decisions that they did not learn from."""
    total = 0.0
    for part in range(PARTS):
        seen = [one for place, one in enumerate(decided) if place % PARTS != part]
        ranking = _fitted(seen, ridge)
        for coding, accepted in decided[part::PARTS]:
            score = ranking.score(coding)
            total -= float(np.log(score if accepted else 1 - score))
    return total


def apply_ranking(ranking: Ranking, suggestions: Suggestions) -> Suggestions:
    """The same suggestions with new scores, each saying so."""
    codings = tuple(_rescored(ranking, coding) for coding in suggestions.codings)
    pairs = zip(suggestions.codings, codings, strict=True)
    change = {old.id: _log_odds(new.score) - _log_odds(old.score) for old, new in pairs}
    links = tuple(_moved(link, change) for link in suggestions.configurations)
    return replace(suggestions, codings=codings, configurations=links)


def _moved(link: Configuration, change: Mapping[str, float]) -> Configuration:
    """A configuration goes up or down as its elements do on average."""
    moves = [change.get(part, 0.0) for part in link.parts.values()]
    odds = _log_odds(link.score) + (sum(moves) / len(moves) if moves else 0.0)
    return replace(link, score=round(float(1 / (1 + np.exp(-odds))), 4))


def _rescored(ranking: Ranking, coding: Coding) -> Coding:
    learned = (
        (f"learned: {name}", ranking.weights[name]) for name in traits(coding) if name in ranking.weights
    )
    heaviest = sorted(learned, key=lambda pair: (-abs(pair[1]), pair[0]))[:3]
    reason = coding.reason
    told = Reason(reason.rule, reason.matched, (*reason.weights, *heaviest), reason.otherwise)
    return replace(coding, score=round(ranking.score(coding), 4), reason=told)


def as_if_decided(gold: Gold, suggester: Suggester, codebook: Codebook) -> list[tuple[Coding, bool]]:
    """Each suggestion on coded texts, and whether a person coded the same words under the same code."""
    found = []
    for transcript, digest in suggester.digest(gold.transcripts.values()):
        spans = gold.rows[transcript.id].spans if transcript.id in gold.rows else []
        for coding in suggester.suggest(transcript, digest, codebook).codings:
            right = any(coding.code == span.code and same(coding.span, span.span) for span in spans)
            found.append((coding, right))
    return found


def learning_curve(
    decided: Sequence[tuple[Coding, bool]], sizes: Sequence[int] = (0, 10, 20, 50, 100), draws: int = 20
) -> list[tuple[int, float]]:
    """After so many decisions, how often an accepted suggestion outranks a rejected one of the rest."""
    rng = np.random.default_rng(SEED)
    orders = [rng.permutation(len(decided)).tolist() for _ in range(draws)]
    curve = []
    for size in sizes:
        if size > len(decided) * 4 // 5:
            break
        every = [_after(size, [decided[place] for place in order]) for order in orders]
        known = [share for share in every if share is not None]
        if known:
            curve.append((size, float(np.mean(known))))
    return curve


def _after(size: int, decided: Sequence[tuple[Coding, bool]]) -> float | None:
    ranking = learn_ranking(decided[:size])
    scores = [(ranking.score(coding), accepted) for coding, accepted in decided[size:]]
    above = [score for score, accepted in scores if accepted]
    below = [score for score, accepted in scores if not accepted]
    if not above or not below:
        return None
    wins = sum((one > other) + 0.5 * (one == other) for one in above for other in below)
    return wins / (len(above) * len(below))


def _log_odds(score: float) -> float:
    held = min(max(score, 1e-3), 1 - 1e-3)
    return float(np.log(held / (1 - held)))
