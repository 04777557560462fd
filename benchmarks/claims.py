"""How well claims are found in sentences never learned from: `python -m benchmarks.claims --data FOLDER`.

Cross-validated by document for the news set, and each set of speech left out in turn (the two sets of one
source together). `--score FOLDER` names the folder of the outside scorer, score_causal.py.
"""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

from realist_eval.engine.claims import find_claims, relation_of
from realist_eval.engine.claims_model import EXPLICIT, CausalModel, model_from
from training.causal import FILES, Item, Row, folds, learn, read_items

PRINTED = 0.5
LEFT_OUT = {
    "gum.court.jsonl": ("gum.court.jsonl",),
    "gum.interview.jsonl": ("gum.interview.jsonl", "gum.court.jsonl"),
    "because.masc.jsonl": ("because.masc.jsonl",),
}


def predict(item: Item, model: CausalModel | None, scheme: str = "") -> Row:
    """What `tag` says of one sentence."""
    found = find_claims(item.parsed, model=model, rules_only=model is None, scheme=scheme)
    claims = [claim for claim in found if claim.score >= PRINTED]
    relations = []
    for claim in claims:
        cause, effect = relation_of(claim)
        relations.append({"cause": list(cause), "effect": list(effect)})
    return {"id": item.row["id"], "causal": int(bool(claims)), "relations": relations}


def scorer(folder: Path) -> ModuleType:
    """The outside scorer as a module."""
    spec = importlib.util.spec_from_file_location("score_causal", folder / "score_causal.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder}: no score_causal.py here")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(name: str, score: ModuleType, items: Sequence[Item], predicted: Iterable[Row]) -> None:
    """One line of figures."""
    found = score.score([item.row for item in items], list(predicted), boot=300)
    said = found["sentence"]
    low, high = said["ci95"]
    pairs, token = found["spans_all"]["partial"], found["spans_all"]["token"]
    given = found.get("spans_gold", {}).get("partial", {"f1": 0.0})
    print(
        f"{name:34} n {len(items):5}  sentence P {said['p']:.3f} R {said['r']:.3f} F1 {said['f1']:.3f} "
        f"[{low:.2f}, {high:.2f}]  pairs, all sentences: P {pairs['p']:.3f} R {pairs['r']:.3f} "
        f"F1 {pairs['f1']:.3f}  given causal {given['f1']:.3f}  tokens {token['f1']:.3f}",
        flush=True,
    )


def cross_validate(name: str, found: dict[str, list[Item]], score: ModuleType, count: int) -> None:
    """Figures on every document of one file by models that have not seen it."""
    items = found[name]
    rest = [item for other, more in found.items() if other != name for item in more]
    place = folds(items, count)
    kept, predicted = [], []
    for out in range(count):
        seen = [item for item, at in zip(items, place, strict=True) if at != out]
        model = model_from(learn([*seen, *rest]))
        held = [item for item, at in zip(items, place, strict=True) if at == out]
        kept += held
        predicted += [predict(item, model) for item in held]
    report(f"{name}, {count}-fold by document", score, kept, predicted)


def leave_out(name: str, found: dict[str, list[Item]], score: ModuleType) -> None:
    """Figures on a file by a model that knows nothing of it."""
    seen = [item for other, items in found.items() if other not in LEFT_OUT[name] for item in items]
    model = model_from(learn(seen))
    report(f"{name}, left out", score, found[name], (predict(item, model) for item in found[name]))
    speech = (predict(item, model, EXPLICIT) for item in found[name])
    report(f"{name}, read as speech", score, found[name], speech)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path("../shared/causal"))
    options.add_argument("--score", type=Path, default=Path("../shared/score"))
    options.add_argument("--folds", type=int, default=3)
    chosen = options.parse_args()
    found, score = read_items(chosen.data), scorer(chosen.score)
    for name in FILES:
        report(f"{name}, rules alone", score, found[name], (predict(item, None) for item in found[name]))
    for name in LEFT_OUT:
        leave_out(name, found, score)
    cross_validate(FILES[0], found, score, chosen.folds)
    cross_validate("because.masc.jsonl", found, score, chosen.folds)


if __name__ == "__main__":
    main()
