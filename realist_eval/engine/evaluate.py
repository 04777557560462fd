"""Compares suggestions with people's coding of the same texts.

Gold files are JSONL, an object a text, as `tag` prints them: `{"id", "spans": [{"sid", "start", "end",
"kind", "code", "valence"}], "links": [{"context", "mechanism", "outcome", "polarity"}], "relations"?}`.
The texts (`{"id", "text", "turns"?}`) stand in the same rows or in a JSONL file beside.

An element is found where a span of the same kind shares at least half of what the two cover together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from realist_eval.engine.kinds import same
from realist_eval.engine.weights import Floats
from realist_eval.errors import InputError, Problem
from realist_eval.model import KINDS, Code, Codebook, Part, Span, Transcript, Turn

if TYPE_CHECKING:
    from realist_eval.engine.suggester import Suggester

RESAMPLES = 1000
SEED = 7
PAIRS = (("context", "mechanism"), ("mechanism", "outcome"), ("context", "outcome"))


class GoldSpan(msgspec.Struct, frozen=True):
    """One coded span."""

    sid: str
    start: int
    end: int
    kind: str
    code: str | None = None
    valence: str | None = None

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


class GoldLink(msgspec.Struct, frozen=True):
    """Elements that were linked, by their sids."""

    context: str | None = None
    mechanism: str | None = None
    outcome: str | None = None
    polarity: str = "+"

    def pairs(self) -> set[tuple[str, str]]:
        """Its links: context to mechanism, mechanism to outcome, and past an unstated mechanism."""
        parts = {kind: getattr(self, kind) for kind in KINDS if getattr(self, kind)}
        return {
            (parts[one], parts[other])
            for one, other in PAIRS
            if one in parts
            and other in parts
            and not (other == "outcome" and one == "context" and len(parts) == 3)
        }


class GoldRelation(msgspec.Struct, frozen=True):
    """A claim: the spans of its cause and its effect."""

    cause: tuple[int, int]
    effect: tuple[int, int]


class GoldRow(msgspec.Struct, frozen=True):
    """The coding of one text."""

    id: str
    spans: list[GoldSpan] = []
    links: list[GoldLink] = []
    relations: list[GoldRelation] | None = None


class _Turn(msgspec.Struct):
    start: int
    end: int
    speaker: str | None = None
    part: str | None = None


class _Text(msgspec.Struct):
    id: str
    text: str
    turns: list[_Turn] | None = None


@dataclass(frozen=True)
class Gold:
    """A coding file with its texts."""

    path: Path
    transcripts: Mapping[str, Transcript]
    rows: Mapping[str, GoldRow]


@dataclass(frozen=True)
class Figure:
    """A measure with its interval: `hits` of `suggested` and of `gold`; for an accuracy, of `gold` alone."""

    name: str
    hits: float
    suggested: float
    gold: float
    precision: float
    recall: float
    f1: float
    low: float  # 95 % bootstrap interval of the F1 (or accuracy), texts drawn with replacement
    high: float
    accuracy: bool = False


@dataclass(frozen=True)
class Miss:
    """An element that was coded by people and not found, or found and not coded."""

    text_id: str
    quote: str
    kind: str
    code: str
    what: str
    weight: float


@dataclass
class Tally:
    """Hits, suggestions and gold of each measure, text by text."""

    counts: dict[str, list[tuple[float, float, float]]] = field(default_factory=dict)

    def add(self, name: str, hits: float, suggested: float, gold: float) -> None:
        """Count one text."""
        self.counts.setdefault(name, []).append((hits, suggested, gold))


# ---------------------------------------------------------------- reading


def load_gold(path: Path) -> Gold:
    """A coding file and its texts; raises InputError with file and line."""
    rows = {row.id: row for row in _rows(path)}
    texts: dict[str, Transcript] = {}
    for beside in [path, *sorted(other for other in path.parent.glob("*.jsonl") if other != path)]:
        if rows.keys() <= texts.keys():
            break
        texts |= {key: text for key, text in _texts(beside).items() if key in rows and key not in texts}
    missing = sorted(rows.keys() - texts.keys())
    if missing:
        hint = 'Put {"id", "text", "turns"} rows into a .jsonl file in the same folder.'
        raise InputError(Problem(f"no text was found for {', '.join(missing[:3])}.", str(path), hint=hint))
    problems = [problem for row in rows.values() for problem in _faults(path, row, texts[row.id])]
    if problems:
        raise InputError(problems)
    return Gold(path, texts, rows)


def _rows(path: Path) -> Iterable[GoldRow]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(Problem(f"could not be read ({error.strerror}).", str(path))) from error
    decoder = msgspec.json.Decoder(GoldRow)
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield decoder.decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                hint = (
                    "Each line is a JSON object with id, spans and links; see `realist-eval evaluate --help`."
                )
                raise InputError(Problem(f"not a coding ({error}).", str(path), number, hint=hint)) from error


def _texts(path: Path) -> dict[str, Transcript]:
    found = {}
    decoder = msgspec.json.Decoder(_Text)
    for line in path.read_bytes().splitlines():
        try:
            row = decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue  # a file of codings, or something else that happens to lie here
        found[row.id] = transcript_of(row.id, row.text, row.turns)
    return found


def transcript_of(text_id: str, text: str, turns: Sequence[_Turn] | None) -> Transcript:
    """A text of a gold set as a transcript; without turns it is one turn of a participant."""
    spans = turns or [_Turn(0, len(text))]
    made = tuple(
        Turn(number, turn.start, turn.end, turn.speaker, _part(turn.part))
        for number, turn in enumerate(spans, 1)
    )
    return Transcript(text_id, text, made)


def _part(part: str | None) -> Part:
    return "interviewer" if part == "interviewer" else "other" if part == "other" else "participant"


def _faults(path: Path, row: GoldRow, transcript: Transcript) -> Iterable[Problem]:
    known = {span.sid for span in row.spans}
    for span in row.spans:
        if not 0 <= span.start < span.end <= len(transcript.text):
            yield Problem(f"span {span.sid} of {row.id} lies outside its text.", str(path))
    for link in row.links:
        for name in (link.context, link.mechanism, link.outcome):
            if name and name not in known:
                yield Problem(f"a link of {row.id} names the span {name}, which is not there.", str(path))


# ---------------------------------------------------------------- counting


def align(gold: Sequence[GoldSpan], suggested: Sequence[GoldSpan]) -> dict[int, int]:
    """Which suggestion found which element: one to one, the same code first, then the largest overlap."""
    pairs = [
        (one.code == other.code, min(one.end, other.end) - max(one.start, other.start), -i, -j)
        for (i, one), (j, other) in product(enumerate(gold), enumerate(suggested))
        if one.kind == other.kind and same(one.span, other.span)
    ]
    taken: dict[int, int] = {}
    for _, _, i, j in sorted(pairs, reverse=True):
        if -i not in taken and -j not in taken.values():
            taken[-i] = -j
    return taken


def count(gold: Mapping[str, GoldRow], suggested: Mapping[str, GoldRow]) -> Tally:
    """Every measure, text by text."""
    tally = Tally()
    for key, row in gold.items():
        found = suggested.get(key, GoldRow(key))
        _count_text(tally, row, found)
    return tally


def _count_text(tally: Tally, gold: GoldRow, found: GoldRow) -> None:
    taken = align(gold.spans, found.spans)
    codes = [{span.code for span in row.spans} - {None} for row in (gold, found)]
    tally.add("codes in a text", len(codes[0] & codes[1]), len(codes[1]), len(codes[0]))
    tally.add("elements", len(taken), len(found.spans), len(gold.spans))
    for kind in KINDS:
        of_kind = [sum(span.kind == kind for span in row.spans) for row in (gold, found)]
        tally.add(f"elements: {kind}", sum(gold.spans[i].kind == kind for i in taken), of_kind[1], of_kind[0])
    coded = sum(gold.spans[i].code == found.spans[j].code for i, j in taken.items())
    tally.add("elements with code", coded, len(found.spans), len(gold.spans))
    right = sum(gold.spans[i].valence == found.spans[j].valence for i, j in taken.items())
    tally.add("valence", right, len(taken), len(taken))
    _count_links(tally, gold, found, {found.spans[j].sid: gold.spans[i].sid for i, j in taken.items()})
    if gold.relations is not None:
        hits = _relations(gold.relations, found.relations or [])
        tally.add("claims", hits, len(found.relations or []), len(gold.relations))


def _count_links(tally: Tally, gold: GoldRow, found: GoldRow, names: Mapping[str, str]) -> None:
    pairs = [
        {pair: link.polarity for link in row.links for pair in link.pairs()}
        for row in (gold, _renamed(found, names))
    ]
    shared = pairs[0].keys() & pairs[1].keys()
    tally.add("links", len(shared), len(pairs[1]), len(pairs[0]))
    tally.add("polarity", sum(pairs[0][pair] == pairs[1][pair] for pair in shared), len(shared), len(shared))
    triples = [
        {(link.context, link.mechanism, link.outcome) for link in row.links if _whole(link)}
        for row in (gold, _renamed(found, names))
    ]
    tally.add("triples", len(triples[0] & triples[1]), len(triples[1]), len(triples[0]))


def _whole(link: GoldLink) -> bool:
    return bool(link.context and link.mechanism and link.outcome)


def _renamed(row: GoldRow, names: Mapping[str, str]) -> GoldRow:
    def name(sid: str | None) -> str | None:
        return None if not sid else names.get(sid, f"suggested {sid}")

    links = [GoldLink(name(k.context), name(k.mechanism), name(k.outcome), k.polarity) for k in row.links]
    return GoldRow(row.id, row.spans, links)


def _relations(gold: Sequence[GoldRelation], found: Sequence[GoldRelation]) -> int:
    left = list(found)
    hits = 0
    for one in gold:
        for other in left:
            if same(Span(*one.cause), Span(*other.cause)) and same(Span(*one.effect), Span(*other.effect)):
                left.remove(other)
                hits += 1
                break
    return hits


# ---------------------------------------------------------------- figures

ACCURACIES = frozenset(("valence", "polarity"))


def figures(tally: Tally, resamples: int = RESAMPLES) -> list[Figure]:
    """Each measure with its bootstrap interval; the draws are the same in every run."""
    return [_figure(name, np.array(counts, dtype=float), resamples) for name, counts in tally.counts.items()]


def _figure(name: str, counts: Floats, resamples: int) -> Figure:
    hits, suggested, gold = (float(value) for value in counts.sum(axis=0))
    draws = np.random.default_rng(SEED).integers(0, len(counts), (resamples, len(counts)))
    drawn = counts[draws].sum(axis=1)
    spread = 2 * drawn[:, 0] / np.maximum(drawn[:, 1] + drawn[:, 2], 1e-9)
    low, high = (float(value) for value in np.percentile(spread, (2.5, 97.5)))
    precision, recall = _share(hits, suggested), _share(hits, gold)
    f1 = _share(2 * hits, suggested + gold)
    return Figure(name, hits, suggested, gold, precision, recall, f1, low, high, name in ACCURACIES)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def misses(gold: Gold, suggested: Mapping[str, GoldRow], most: int = 10, *, codes: bool = True) -> list[Miss]:
    """The worst misses: long elements of people that nothing touches, then wrong kinds and `codes`."""
    found: list[Miss] = []
    for key, row in gold.rows.items():
        other = suggested.get(key, GoldRow(key))
        taken = align(row.spans, other.spans)
        for place, span in enumerate(row.spans):
            if place in taken and not codes:
                continue
            quote = gold.transcripts[key].text[span.start : span.end]
            what = _what(span, other.spans[taken[place]] if place in taken else None, other.spans)
            if what:
                weight = len(quote) * (2.0 if what == "nothing suggested here" else 1.0)
                found.append(Miss(key, quote, span.kind, span.code or "", what, weight))
    return sorted(found, key=lambda miss: (-miss.weight, miss.text_id, miss.quote))[:most]


def _what(span: GoldSpan, match: GoldSpan | None, others: Sequence[GoldSpan]) -> str:
    if match is not None:
        return f"coded {match.code}" if match.code != span.code else ""
    touching = [other for other in others if other.span.overlaps(span.span)]
    if not touching:
        return "nothing suggested here"
    best = max(touching, key=lambda other: min(other.end, span.end) - max(other.start, span.start))
    if same(best.span, span.span):
        return f"taken for {best.code or best.kind}"
    return "cut elsewhere"


# ---------------------------------------------------------------- the whole job

CODES = frozenset(("codes in a text", "elements with code"))  # measures that need a common codebook
BY_KIND = Codebook("By kind", tuple(Code(kind, kind, kind.capitalize()) for kind in KINDS))


def evaluate_gold(
    path: Path, codebook: Codebook | None = None, suggester: Suggester | None = None, most: int = 10
) -> tuple[list[Figure], list[Miss]]:
    """Run a suggester on the texts of a coding file; its figures, and its worst misses.

    Without a codebook, elements are found by kind. Measures of `CODES` are left out where no code of the
    file can be suggested. Raises InputError where the file cannot be used.
    """
    from realist_eval.engine.suggester import CausationCoder

    gold = load_gold(path)
    if not any(row.spans or row.relations for row in gold.rows.values()):
        hint = "Give a file with the spans that people coded; see: realist-eval evaluate --help"
        raise InputError("holds no codings, so there is nothing to measure against.", path, hint=hint)
    codebook = codebook or BY_KIND
    suggested = suggest_rows(gold, suggester or CausationCoder(), codebook)
    codes = any(span.code in codebook.by_id for row in gold.rows.values() for span in row.spans)
    found = [one for one in figures(count(gold.rows, suggested)) if codes or one.name not in CODES]
    return found, misses(gold, suggested, most, codes=codes)


def suggest_rows(gold: Gold, suggester: Suggester, codebook: Codebook) -> dict[str, GoldRow]:
    """What a suggester says of the texts of a gold set, as rows that can be compared with it."""
    from realist_eval.engine.rows import tag_row

    rows = {}
    for transcript, digest in suggester.digest(gold.transcripts.values()):
        found = suggester.suggest(transcript, digest, codebook)
        rows[transcript.id] = msgspec.convert(tag_row(transcript.id, transcript, found), GoldRow)
    return rows
