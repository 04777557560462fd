"""From candidates to elements: score each under the codebook, and keep the best that do not overlap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from realist_eval.engine.codes import CodeMatcher
from realist_eval.engine.digest import Digest, Ints
from realist_eval.engine.weights import Floats, Weights
from realist_eval.model import KINDS, Transcript

AROUND = 12  # content words on either side whose codes lend weak support
PHRASE_WORTH = 2.5  # of an indicator of several words, or a regular expression
LENGTH = 0.6  # how far a long candidate weighs more than a short one: else all would be cut small
LONG_TURN = 1200  # characters, some 220 words
RIVAL = 0.85  # a second code this near to the best is worth showing


@dataclass(frozen=True)
class Element:
    """A candidate that was kept: its kind and code, how sure, and the runner-up code if it is near."""

    candidate: int
    start: int
    end: int
    sentence: int
    turn: int
    kind: str
    code: str
    place: int  # of the code among the matcher's codes
    score: float
    fit: float
    rivals: tuple[tuple[int, float], ...] = ()  # places and fits


@dataclass(frozen=True)
class Scored:
    """All candidates of a transcript under one codebook, as parallel arrays."""

    chance: Floats  # that it is an element of its best kind
    kind: Ints  # number of the best kind
    code: Ints  # place of the best code
    fits: Floats  # (candidates, codes)


def choose_elements(
    transcript: Transcript,
    digest: Digest,
    matcher: CodeMatcher,
    weights: Weights,
    threshold: float | None = None,
) -> list[Element]:
    """The elements of a transcript, in order of place; `threshold` trades recall for precision.

    A long turn is raw speech, in which every clause is less likely to be coded than in a short one, and codes
    without indicators fit less closely: each has a bar of its own.
    """
    if not len(digest.places) or not any(code.kind in KINDS for code in matcher.codes):
        return []
    bars = _bars(transcript, digest, matcher, weights, threshold)
    scored = score(transcript, digest, matcher, weights)
    kept = [
        candidate
        for run in _sentences(digest, np.flatnonzero(scored.chance > bars).tolist())
        for candidate in _best_apart(digest, run, scored.chance, float(bars[run[0]]))
    ]
    nearest = np.argsort(-scored.fits[kept], axis=1, kind="stable")[:, :4].tolist()
    return [_element(digest, matcher, scored, *one) for one in zip(kept, nearest, strict=True)]


def _bars(
    transcript: Transcript, digest: Digest, matcher: CodeMatcher, weights: Weights, threshold: float | None
) -> Floats:
    """How likely each candidate must be to be suggested."""
    if threshold is not None:
        return np.full(len(digest.places), threshold)
    told = sum(bool(code.indicators) for code in matcher.codes) * 2 >= len(matcher.codes)
    usual = weights.settings["threshold" if told else "threshold without indicators"]
    lengths = np.array([0, *(turn.end - turn.start for turn in transcript.turns)])
    long = lengths[digest.places[:, 5]] >= LONG_TURN
    return np.where(long, weights.settings["threshold in long turns"], usual)


def score(transcript: Transcript, digest: Digest, matcher: CodeMatcher, weights: Weights) -> Scored:
    """Base scores of the words and the fit of the codes, together."""
    settings, columns = weights.settings, weights.candidates.columns
    fits = code_fits(transcript, digest, matcher, settings["context"])
    kinds = np.array([KINDS.index(code.kind) if code.kind in KINDS else -1 for code in matcher.codes])
    base = digest.scores[:, [columns.index(kind) for kind in KINDS]]
    best = np.full((len(fits), len(KINDS)), -np.inf)
    place = np.zeros((len(fits), len(KINDS)), dtype=int)
    for number in range(len(KINDS)):
        own = np.flatnonzero(kinds == number)
        if len(own):
            place[:, number] = own[fits[:, own].argmax(axis=1)]
            best[:, number] = fits[:, own].max(axis=1)
    # a weak fit says little of the kind, a close one much: hence the square
    logits = np.where(
        np.isfinite(best), base + settings["kind fit"] * np.square(np.clip(best, 0, 9)), -np.inf
    )
    chances = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    top = best.max(axis=1)
    present = digest.scores[:, columns.index("element")] + settings["element fit"] * (
        top - settings["usual fit"]
    )
    kind = chances.argmax(axis=1)
    rows = np.arange(len(kind))
    chance = chances[rows, kind] / (1 + np.exp(-present))
    return Scored(chance, kind, place[rows, kind], fits)


def code_fits(transcript: Transcript, digest: Digest, matcher: CodeMatcher, context: float) -> Floats:
    """How well each code fits each candidate: its own words, and at a discount those around it."""
    worths = word_worths(transcript, digest, matcher)
    sums = np.vstack([np.zeros(len(matcher.codes)), np.cumsum(worths, axis=0)])
    first, last = digest.places[:, 2], digest.places[:, 3]
    low, high = _around(digest)
    fits: Floats = _mean(sums, first, last) + context * _mean(sums, low, high)
    return fits


def word_worths(transcript: Transcript, digest: Digest, matcher: CodeMatcher) -> Floats:
    """What each content word of a transcript says for each code; a phrase counts at its first word."""
    if not len(digest.tokens):
        return np.zeros((0, len(matcher.codes)))
    words = np.array([matcher.worth(lemma) for lemma in digest.lemmas])
    worths: Floats = words[digest.tokens[:, 2]]
    starts = digest.tokens[:, 0]
    found = matcher.patterns.found_in(transcript)
    tokens = np.searchsorted(starts, np.array([start for start, _, _ in found], dtype=np.int64))
    for token, (_, end, code) in zip(tokens.tolist(), found, strict=True):
        if token < len(starts) and starts[token] < end:
            worths[token, code] += PHRASE_WORTH
    return worths


def _mean(sums: Floats, first: Ints, last: Ints) -> Floats:
    """Sums over stretches of words, damped by their length."""
    total: Floats = (sums[last] - sums[first]) / np.sqrt(last - first + 2.0)[:, None]
    return total


def _around(digest: Digest) -> tuple[Ints, Ints]:
    """The words around each candidate, within its turn."""
    first, last, turn = digest.places[:, 2], digest.places[:, 3], digest.places[:, 5]
    begin = np.full(int(turn.max()) + 1, len(digest.tokens), dtype=np.int32)
    end = np.zeros(int(turn.max()) + 1, dtype=np.int32)
    np.minimum.at(begin, turn, first)
    np.maximum.at(end, turn, last)
    return np.maximum(first - AROUND, begin[turn]), np.minimum(last + AROUND, end[turn])


def _sentences(digest: Digest, candidates: Sequence[int]) -> list[list[int]]:
    """The candidates of each sentence; a sentence's stand next to each other."""
    runs: list[list[int]] = []
    before = -1
    for candidate in candidates:
        sentence = digest.places[candidate, 4]
        if sentence != before:
            runs.append([])
        runs[-1].append(candidate)
        before = sentence
    return runs


def _best_apart(digest: Digest, run: Sequence[int], chance: Floats, bar: float) -> list[int]:
    """The candidates of one sentence that do not overlap and together promise most beyond the bar."""
    order = sorted(run, key=lambda c: (digest.places[c, 1], digest.places[c, 0]))
    ends = [int(digest.places[c, 1]) for c in order]
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for place, candidate in enumerate(order):
        before = best[bisect_right(ends, int(digest.places[candidate, 0]), 0, place)]
        length = int(digest.places[candidate, 1] - digest.places[candidate, 0])
        gain = before[0] + (float(chance[candidate]) - bar) * length**LENGTH
        best.append((gain, (*before[1], candidate)) if gain > best[-1][0] else best[-1])
    return list(best[-1][1])


def _element(
    digest: Digest, matcher: CodeMatcher, scored: Scored, candidate: int, nearest: Sequence[int]
) -> Element:
    """A candidate with its code, and the next of those that fit it best."""
    start, end, _, _, sentence, turn = digest.places[candidate].tolist()
    place = int(scored.code[candidate])
    code, fits = matcher.codes[place], scored.fits[candidate]
    near = [
        (other, float(fits[other]))
        for other in nearest
        if other != place and matcher.codes[other].kind == code.kind and fits[other] > RIVAL * fits[place] > 0
    ]
    return Element(
        candidate, start, end, sentence, turn, code.kind, code.id, place,
        round(float(scored.chance[candidate]), 4), float(fits[place]), tuple(near[:1]),
    )  # fmt: skip


def rivals_of(element: Element, matcher: CodeMatcher) -> list[Element]:
    """The same words under the codes that fit almost as well."""
    return [
        replace(
            element,
            code=matcher.codes[place].id,
            place=place,
            fit=fit,
            score=round(element.score * min(1.0, fit / element.fit), 4),
            rivals=(),
        )
        for place, fit in element.rivals
    ]
