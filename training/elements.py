"""Learns the numbers in realist_eval/engine/data/en/weights.json from coded transcripts.

    python training/elements.py --data ../shared/gold            cross-validated figures, then the weights
    python training/elements.py --data ../shared/gold --check    figures only

The data folder holds sets as `realist-eval evaluate` reads them: psp/ (quotations with a codebook) and raw/
(speech coded by kind), each read by two people. Weights are fitted on both readings at half weight each;
figures come from folds that leave whole texts out. Nothing is copied out of the data but counts and weights.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from realist_eval.engine.claims import find_claims
from realist_eval.engine.clauses import candidates
from realist_eval.engine.configurations import link_features, near
from realist_eval.engine.digest import Digest, make_digest, read_digest
from realist_eval.engine.elements import Element
from realist_eval.engine.evaluate import Gold, GoldRow, count, figures, load_gold
from realist_eval.engine.kinds import Scene, features, same
from realist_eval.engine.learn import fit_logistic
from realist_eval.engine.lexicon import DATA, load_lexicon
from realist_eval.engine.parse import parse_transcripts
from realist_eval.engine.rows import tag_row
from realist_eval.engine.suggester import CausationCoder
from realist_eval.engine.weights import BIAS, Floats, Table, Weights
from realist_eval.model import KINDS, Code, Codebook, Span

COLUMNS = ("element", *KINDS, "hindering", "not_achieved", "intended")
RIDGE = {"element": 8.0, **dict.fromkeys(KINDS, 10.0), "hindering": 6.0, "not_achieved": 6.0, "intended": 6.0}
LINK_RIDGE = 4.0
LEAST = 5  # candidates that must show a feature
FOLDS = 12
SETTINGS = {
    "threshold": 0.2,
    "link threshold": 0.3,
    "context": 0.4,
    "kind fit": 3.0,
    "element fit": 1.0,
    "usual fit": 0.5,
    "expected": 1.0,
    "expected outcome": 0.3,
}
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
    readings: tuple[GoldRow, ...]


def sets(data: Path) -> list[Set]:
    """The sets below the data folder."""
    from realist_eval.codebook import load_codebook

    psp = tuple(load_gold(data / "psp" / f"coder{reader}.dev.jsonl") for reader in (1, 2))
    raw = tuple(load_gold(data / "raw" / f"coding_{reader}.jsonl") for reader in "ab")
    return [Set("psp", psp, load_codebook(data / "psp" / "codebook.yaml")), Set("raw", raw, KIND_ONLY)]


def prepare(of: Sequence[Set]) -> tuple[list[Text], Table]:
    """Parse everything once; the digests' rows refer to a table of all features, whose weights are zero."""
    lexicon = load_lexicon()
    transcripts = [text for entry in of for text in entry.readings[0].transcripts.values()]
    parses = list(parse_transcripts(transcripts))
    claims = [find_claims(parsed) for parsed in parses]
    seen = Counter(
        name
        for transcript, parsed, found in zip(transcripts, parses, claims, strict=True)
        for candidate in candidates(parsed, lexicon)
        for name in features(Scene(parsed, lexicon, found, transcript.turns), candidate)
    )
    names = tuple(sorted(name for name, times in seen.items() if times >= LEAST))
    table = Table(
        names, COLUMNS, np.zeros((len(names), len(COLUMNS))), np.zeros(len(COLUMNS)),
        {name: place for place, name in enumerate(names)},
    )  # fmt: skip
    weights = Weights(table, table, SETTINGS, "")
    owner = {key: entry for entry in of for key in entry.readings[0].rows}
    texts = []
    for transcript, parsed, found in zip(transcripts, parses, claims, strict=True):
        if transcript.id not in owner:
            continue
        digest = read_digest(make_digest(transcript, parsed, found, lexicon, weights), len(COLUMNS))
        entry = owner[transcript.id]
        texts.append(
            Text(entry, transcript.id, digest, tuple(gold.rows[transcript.id] for gold in entry.readings))
        )
    return texts, table


# ---------------------------------------------------------------- fitting


def design(texts: Sequence[Text], width: int) -> Floats:
    """One row a candidate, one column a feature."""
    rows = [text.digest.features(place) for text in texts for place in range(len(text.digest.places))]
    inputs: Floats = np.zeros((len(rows), width))
    for place, row in enumerate(rows):
        inputs[place, row] = 1.0
    return inputs


def labels(texts: Sequence[Text]) -> list[list[tuple[str, str] | None]]:
    """For each candidate, what each reading says of it: kind and valence of the span it matches."""
    found = []
    for text in texts:
        for start, end in text.digest.places[:, :2].tolist():
            answers: list[tuple[str, str] | None] = []
            for row in text.readings:
                hits = [span for span in row.spans if same(span.span, Span(start, end))]
                best = max(hits, key=lambda span: min(span.end, end) - max(span.start, start), default=None)
                answers.append((best.kind, best.valence or "") if best else None)
            found.append(answers)
    return found


def fit_candidates(texts: Sequence[Text], table: Table) -> Table:
    """All columns of the candidates' table."""
    inputs, answers = design(texts, len(table.names)), labels(texts)
    fitted = {
        "element": fit_logistic(
            inputs, np.array([np.mean([a is not None for a in row]) for row in answers]), RIDGE["element"]
        )
    }
    told = [(place, answer) for place, row in enumerate(answers) for answer in row if answer]

    def column(name: str, among: Sequence[str], right: Any) -> Floats:
        chosen = [(place, right(answer)) for place, answer in told if answer[0] in among]
        places = [place for place, _ in chosen]
        half = np.full(len(places), 0.5)
        return fit_logistic(inputs[places], np.array([float(yes) for _, yes in chosen]), RIDGE[name], half)

    for kind in KINDS:
        fitted[kind] = column(kind, KINDS, lambda answer, kind=kind: answer[0] == kind)
    fitted["hindering"] = column(
        "hindering", ("context", "mechanism"), lambda answer: answer[1] == "hindering"
    )
    for valence in ("not_achieved", "intended"):
        fitted[valence] = column(valence, ("outcome",), lambda answer, v=valence: answer[1] == v)
    stacked = np.array([fitted[name] for name in COLUMNS]).T.round(3)
    return replace(table, weights=stacked[:-1], bias=stacked[-1])


def gold_elements(row: GoldRow, text: Text) -> list[Element]:
    """A reading's spans as elements in order of place, with the sentence and turn of what lies under them."""
    places = text.digest.places
    made = []
    for span in sorted(row.spans, key=lambda span: (span.start, span.end)):
        overlap = np.minimum(places[:, 1], span.end) - np.maximum(places[:, 0], span.start)
        nearest = int(overlap.argmax())
        sentence, turn = places[nearest, 4:6].tolist()
        code = span.code or ""
        made.append(Element(nearest, span.start, span.end, sentence, turn, span.kind, code, 0, 1.0, 0.0))
    return made


def link_examples(text: Text) -> list[tuple[list[str], bool]]:
    """Pairs of elements that stand near each other in a reading, and whether it linked them."""
    found = []
    for gold, row in zip(text.of.readings, text.readings, strict=True):
        elements = gold_elements(row, text)
        names = [span.sid for span in sorted(row.spans, key=lambda span: (span.start, span.end))]
        linked = {frozenset(pair) for link in row.links for pair in link.pairs()}
        words = gold.transcripts[text.id].text
        for first, second in near(elements):
            described, _, _ = link_features(words, elements, text.digest.claims, first, second)
            found.append((described, frozenset((names[first], names[second])) in linked))
    return found


def fit_links(examples: Sequence[tuple[list[str], bool]]) -> Table:
    """The links' table: one column."""
    seen = Counter(name for described, _ in examples for name in described)
    names = tuple(sorted(name for name, times in seen.items() if times >= LEAST))
    places = {name: place for place, name in enumerate(names)}
    inputs = np.zeros((len(examples), len(names)))
    for row, (described, _) in enumerate(examples):
        inputs[row, [places[name] for name in described if name in places]] = 1.0
    answers = np.array([float(linked) for _, linked in examples])
    fitted = fit_logistic(inputs, answers, LINK_RIDGE, np.full(len(answers), 0.5)).round(3)
    return Table(names, ("link",), fitted[:-1, None], fitted[-1:], places)


def fit(texts: Sequence[Text], table: Table, settings: Mapping[str, float]) -> Weights:
    """All weights from these texts."""
    examples = [example for text in texts for example in link_examples(text)]
    return Weights(fit_candidates(texts, table), fit_links(examples), settings, "")


# ---------------------------------------------------------------- figures


def predict(text: Text, weights: Weights, coder: CausationCoder, codebook: Codebook) -> GoldRow:
    """What the engine says of a text with these weights."""
    table = weights.candidates
    scores = [table.scores(text.digest.features(place)) for place in range(len(text.digest.places))]
    digest = replace(text.digest, scores=np.array(scores).reshape(-1, len(COLUMNS)))
    transcript = text.of.readings[0].transcripts[text.id]
    row = tag_row(text.id, coder.suggest_from(transcript, digest, codebook, weights))
    return msgspec.convert(row, GoldRow)


def folds(texts: Sequence[Text]) -> list[set[str]]:
    """Texts dealt out, the same way every time."""
    ids = [text.id for text in texts]
    order = np.random.default_rng(0).permutation(len(ids))
    return [{ids[place] for place in order[start::FOLDS]} for start in range(FOLDS)]


def fold_weights(
    texts: Sequence[Text], table: Table, settings: Mapping[str, float], alone: bool = False
) -> dict[str, Weights]:
    """For each text, weights that never saw it; `alone` leaves its whole set out."""
    if alone:
        names = sorted({text.of.name for text in texts})
        made = {
            name: fit([text for text in texts if text.of.name != name], table, settings) for name in names
        }
        return {text.id: made[text.of.name] for text in texts}
    return {
        key: weights
        for out in folds(texts)
        for weights in [fit([text for text in texts if text.id not in out], table, settings)]
        for key in out
    }


def cross_validate(
    texts: Sequence[Text], weights: Mapping[str, Weights], codebooks: Mapping[str, Codebook]
) -> dict[str, dict[str, Any]]:
    """Mean figures over the readings of each set."""
    coder = CausationCoder()
    rows = {
        text.id: predict(text, weights[text.id], coder, codebooks.get(text.of.name, text.of.codebook))
        for text in texts
    }
    result = {}
    for of in {text.of.name: text.of for text in texts}.values():
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


def save(weights: Weights, path: Path) -> None:
    """The weights as JSON, a feature a line."""
    lines = [f'{{"settings": {json.dumps(weights.settings)},']
    for name, table in (("candidates", weights.candidates), ("links", weights.links)):
        rows = [f"  {json.dumps(BIAS)}: {json.dumps(table.bias.tolist())}"]
        rows += [
            f"  {json.dumps(key)}: {json.dumps(row)}"
            for key, row in zip(table.names, table.weights.tolist(), strict=True)
        ]
        body = ",\n".join(rows)
        lines.append(
            f'"{name}": {{"columns": {json.dumps(table.columns)}, "weights": {{\n{body}\n}}}}'
            + ("," if name == "candidates" else "}")
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Cross-validate, then fit on everything and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--out", type=Path, default=DATA / "en" / "weights.json")
    parser.add_argument("--check", action="store_true", help="figures only")
    arguments = parser.parse_args()
    texts, table = prepare(sets(arguments.data))
    show("cross-validated by text", cross_validate(texts, fold_weights(texts, table, SETTINGS), {}))
    show("each set by the other", cross_validate(texts, fold_weights(texts, table, SETTINGS, alone=True), {}))
    if not arguments.check:
        save(fit(texts, table, SETTINGS), arguments.out)


if __name__ == "__main__":
    main()
