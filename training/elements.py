"""Learns the numbers in realist_eval/engine/data/en/weights.json from coded transcripts.

    python training/elements.py --data ../shared/gold            cross-validated figures, then the weights
    python training/elements.py --data ../shared/gold --check    figures only

The data folder holds sets as `realist-eval evaluate` reads them: psp/ (quotations with a codebook) and raw/
(speech coded by kind), each read by two people, both at half weight. `--speech` has the interviews that we
read ourselves (readings.py), and invented.py what we made up. Figures come from folds that leave whole texts
out, or whole sets. Nothing is copied out of the data but counts, places and weights.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from checking import MEASURED, cross_validate, show, unseen_by_set, unseen_by_text
from fitting import fit_sparse
from scipy.sparse import csr_matrix, hstack
from texts import LEAST, Text, prepare, sets
from threadpoolctl import threadpool_limits

from realist_eval.bundled import codebooks
from realist_eval.codebook import load_codebook
from realist_eval.engine.configurations import Connectives, answers, claim_roles, link_features, near
from realist_eval.engine.elements import Element
from realist_eval.engine.evaluate import GoldRow
from realist_eval.engine.kinds import same
from realist_eval.engine.lexicon import DATA, load_lexicon
from realist_eval.engine.nearby import ClaimsNearby
from realist_eval.engine.semantic import Read, read_arrays
from realist_eval.engine.weights import BIAS, Floats, Table, Weights
from realist_eval.model import KINDS, Span

COLUMNS = ("element", *KINDS, "hindering context", "hindering mechanism", "not_achieved", "intended")
RIDGE = {"element": 12.0, **dict.fromkeys(KINDS, 20.0), "hindering": 12.0}
VALENCE_FEATURES = (
    "hints",
    "root hints",
    "root is",
    "root has",
    "negated",
    "modal",
    "comparative",
    "told",
    "no verb",
)
SOFT = 0.4  # what a candidate that just counts as found is worth, of one that is cut exactly
MEANING = 1.5  # how much the word vectors weigh beside features that are 0 or 1
LINK_RIDGE = 4.0
SETTINGS = {
    "threshold": 0.2,
    "threshold in long turns": 0.1,
    "threshold without indicators": 0.1,
    "link threshold": 0.3,
    "context": 0.4,
    "kind fit": 2.0,
    "element fit": 0.5,
    "usual fit": 0.5,
    "expected": 2.5,
    "expected outcome": 2.2,
    "semantic inside": 0.5,
    "semantic edges": 0.3,
    "semantic kind": 1.0,
    "semantic usual": 0.0,
}
OUTCOME_CUES = {  # by hand: too few outcomes were missed or only meant to learn it from
    "intended": {
        "told: aim": 3.2, "told: future": 2.0, "told: should": 2.6, "told: to": 1.2, "told: tense past": -1.2,
        "told: tense perfect": -2.0, "told: against the facts": -4.0, "told: denied": -0.6,
        "comparative": -0.3,
        "told: tense none": 0.4, BIAS: -1.4,
    },
    "not_achieved": {
        "told: denied": 2.4, "told: denied before": 1.8, "root hints:worse": 1.4, "hints:worse": 0.6,
        "hints:hinder": 0.5, "hints:better": -0.5, "told: against the facts": -4.0, "told: not yet": 0.6,
        "told: aim": -0.6, BIAS: -1.9,
    },
}  # fmt: skip
# ---------------------------------------------------------------- fitting


def design(texts: Sequence[Text], width: int) -> csr_matrix:
    """One row a candidate, one column a feature."""
    rows = [text.digest.features(place) for text in texts for place in range(len(text.digest.places))]
    return sparse(rows, width)


def sparse(rows: Sequence[Sequence[int]], width: int) -> csr_matrix:
    """A matrix of ones at these columns of each row."""
    columns = list(chain.from_iterable(rows))
    ends = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), width))


def worth(span: Span, other: Span) -> float:
    """1 where a candidate is cut as a person cut it, less the worse it is cut, 0 where it would not count."""
    shared = min(span.end, other.end) - max(span.start, other.start)
    share = shared / (max(span.end, other.end) - min(span.start, other.start))
    return SOFT + (1 - SOFT) * max(0.0, 2 * share - 1) if share >= 0.5 else 0.0


@dataclass(frozen=True)
class Answer:
    """What one reading says of a candidate: the span it matches, and how well it is cut."""

    kind: str
    valence: str
    worth: float
    of: tuple[str, int, str]  # the span itself: text, reading, name


def labels(texts: Sequence[Text]) -> list[list[Answer | None]]:
    """For each candidate, what each reading says of it, if anything."""
    found = []
    for text in texts:
        for start, end in text.digest.places[:, :2].tolist():
            answers: list[Answer | None] = []
            for reading, row in enumerate(text.readings):
                hits = [span for span in row.spans if same(span.span, Span(start, end))]
                best = max(hits, key=lambda span: min(span.end, end) - max(span.start, start), default=None)
                cut = Span(start, end)
                answers.append(
                    Answer(best.kind, best.valence or "", worth(best.span, cut), (text.id, reading, best.sid))
                    if best
                    else None
                )
            found.append(answers)
    return found


def shares_of(told: Sequence[tuple[int, Answer]]) -> Floats:
    """How much each candidate counts: all those of one span together as much as those of any other."""
    total: dict[tuple[str, int, str], float] = {}
    for _, answer in told:
        total[answer.of] = total.get(answer.of, 0.0) + answer.worth
    return np.array([answer.worth / total[answer.of] for _, answer in told])


def fit_candidates(texts: Sequence[Text], table: Table) -> Table:
    """All columns of the candidates' table."""
    inputs, answers = design(texts, len(table.names)), labels(texts)
    meaning = np.vstack([text.meaning for text in texts])
    told = [(place, answer) for place, row in enumerate(answers) for answer in row if answer]
    shares = shares_of(told)
    places = [place for place, _ in told]
    kinds = np.array([answer.kind for _, answer in told])
    hindering = np.array([answer.valence == "hindering" for _, answer in told], dtype=float)
    cut = np.array([np.mean([answer.worth if answer else 0.0 for answer in row]) for row in answers])
    size, directions = len(table.names), np.zeros((meaning.shape[1], len(COLUMNS)))
    fitted = {"element": fit_sparse(inputs, cut, RIDGE["element"])}
    seen = hstack([inputs[places], csr_matrix(MEANING * meaning[places])]).tocsr()
    for kind in KINDS:
        found = fit_sparse(seen, (kinds == kind).astype(float), RIDGE[kind], shares)
        fitted[kind] = np.append(found[:size], found[-1])
        directions[:, COLUMNS.index(kind)] = MEANING * found[size:-1]
    about_valence = [place for place, name in enumerate(table.names) if name.startswith(VALENCE_FEATURES)]
    for kind in ("context", "mechanism"):
        own = [place for place, each in zip(places, kinds, strict=True) if each == kind]
        seen = hstack([inputs[own][:, about_valence], csr_matrix(MEANING * meaning[own])]).tocsr()
        found = fit_sparse(seen, hindering[kinds == kind], RIDGE["hindering"], shares[kinds == kind])
        whole = np.zeros(size + 1)
        whole[about_valence], whole[-1] = found[: len(about_valence)], found[-1]
        fitted[f"hindering {kind}"] = whole
        directions[:, COLUMNS.index(f"hindering {kind}")] = MEANING * found[len(about_valence) : -1]
    for valence, cues in OUTCOME_CUES.items():
        fitted[valence] = np.array([*(cues.get(name, 0.0) for name in table.names), cues[BIAS]])
    stacked = np.array([fitted[name] for name in COLUMNS]).T.round(3)
    return replace(table, weights=stacked[:-1], bias=stacked[-1], meaning=directions.round(3))


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
        words = answers(gold.transcripts[text.id])
        roles = claim_roles(elements, ClaimsNearby(text.digest.claims))
        connectives = Connectives(words, load_lexicon())
        for first, second in near(elements):
            described, _, _ = link_features(connectives, elements, roles, first, second)
            found.append((list(described), frozenset((names[first], names[second])) in linked))
    return found


def fit_links(examples: Sequence[tuple[list[str], bool]]) -> Table:
    """The links' table: one column."""
    seen = Counter(name for described, _ in examples for name in described)
    names = tuple(sorted(name for name, times in seen.items() if times >= LEAST))
    places = {name: place for place, name in enumerate(names)}
    rows = [[places[name] for name in described if name in places] for described, _ in examples]
    answers = np.array([float(linked) for _, linked in examples])
    inputs = sparse(rows, len(names))
    fitted = fit_sparse(inputs, answers, LINK_RIDGE, np.full(len(answers), 0.5)).round(3)
    return Table(names, ("link",), fitted[:-1, None], fitted[-1:], places, np.zeros((0, 1)))


def fit(texts: Sequence[Text], table: Table) -> Weights:
    """All weights from these texts."""
    examples = [example for text in texts for example in link_examples(text)]
    return Weights(fit_candidates(texts, table), fit_links(examples), SETTINGS, "")


# ---------------------------------------------------------------- writing


def save(weights: Weights, path: Path) -> None:
    """The weights as JSON, a feature a line."""
    tables = f'"candidates": {_as_json(weights.candidates)},\n"links": {_as_json(weights.links)}'
    path.write_text(f'{{"settings": {json.dumps(weights.settings)},\n{tables}}}\n', encoding="utf-8")


def _as_json(table: Table) -> str:
    rows = {BIAS: table.bias.tolist(), **dict(zip(table.names, table.weights.tolist(), strict=True))}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    meaning = ",\n".join(f"  {json.dumps(row)}" for row in table.meaning.tolist())
    return (
        f'{{"columns": {json.dumps(table.columns)}, "weights": {{\n{lines}\n}}, "meaning": [\n{meaning}\n]}}'
    )


def main() -> None:
    """Cross-validate, then fit on everything and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--speech", type=Path, default=Path("../shared/transcripts"))
    parser.add_argument("--out", type=Path, default=DATA / "en" / "weights.json")
    parser.add_argument("--check", action="store_true", help="figures only")
    parser.add_argument("--semantic", type=Path, help="figures with this transformer, of semantic.py")
    arguments = parser.parse_args()
    with threadpool_limits(1):  # the same numbers on every machine, and faster
        texts, table = prepare(sets(arguments.data, arguments.speech), COLUMNS)
        check(texts, table, read_texts(texts, arguments.semantic) if arguments.semantic else {})
        if not arguments.check:
            save(fit(texts, table), arguments.out)


def read_texts(texts: Sequence[Text], path: Path) -> dict[str, Read]:
    """The measured texts as the transformer reads them."""
    with np.load(path) as arrays:
        reader = read_arrays(dict(arrays))
    return {
        text.id: reader.read(text.of.readings[0].transcripts[text.id].text)
        for text in texts
        if text.of.name in MEASURED
    }


def check(texts: Sequence[Text], table: Table, read: Mapping[str, Read]) -> None:
    """Print what the weights are worth on texts that they never saw."""
    bundled = {
        name: load_codebook(codebooks()[codebook])
        for name, codebook in (("psp", "public_social_partnership"), ("raw", "generic_realist"))
    }
    by_text = unseen_by_text(texts, lambda seen: fit(seen, table))
    show("cross-validated by text", cross_validate(texts, by_text, {}, read))
    show("the same with the bundled codebooks", cross_validate(texts, by_text, bundled, read))
    by_set = unseen_by_set(texts, lambda seen: fit(seen, table))
    show("each set left out", cross_validate(texts, by_set, {}, read))
    show("the same with the bundled codebooks", cross_validate(texts, by_set, bundled, read))


if __name__ == "__main__":
    main()
