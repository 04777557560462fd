"""Suggestions as the rows that `tag` prints and `evaluate` reads: one object a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from realist_eval.engine.claims import relation_of
from realist_eval.model import KINDS, Claim, Coding, Configuration, Suggestions, Transcript

CAUSAL = 0.5  # a text with a claim of at least this score is causal
FLAGS = ("hedged", "counterfactual", "hypothetical", "reported", "from_question")


def tag_row(text_id: str, transcript: Transcript, suggestions: Suggestions) -> dict[str, Any]:
    """One line of `tag`: spans, links and relations with offsets into the transcript's text.

    Raises ValueError where the suggestions are another transcript's.
    """
    if suggestions.transcript != transcript.id:
        raise ValueError(f"suggestions for {suggestions.transcript} are not about {transcript.id}")
    claims = [claim for claim in suggestions.claims if claim.score >= CAUSAL]
    best = best_only(suggestions.codings)
    names = {coding.id: f"s{number}" for number, coding in enumerate(best, 1)}
    return {
        "id": text_id,
        "causal": int(bool(claims)),
        "relations": [_relation(claim) for claim in claims],
        "spans": [_span(coding, names[coding.id]) for coding in best],
        "links": list(_links(suggestions.configurations, names)),
    }


def best_only(codings: Iterable[Coding]) -> list[Coding]:
    """Without rivals for the same words, in order of place."""
    best: dict[tuple[int, int], Coding] = {}
    for coding in codings:
        known = best.get((coding.start, coding.end))
        if not coding.rival and (known is None or coding.score > known.score):
            best[coding.start, coding.end] = coding
    return sorted(best.values(), key=lambda coding: (coding.start, coding.end))


def _relation(claim: Claim) -> dict[str, Any]:
    cause, effect = relation_of(claim)
    row: dict[str, Any] = {
        "cause": list(cause),
        "effect": list(effect),
        "signal": [list(span) for span in claim.signal],
        "polarity": claim.polarity,
    }
    return row | _flags(claim)


def _span(coding: Coding, name: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "sid": name,
        "start": coding.start,
        "end": coding.end,
        "kind": coding.kind,
        "code": coding.code,
        "valence": coding.valence,
        "score": coding.score,
        "why": str(coding.reason),
    }
    row |= {"level": coding.level} if coding.level else {}
    for part in ("resource", "reasoning"):
        span = getattr(coding, part)
        row |= {part: list(span)} if span else {}
    return row | _flags(coding)


def _links(configurations: Sequence[Configuration], names: dict[str, str]) -> Iterable[dict[str, Any]]:
    for entry in configurations:
        parts = {kind: names.get(entry.parts.get(kind, "")) for kind in KINDS}
        if sum(name is not None for name in parts.values()) < 2:
            continue  # it held a rival, which the row leaves out
        signal = list(entry.signal) if entry.signal else None
        row: dict[str, Any] = {"polarity": entry.polarity, "signal": signal, "score": entry.score}
        yield parts | row | _flags(entry)


def _flags(entry: Claim | Coding | Configuration) -> dict[str, bool]:
    return {name: True for name in FLAGS if getattr(entry, name, False)}
