"""Figures of weights on texts that they never saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
from texts import Text

from realist_eval.engine.digest import base_scores
from realist_eval.engine.evaluate import GoldRow, count, figures
from realist_eval.engine.rows import tag_row
from realist_eval.engine.semantic import Read, add_opinions
from realist_eval.engine.suggester import CausationCoder
from realist_eval.engine.weights import Weights
from realist_eval.model import Codebook

FOLDS = 12
MEASURED = ("psp", "raw")  # the sets that two people read
KIN = {"raw": ("redstart_nametime_missing", "lantana_otter")}  # other stretches of the same interviews
Fit = Callable[[Sequence[Text]], Weights]


def predict(
    text: Text, weights: Weights, coder: CausationCoder, codebook: Codebook, read: Read | None = None
) -> GoldRow:
    """What the engine says of a text with these weights, and with what was read by the transformer."""
    table = weights.candidates
    counts = np.diff(text.digest.ends, prepend=0)
    scores = base_scores(text.digest.rows, counts, text.meaning, table)
    if read:
        add_opinions(scores, read, text.digest.places, weights)
    digest = replace(text.digest, scores=scores)
    transcript = text.of.readings[0].transcripts[text.id]
    row = tag_row(text.id, transcript, coder.suggest_from(transcript, digest, codebook, weights))
    return msgspec.convert(row, GoldRow)


def folds(texts: Sequence[Text]) -> list[set[str]]:
    """The measured texts dealt out, the same way every time."""
    ids = [text.id for text in texts if text.of.name in MEASURED]
    order = np.random.default_rng(0).permutation(len(ids))
    return [{ids[place] for place in order[start::FOLDS]} for start in range(FOLDS)]


def unseen_by_text(texts: Sequence[Text], fit: Fit) -> dict[str, Weights]:
    """For each measured text, weights that never saw it."""
    return {
        key: weights
        for out in folds(texts)
        for weights in [fit([text for text in texts if text.id not in out])]
        for key in out
    }


def unseen_by_set(texts: Sequence[Text], fit: Fit) -> dict[str, Weights]:
    """For each measured text, weights that saw nothing of its set, nor of the same interviews."""
    made = {
        name: fit([text for text in texts if text.of.name not in (name, *KIN.get(name, ()))])
        for name in MEASURED
    }
    return {text.id: made[text.of.name] for text in texts if text.of.name in MEASURED}


def cross_validate(
    texts: Sequence[Text],
    weights: Mapping[str, Weights],
    codebooks: Mapping[str, Codebook],
    read: Mapping[str, Read] | None = None,
) -> dict[str, dict[str, Any]]:
    """Mean figures over the readings of each set."""
    coder = CausationCoder()
    rows = {
        text.id: predict(
            text,
            weights[text.id],
            coder,
            codebooks.get(text.of.name, text.of.codebook),
            (read or {}).get(text.id),
        )
        for text in texts
        if text.of.name in MEASURED
    }
    result = {}
    for of in {text.of.name: text.of for text in texts if text.of.name in MEASURED}.values():
        every = [figures(count(gold.rows, rows), 200) for gold in of.readings]
        result[of.name] = {
            one.name: (
                np.mean([x.precision for x in several]),
                np.mean([x.recall for x in several]),
                np.mean([x.f1 for x in several]),
            )
            for several in zip(*every, strict=True)
            for one in several[:1]
        }
    return result


def show(title: str, result: Mapping[str, Mapping[str, Any]]) -> None:
    """The figures as a table."""
    print(f"== {title}")
    for name, entry in result.items():
        for measure, (precision, recall, f1) in entry.items():
            print(f"{name:5} {measure:22} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
