"""Learns the causal model from annotated sentences: `python -m training.causal --data FOLDER`.

FOLDER holds JSON Lines files with id, dataset, group, text, causal, relations. Every split is by a fixed
seed and every feature keeps its name, so that two runs write the same file, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from realist_eval.engine.claims import rank_pairs, score_parts, views
from realist_eval.engine.claims_model import (
    EXPLICIT,
    IMPLIED,
    NO_PAIR,
    NO_WORD,
    CausalModel,
    claim_features,
    model_from,
)
from realist_eval.engine.claims_pairs import (
    Part,
    Scene,
    Stretches,
    edge_features,
    overlap,
    pair_features,
    pair_up,
    parts,
    scene,
    whole_features,
)
from realist_eval.engine.claims_sentence import sentence_features
from realist_eval.engine.claims_triggers import Triggers, triggers
from realist_eval.engine.columns import Named, Names
from realist_eval.engine.markers import DATA, load_markers
from realist_eval.engine.parse import parse_transcripts
from realist_eval.engine.parsed import Parsed
from realist_eval.engine.proposals import Proposal, Stretch, propose
from realist_eval.model import Transcript, Turn
from training.joining import Trigger, joining_model, short, sparse

FILES = ("cnc.train.jsonl", "because.masc.jsonl", "gum.interview.jsonl", "gum.court.jsonl")
WEIGHT = {"cnc": 1.0, "because": 6.0, "gum": 3.0}  # the small sets count for more: parts and pairs
SAID = {"cnc": 1.0, "because": 6.0, "gum": 6.0}  # the same, whole sentences
SENTENCE_C, PART_C, PAIR_C = 2.0, 0.1, 0.1
TRUST = 0.7  # what a pair gains where a rule proposes just the same: few pairs of speech are annotated
SEEN = {"sentence": 2, "parts": 3, "pairs": 2}  # rarer features are left out
KEPT_SILENT = 0.15  # share of stretches from non-causal sentences that are kept as counter-examples
INNER = 3
THRESHOLD = {EXPLICIT: -0.6, IMPLIED: -0.45}
EVEN = {
    "bias": 0.0,
    "sentence": 0.5,
    "triggers": 0.5,
}  # what is said counts by words and by joining words alone
SETTINGS = {"threshold": THRESHOLD, "further pair": 0.7, "search from": -1.0}
LINES = {"because"}  # sets that are cut at line ends, not at sentence ends
FULL_STOP = re.compile(r"[.?!][\"'”’)\]]*$")
LONGEST = 700  # characters from which a sentence without an end is given up
Row = dict[str, Any]


@dataclass
class Item:
    """One annotated sentence, parsed, with everything that does not depend on weights."""

    row: Row
    parsed: Parsed
    names: list[str] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    scenes: list[tuple[Scene, list[tuple[Part, list[str]]]]] = field(default_factory=list)
    gold: list[tuple[Stretch, Stretch]] = field(default_factory=list)

    @property
    def weight(self) -> float:
        """How much it counts."""
        return WEIGHT[self.row["dataset"]]

    @property
    def scheme(self) -> str:
        """Whose idea of what is causal it follows."""
        return str(self.row["dataset"])

    @property
    def spans_known(self) -> bool:
        """Whether its causes and effects are annotated, be it that there are none."""
        return not self.row.get("spans lost") and (bool(self.row["relations"]) or not self.row["causal"])


def read_items(folder: Path, files: Iterable[str] = FILES) -> dict[str, list[Item]]:
    """The sentences of each file, parsed."""
    found = {}
    for name in files:
        rows = [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
        rows = list(whole_sentences(rows))
        scripts = (Transcript(row["id"], row["text"], (Turn(1, 0, len(row["text"])),)) for row in rows)
        found[name] = [
            make_item(row, parsed) for row, parsed in zip(rows, parse_transcripts(scripts), strict=True)
        ]
    return found


def whole_sentences(rows: Sequence[Row]) -> Iterable[Row]:
    """Lines put together again into sentences, which are causal where one of their lines is."""
    made: Row | None = None
    for row in rows:
        if made is not None and _goes_on(made, row):
            moved = len(made["text"]) + 1
            made["text"] += " " + row["text"]
            made["relations"] += [_moved(relation, moved) for relation in row["relations"]]
            made["causal"] = max(made["causal"], row["causal"])
            made["spans lost"] |= _spans_lost(row)
        else:
            if made is not None:
                yield made
            made = {**row, "relations": list(row["relations"]), "spans lost": _spans_lost(row)}
    if made is not None:
        yield made


def _goes_on(made: Row, row: Row) -> bool:
    text = made["text"]
    together = made["dataset"] in LINES and made["group"] == row["group"]
    return together and len(text) < LONGEST and not FULL_STOP.search(text)


def _spans_lost(row: Row) -> bool:
    """Causal, but where cause and effect stand is not annotated: one of them is on another line."""
    return bool(row["causal"]) and not row["relations"]


def _moved(relation: Row, by: int) -> Row:
    return {**relation, **{side: [place + by for place in relation[side]] for side in ("cause", "effect")}}


def make_item(row: Row, parsed: Parsed) -> Item:
    """A sentence with its features."""
    markers, known = load_markers(), Names()
    looked_at = [(view, list(propose(view, markers))) for view, _ in views(parsed)]
    proposals = [found for _, found in looked_at]
    item = Item(row, parsed, gold=list(_gold(row, parsed)), proposals=list(chain(*proposals)))
    item.names = known.spelt(sentence_features(parsed, proposals, markers, known).pairs()[1])
    words = triggers(parsed, np.arange(len(proposals)), proposals, markers, known)
    ends = np.cumsum(words.counts)
    spelt = (
        known.spelt(words.names[end - count : end]) for end, count in zip(ends, words.counts, strict=True)
    )
    item.triggers = list(zip(spelt, words.start.tolist(), strict=True))
    edges = [_by_thing(named, known) for named in edge_features(parsed, np.arange(len(parsed)), known)]
    scenes = [scene(parsed, view.first, view.last, found) for view, found in looked_at]
    every = [parts(at) for at in scenes]
    wholes = iter(_by_thing(whole_features(scenes, Stretches.from_parts(every), known), known))
    heads, lefts, rights = edges
    for at, own in zip(scenes, every, strict=True):
        named = [
            (
                part,
                [*heads[part.head], *lefts[part.first], *rights[part.last - 1], *dict.fromkeys(next(wholes))],
            )
            for part in own
        ]
        item.scenes.append((at, named))
    return item


def _by_thing(named: Named, known: Names) -> list[list[str]]:
    """The names that hold of each token or stretch."""
    found: list[list[str]] = [[] for _ in range(named.things)]
    things, numbers = named.pairs()
    for thing, name in zip(things.tolist(), known.spelt(numbers), strict=True):
        found[thing].append(name)
    return found


def _gold(row: Row, parsed: Parsed) -> Iterable[tuple[Stretch, Stretch]]:
    for relation in row["relations"]:
        sides = [_tokens(parsed, *relation[side]) for side in ("cause", "effect")]
        if all(sides):
            yield sides[0], sides[1]  # type: ignore[misc]


def _tokens(parsed: Parsed, start: int, end: int) -> Stretch | None:
    text = parsed.text
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    inside = [at for at in range(len(parsed)) if parsed.starts[at] < end and parsed.ends[at] > start]
    return (inside[0], inside[-1] + 1) if inside else None


# ---------------------------------------------------------------- the five models


def learn(items: Sequence[Item]) -> Row:
    """The whole model as plain numbers, from these sentences."""
    entry = _first_four(items)
    entry["claim"] = {EXPLICIT: EVEN, IMPLIED: _claim_model(items)}
    entry["settings"] = SETTINGS
    return entry


def _claim_model(items: Sequence[Item]) -> Row:
    """How what is implied is weighed: learned from sentences of that scheme, where there are any."""
    own = [row for out in range(INNER) for row in _outside(items, out)]
    if not own:
        return EVEN
    names = list(own[0][1])
    table = np.array([[numbers[name] for name in names] for _, numbers in own])
    fitted = LogisticRegression(C=1.0).fit(table, [item.row["causal"] for item, _ in own])
    weights = dict(zip(names, map(short, fitted.coef_[0]), strict=True))
    return {"bias": short(fitted.intercept_[0]), **weights}


def _outside(items: Sequence[Item], out: int) -> Iterable[tuple[Item, dict[str, float]]]:
    """Scores of what may be implied in one part of the documents, by models that have not seen it."""
    fold = folds(items, INNER, seed=5)
    held = [item for item, at in zip(items, fold, strict=True) if at == out and item.scheme == IMPLIED]
    if held:
        seen = [item for item, place in zip(items, fold, strict=True) if place != out]
        model = model_from({**_first_four(seen), "claim": {}, "settings": SETTINGS})
        for item in held:
            likely = score_parts([at for at, _ in item.scenes], model)
            best = [rank_pairs(at, own, model)[:1] for (at, _), own in zip(item.scenes, likely, strict=True)]
            top = max((pair[0].score for pair in best if pair), default=NO_PAIR)
            said, joined = _words_say(item, model)
            seen_pair = top if said + joined >= 2 * model.look else NO_PAIR
            yield item, claim_features(said, joined, seen_pair, item.proposals)


def _words_say(item: Item, model: CausalModel) -> tuple[float, float]:
    """What the sentence's words say by themselves, and what those that may join."""
    known = [model.sentence_table.numbers.get(name, -1) for name in item.names]
    numbers = np.array([number for number in known if number >= 0], dtype=np.int64)
    said = float(model.sentence_scores(np.zeros_like(numbers), numbers, 1, item.scheme)[0])
    if said < 2 * model.look:
        return said, NO_WORD
    found = [[model.trigger_table.numbers.get(name, -1) for name in names] for names, _ in item.triggers]
    found = [[number for number in numbers if number >= 0] for numbers in found]
    words = Triggers(
        np.array(list(chain(*found)), dtype=np.int64),
        np.array([len(numbers) for numbers in found]),
        np.array([start for _, start in item.triggers]),
        np.zeros(len(found), dtype=np.int64),
    )
    return said, float(model.trigger_scores(words, 1, item.scheme)[0])


def _first_four(items: Sequence[Item]) -> Row:
    entry: Row = {"sentence": _sentence_model(items), "triggers": joining_model(items)}
    known = [item for item in items if item.spans_known]
    entry["parts"] = _part_model(known)
    entry["pairs"] = _pair_model(known)
    return entry


def _sentence_model(items: Sequence[Item]) -> Row:
    counts = [Counter(item.names) for item in items]
    seen = Counter(name for count in counts for name in count)
    names = sorted(name for name, times in seen.items() if times >= SEEN["sentence"])
    place = {name: at for at, name in enumerate(names)}
    rarity = np.array([np.log((1 + len(items)) / (1 + seen[name])) + 1 for name in names])
    rows = [
        {place[name]: 1 + np.log(times) for name, times in count.items() if name in place} for count in counts
    ]
    table = sparse(rows, len(names)).multiply(rarity).tocsr()
    length = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table = table.multiply(1 / np.maximum(length, 1e-9)[:, None])
    schemes = sorted({item.scheme for item in items})
    own = csr_matrix([[float(item.scheme == scheme) for scheme in schemes] for item in items])
    table = _matrix32(hstack([table, own]).tocsr())
    weights, bias = _fit(table, [i.row["causal"] for i in items], [SAID[i.scheme] for i in items], SENTENCE_C)
    pairs = zip(names, rarity, weights[: len(names)], strict=True)
    leaning = dict(zip(schemes, map(short, weights[len(names) :]), strict=True))
    return {
        "bias": bias,
        "schemes": leaning,
        "weights": {name: [short(rare), short(weight)] for name, rare, weight in pairs},
    }


def _part_model(items: Sequence[Item]) -> Row:
    chance = random.Random(0)  # noqa: S311 - a fixed choice of counter-examples
    rows, causes, effects, weights = [], [], [], []
    for item in items:
        for _, candidates in item.scenes:
            for part, features in candidates:
                one, two = (_closest(part.stretch, item.gold, side) for side in (0, 1))
                if item.gold or chance.random() <= KEPT_SILENT:
                    rows.append(features)
                    causes.append(one)
                    effects.append(two)
                    weights.append(item.weight)
    seen = Counter(name for row in rows for name in row)
    names = sorted(name for name, times in seen.items() if times >= SEEN["parts"])
    place = {name: at for at, name in enumerate(names)}
    table = sparse([{place[name]: 1.0 for name in row if name in place} for row in rows], len(names))
    fitted = [
        _fit_overlap(table, np.array(labels), np.array(weights), PART_C) for labels in (causes, effects)
    ]
    columns = zip(names, fitted[0][0], fitted[1][0], strict=True)
    kept = {name: [short(one), short(two)] for name, one, two in columns if max(abs(one), abs(two)) >= 0.005}
    return {"bias": [fitted[0][1], fitted[1][1]], "weights": kept}


def _closest(stretch: Stretch, gold: Sequence[tuple[Stretch, Stretch]], side: int) -> float:
    return max((overlap(stretch, pair[side]) for pair in gold), default=0.0)


def _fit_overlap(table: csr_matrix, shared: Any, weights: Any, strength: float) -> tuple[Any, float]:
    """Stretches that nearly are what people marked count as such; in-between ones are left out."""
    clear = (shared >= 0.7) | (shared < 0.6)
    heavy = weights * np.where(shared >= 0.99, 2, 1)
    return _fit(table[clear], (shared[clear] >= 0.65).astype(int), heavy[clear], strength)


def _pair_model(items: Sequence[Item]) -> Row:
    chance = random.Random(1)  # noqa: S311 - a fixed split
    fold = [chance.randrange(INNER) for _ in items]
    rows: list[dict[str, float]] = []
    shared: list[float] = []
    weights: list[float] = []
    for out in range(INNER):
        model = _parts_only([item for item, place in zip(items, fold, strict=True) if place != out])
        for item in (item for item, place in zip(items, fold, strict=True) if place == out):
            if item.gold or chance.random() <= 0.5:
                for features, close in _pairs(item, model):
                    rows.append(features)
                    shared.append(close)
                    weights.append(item.weight)
    seen = Counter(name for row in rows for name in row)
    names = sorted(name for name, times in seen.items() if times >= SEEN["pairs"])
    place = {name: at for at, name in enumerate(names)}
    table = sparse([{place[n]: value for n, value in row.items() if n in place} for row in rows], len(names))
    near = np.array(shared)
    heavy = np.array(weights) * np.where(near >= 0.99, 3, np.where(near >= 0.75, 1.5, 1))
    learned, bias = _fit(table, (near >= 0.5).astype(int), heavy, PAIR_C)
    pairs = zip(names, learned, strict=True)
    entry = {name: short(weight) for name, weight in pairs if abs(weight) >= 0.005}
    entry["weight, wholly"] = short(entry.get("weight, wholly", 0.0) + TRUST)
    return {"bias": bias, "weights": entry}


def _parts_only(items: Sequence[Item]) -> CausalModel:
    empty = {"bias": 0.0, "weights": {}, "schemes": {}}
    parts_alone = {"sentence": empty, "triggers": empty, "parts": _part_model(items), "pairs": empty}
    return model_from({**parts_alone, "claim": {}, "settings": SETTINGS})


def _pairs(item: Item, model: CausalModel) -> Iterable[tuple[dict[str, float], float]]:
    scenes = [at for at, _ in item.scenes]
    for at, (candidates, causes, effects) in zip(scenes, score_parts(scenes, model), strict=True):
        for one, two, *ranks in pair_up(at, candidates, causes, effects):
            cause, effect = candidates[one], candidates[two]
            both = ((overlap(cause.stretch, pair[0]), overlap(effect.stretch, pair[1])) for pair in item.gold)
            close = max(map(min, both), default=0.0)
            names, amounts = pair_features(
                at, cause, effect, (causes[one], effects[two]), (ranks[0], ranks[1])
            )
            yield {**dict.fromkeys(names, 1.0), **amounts}, close


# ---------------------------------------------------------------- small tools


def folds(items: Sequence[Item], count: int, seed: int = 0) -> list[int]:
    """Which part each sentence belongs to; sentences of one document stay together."""
    groups = sorted({item.row["group"] for item in items})
    random.Random(seed).shuffle(groups)  # noqa: S311 - a fixed split
    part = {group: at % count for at, group in enumerate(groups)}
    return [part[item.row["group"]] for item in items]


def _matrix32(table: csr_matrix) -> csr_matrix:
    table.indices, table.indptr = table.indices.astype(np.int32), table.indptr.astype(np.int32)
    return table


def _fit(table: csr_matrix, labels: Any, weights: Any, strength: float) -> tuple[Any, float]:
    model = LogisticRegression(C=strength, max_iter=1000, solver="liblinear", random_state=0)
    model.fit(_matrix32(table), labels, sample_weight=weights)
    return model.coef_[0], short(model.intercept_[0])


def main() -> None:
    """Learn from every file and write the weights."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path("../shared/causal"))
    options.add_argument("--out", type=Path, default=DATA / "en" / "causal.json")
    chosen = options.parse_args()
    items = [item for found in read_items(chosen.data).values() for item in found]
    with threadpool_limits(1):  # many threads are slower here, and may add up in another order
        entry = learn(items)
    lines = ",\n".join(f"{json.dumps(key)}: {_lines(value)}" for key, value in sorted(entry.items()))
    chosen.out.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    print(f"{len(items)} sentences; {chosen.out.stat().st_size / 1e6:.1f} MB written", file=sys.stderr)


def _lines(entry: Row) -> str:
    """One model, a feature a line."""
    if "weights" not in entry:
        return json.dumps(entry, sort_keys=True)
    rows = (f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(value, separators=(',', ':'))}"
            for name, value in sorted(entry["weights"].items()))  # fmt: skip
    rest = json.dumps({key: value for key, value in entry.items() if key != "weights"}, sort_keys=True)
    return f'{rest[:-1]}, "weights": {{\n' + ",\n".join(rows) + "\n}}"


if __name__ == "__main__":
    main()
