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
from invented import read_invented

from realist_eval.bundled import codebooks
from realist_eval.codebook import load_codebook
from realist_eval.engine.claims import find_claims
from realist_eval.engine.clauses import candidates
from realist_eval.engine.configurations import claim_roles, link_features, near
from realist_eval.engine.digest import Digest, base_scores, make_digest, meanings, read_digest
from realist_eval.engine.elements import Element
from realist_eval.engine.evaluate import Gold, GoldRow, count, figures, load_gold
from realist_eval.engine.kinds import Scene, features, same
from realist_eval.engine.learn import fit_logistic
from realist_eval.engine.lexicon import DATA, load_lexicon
from realist_eval.engine.nearby import ClaimsNearby
from realist_eval.engine.parse import parse_transcripts
from realist_eval.engine.rows import tag_row
from realist_eval.engine.suggester import CausationCoder
from realist_eval.engine.thesaurus import load_thesaurus
from realist_eval.engine.weights import BIAS, Floats, Table, Weights
from realist_eval.model import KINDS, Code, Codebook, Span

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
LEAST = 5  # candidates that must show a feature
FOLDS = 12
SETTINGS = {
    "threshold": 0.25,
    "threshold in long turns": 0.1,
    "link threshold": 0.45,
    "context": 0.4,
    "kind fit": 4.0,
    "element fit": 0.5,
    "usual fit": 0.5,
    "expected": 2.5,
    "expected outcome": 2.2,
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
    meaning: Floats
    readings: tuple[GoldRow, ...]


def sets(data: Path) -> list[Set]:
    """The sets below the data folder."""
    psp = tuple(load_gold(data / "psp" / f"coder{reader}.dev.jsonl") for reader in (1, 2))
    raw = tuple(load_gold(data / "raw" / f"coding_{reader}.jsonl") for reader in "ab")
    codebook = load_codebook(data / "psp" / "codebook.yaml")
    invented = Set("invented", (read_invented(),), KIND_ONLY)
    return [Set("psp", psp, codebook), Set("raw", raw, KIND_ONLY), invented]


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
        {name: place for place, name in enumerate(names)}, np.zeros((0, len(COLUMNS))),
    )  # fmt: skip
    weights = Weights(table, table, SETTINGS, "")
    owner = {key: entry for entry in of for key in entry.readings[0].rows}
    texts = []
    for transcript, parsed, found in zip(transcripts, parses, claims, strict=True):
        if transcript.id not in owner:
            continue
        digest = read_digest(
            make_digest(transcript, parsed, found, lexicon, load_thesaurus(), weights), len(COLUMNS)
        )
        entry = owner[transcript.id]
        meaning = meanings(digest.lemmas, digest.tokens, digest.places, load_thesaurus())
        texts.append(
            Text(
                entry,
                transcript.id,
                digest,
                meaning,
                tuple(gold.rows[transcript.id] for gold in entry.readings),
            )
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
    fitted = {"element": fit_logistic(inputs, cut, RIDGE["element"])}
    for kind in KINDS:
        right = (kinds == kind).astype(float)
        found = fit_logistic(np.hstack([inputs, MEANING * meaning])[places], right, RIDGE[kind], shares)
        fitted[kind] = np.append(found[:size], found[-1])
        directions[:, COLUMNS.index(kind)] = MEANING * found[size:-1]
    about_valence = [place for place, name in enumerate(table.names) if name.startswith(VALENCE_FEATURES)]
    for kind in ("context", "mechanism"):
        own = [place for place, each in zip(places, kinds, strict=True) if each == kind]
        seen = np.hstack([inputs[own][:, about_valence], MEANING * meaning[own]])
        found = fit_logistic(seen, hindering[kinds == kind], RIDGE["hindering"], shares[kinds == kind])
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
        words = gold.transcripts[text.id].text
        roles = claim_roles(elements, ClaimsNearby(text.digest.claims))
        for first, second in near(elements):
            described, _, _ = link_features(words, elements, roles, first, second)
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
    return Table(names, ("link",), fitted[:-1, None], fitted[-1:], places, np.zeros((0, 1)))


def fit(texts: Sequence[Text], table: Table, settings: Mapping[str, float]) -> Weights:
    """All weights from these texts."""
    examples = [example for text in texts for example in link_examples(text)]
    return Weights(fit_candidates(texts, table), fit_links(examples), settings, "")


# ---------------------------------------------------------------- figures


def predict(text: Text, weights: Weights, coder: CausationCoder, codebook: Codebook) -> GoldRow:
    """What the engine says of a text with these weights."""
    table = weights.candidates
    rows = [text.digest.features(place) for place in range(len(text.digest.places))]
    digest = replace(text.digest, scores=base_scores(rows, text.meaning, table))
    transcript = text.of.readings[0].transcripts[text.id]
    row = tag_row(text.id, transcript, coder.suggest_from(transcript, digest, codebook, weights))
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
    parser.add_argument("--out", type=Path, default=DATA / "en" / "weights.json")
    parser.add_argument("--check", action="store_true", help="figures only")
    arguments = parser.parse_args()
    texts, table = prepare(sets(arguments.data))
    ours = {"psp": load_codebook(codebooks()["public_social_partnership"])}
    unseen = fold_weights(texts, table, SETTINGS)
    show("cross-validated by text", cross_validate(texts, unseen, {}))
    show("the same with the bundled codebook", cross_validate(texts, unseen, ours))
    show("each set by the other", cross_validate(texts, fold_weights(texts, table, SETTINGS, alone=True), {}))
    if not arguments.check:
        save(fit(texts, table, SETTINGS), arguments.out)


if __name__ == "__main__":
    main()
