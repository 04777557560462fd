"""All figures of agreement between coders: per code, per kind, pooled, and of configurations."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from realist_eval.agreement import coefficients as co
from realist_eval.agreement.estimates import ALIKE, UNRATED, Estimate, draw, estimate, estimates
from realist_eval.agreement.labels import LINKED, SETS
from realist_eval.agreement.pairing import (
    HALF,
    TRIPLE,
    Linked,
    Place,
    coding_place,
    linked,
    linked_place,
    pair_up,
    same_parts,
)
from realist_eval.agreement.ratings import MISSING, Floats, Integers, Ratings
from realist_eval.agreement.unitizing import Continuum, Unitized, flat
from realist_eval.agreement.units import Units, Work, lay_out
from realist_eval.model import Codebook, Coding, Span, Transcript

HEADLINE = ("percent", "alpha", "ac1", "alpha_unitizing", "f1_spans", "f1_whole")
NOBODY = "nobody coded it"
BY = ("pooled", "kind", "code")

T = TypeVar("T")
Mask = NDArray[np.bool_]
Reading = Callable[[Coding], Hashable]


@dataclass(frozen=True, slots=True)
class Block:
    """Figures about one thing: all codes together, a kind, a code, or configurations."""

    by: str
    name: str
    label: str
    used: Mapping[str, int]  # coder: in how many units, or how many spans or configurations
    sizes: Mapping[str, int]  # set of units: how many there are
    figures: Mapping[str, Mapping[str, Estimate]]  # set of units: figure: value


@dataclass(frozen=True)
class Comparison:
    """Everything that `agree` shows of how far coders agree."""

    coders: tuple[str, ...]
    unit: str
    drawn: str  # what the bootstrap drew: source or turn
    samples: int
    transcripts: tuple[str, ...]
    left_out: tuple[str, ...]  # transcripts that fewer than two of them worked on
    made: Mapping[str, tuple[int, int]]  # coder: codings, of these with a suggestion in view
    blocks: tuple[Block, ...]

    def over(self, block: Block, key: str) -> str:
        """What a column of figures is over, in words."""
        words = (LINKED if block.by == "configuration" else SETS)[key]
        return words.format(n=block.sizes[key], unit="turn" if self.unit == "span" else self.unit)

    @property
    def headline(self) -> dict[str, Estimate]:
        """The few figures by which rounds are compared: all codes, over units that somebody coded."""
        every = {
            key: one
            for block in self.blocks
            if block.by in {"pooled", "configuration"}
            for key, one in block.figures.get("coded", block.figures["all"]).items()
        }
        return {key: every[key] for key in HEADLINE if key in every}

    @property
    def aided(self) -> bool:
        """Whether anything was decided with a suggestion in view."""
        return any(aided for _, aided in self.made.values())


def compare(
    transcripts: Sequence[Transcript],
    works: Sequence[Work],
    codebook: Codebook,
    *,
    unit: str = "turn",
    by: Sequence[str] = BY,
    samples: int = 1000,
    seed: int = 0,
) -> Comparison:
    """How far the coders agree, in the chosen units. Raises ValueError for fewer than two coders."""
    if len(works) < 2:
        raise ValueError("two coders or more")
    table = Table(transcripts, works, "turn" if unit == "span" else unit, samples, seed)
    write = _span_block if unit == "span" else _unit_block
    blocks = [write(table, *one) for one in _things(table, codebook) if one[0] in by]
    shared = {name for name, _ in table.units.places}
    blocks += _configurations(Table(transcripts, works, "turn", samples, seed))
    return Comparison(
        tuple(work.coder for work in works),
        unit,
        table.units.drawn,
        samples,
        tuple(one.id for one in transcripts if one.id in shared),
        tuple(one.id for one in transcripts if one.id not in shared),
        {
            work.coder: (len(work.codings), sum(one.id in work.aided for one in work.codings))
            for work in works
        },
        tuple(blocks),
    )


def _things(table: Table, codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """What there is to agree on: (by, name, label), codes in the order of the codebook."""
    kinds = {one.kind for work in table.works for one in work.codings}
    codes = {one.code for work in table.works for one in work.codings}
    yield "pooled", "", "All codes together"
    known = [*codebook.kinds, *sorted(kinds - set(codebook.kinds))]
    yield from (("kind", kind, kind.capitalize()) for kind in known if kind in kinds)
    ordered = [*codebook.by_id, *sorted(codes - set(codebook.by_id))]
    yield from (("code", code, codebook.label(code)) for code in ordered if code in codes)


class Table:
    """The units of a comparison, with the samples drawn from them."""

    def __init__(
        self, transcripts: Sequence[Transcript], works: Sequence[Work], unit: str, samples: int, seed: int
    ) -> None:
        """Cut the transcripts into units and draw the samples: the same for every figure."""
        self.works = works
        self.transcripts = {one.id: one for one in transcripts}
        self.units: Units = lay_out(transcripts, works, unit)
        self.draws: Floats = draw(self.units.n_clusters, samples, seed)

    @cached_property
    def sets(self) -> dict[str, Mask]:
        """The sets of units, by name; those with and without a suggestion in view where there are both."""
        coded, aided = np.array(self.units.coded, dtype=bool), np.array(self.units.aided, dtype=bool)
        found = {"all": np.ones(len(coded), dtype=bool), "coded": coded}
        halves = {"unaided": coded & ~aided, "aided": coded & aided}
        return found | (halves if all(half.any() for half in halves.values()) else {})

    @cached_property
    def _marks(self) -> list[tuple[int, int, Coding]]:
        """Every coding on every unit: unit, coder, coding."""
        return [
            (unit, coder, one)
            for unit, row in enumerate(self.units.held)
            for coder, here in enumerate(row)
            for one in here or ()
        ]

    @cached_property
    def _missing(self) -> Mask:
        missing = [here is None for row in self.units.held for here in row]
        return np.array(missing, dtype=bool).reshape(len(self.units.held), len(self.works))

    @cached_property
    def _values(self) -> dict[str, NDArray[np.object_]]:
        """Kinds and codes of the marks."""
        return {
            by: np.array([getattr(one, by) for _, _, one in self._marks], dtype=object)
            for by in ("kind", "code")
        }

    def chosen(self, by: str, name: str) -> Integers:
        """(marks, 2): units and coders that have a kind or code, or for `pooled` any."""
        places = np.array([mark[:2] for mark in self._marks], dtype=np.int64).reshape(-1, 2)
        return places if by == "pooled" else places[self._values[by] == name]

    def ratings(self, by: str, name: str) -> Ratings:
        """Whether each coder put a kind or code on each unit; for `pooled` any code."""
        codes = np.where(self._missing, MISSING, 0)
        units, coders = self.chosen(by, name).T
        codes[units, coders] = 1
        return Ratings(codes, (0, 1), self.units.weights, self.units.clusters)

    def sets_of_codes(self) -> Ratings:
        """The set of codes that each coder put on each unit."""
        numbers: dict[Hashable, int] = {}
        codes = [[None if here is None else frozenset(one.code for one in here) for here in row]
                 for row in self.units.held]  # fmt: skip
        for row in codes:
            for value in row:
                if value is not None:
                    numbers.setdefault(value, len(numbers))
        table = [[MISSING if value is None else numbers[value] for value in row] for row in codes]
        array = np.array(table, dtype=np.int64).reshape(len(table), len(self.works))
        return Ratings(array, tuple(numbers), self.units.weights, self.units.clusters)

    def at(self, place: Place) -> int:
        """The number of the unit in which a span begins (or of the one before); -1: not compared."""
        starts, first = self._starts.get(place[0], ([], 0))
        return first + max(bisect_right(starts, place[1].start) - 1, 0) if starts else -1

    @cached_property
    def _starts(self) -> dict[str, tuple[list[int], int]]:
        found: dict[str, tuple[list[int], int]] = {}
        for number, (name, span) in enumerate(self.units.places):
            found.setdefault(name, ([], number))[0].append(span.start)
        return found

    def cluster(self, place: Place) -> int:
        """The cluster of the unit in which a span begins."""
        return int(self.units.clusters[self.at(place)])

    def within(self, place: Place, mask: Mask) -> bool:
        """Whether a span begins in one of the units chosen."""
        at = self.at(place)
        return at >= 0 and bool(mask[at])

    def pairs(
        self, marked: Sequence[Sequence[T]], place: Callable[[T], Place]
    ) -> Iterator[tuple[list[T], list[T]]]:
        """What every two coders marked in the transcripts that both worked on."""
        for (one, ones), (other, others) in combinations(zip(self.works, marked, strict=True), 2):
            shared = one.transcripts & other.transcripts & self._starts.keys()
            yield [x for x in ones if place(x)[0] in shared], [x for x in others if place(x)[0] in shared]


# ---------------------------------------------------------------- turns, sentences, characters


def _unit_block(table: Table, by: str, name: str, label: str) -> Block:
    used = table.ratings(by, name)
    ratings = table.sets_of_codes() if by == "pooled" else used
    weights = table.units.weights
    return Block(
        by,
        name,
        label,
        {work.coder: int(weights[used.codes[:, at] == 1].sum()) for at, work in enumerate(table.works)},
        {key: int(weights[mask].sum()) for key, mask in table.sets.items()},
        {key: _coefficients(table, ratings.only(mask), by) for key, mask in table.sets.items()},
    )


def _coefficients(table: Table, ratings: Ratings, by: str) -> dict[str, Estimate]:
    two = len(table.works) == 2
    kappa = {"cohen": co.cohen} if two else {}
    more = {"alpha_masi": co.alpha_masi} if by == "pooled" else {}
    chosen = {"percent": co.percent, **kappa, "fleiss": co.fleiss, "alpha": co.alpha, **more, "ac1": co.gwet}
    found = estimates(chosen, ratings, table.draws)
    if by == "pooled" and not two:
        for one, other in combinations(range(len(table.works)), 2):
            names = f"{table.works[one].coder}, {table.works[other].coder}"
            pair = estimates({"cohen": co.cohen}, ratings.pair(one, other), table.draws)
            found[f"cohen: {names}"] = pair["cohen"]
    return found


# ---------------------------------------------------------------- spans


def _span_block(table: Table, by: str, name: str, label: str) -> Block:
    mine = [
        [one for one in work.codings if by == "pooled" or getattr(one, by) == name] for work in table.works
    ]
    value: Reading = (lambda one: one.kind) if by == "kind" else (lambda one: one.code)
    unitized = _unitized(table, by, name, value)
    figures: dict[str, Mapping[str, Estimate]] = {}
    for key, mask in table.sets.items():
        alphas = {one: _alpha(table, sums, mask) for one, sums in unitized.items()}
        same = {one: figures["all"][one] for one in _F1} if key == "coded" and by == "pooled" else {}
        figures[key] = alphas | (same or _f1_of_spans(table, mask, by, mine, value))
    return Block(
        by,
        name,
        label,
        {work.coder: len(codings) for work, codings in zip(table.works, mine, strict=True)},
        {key: int(mask.sum()) for key, mask in table.sets.items()},
        figures,
    )


_F1 = ("f1_spans", "f1_boundaries")  # the same over all units and over coded ones


def _unitized(table: Table, by: str, name: str, value: Reading) -> dict[str, Unitized]:
    """What unitizing alpha is made from, turn by turn; codings are cut at the ends of turns."""
    coded = set(table.chosen(by, name)[:, 0].tolist())
    turns = list(zip(table.units.places, table.units.held, strict=True))

    def continuum(unit: int, read: Reading) -> Continuum:
        (_, place), row = turns[unit]
        made = [here for here in row if here is not None]
        segments = [_segments(place, here, by, name, read) if unit in coded else () for here in made]
        return Continuum(place.end - place.start, segments)

    made = {"alpha_unitizing": value} | ({"alpha_boundaries": lambda _one: True} if by == "pooled" else {})
    return {
        key: Unitized.of([continuum(unit, read) for unit in range(len(turns))]) for key, read in made.items()
    }


def _alpha(table: Table, sums: Unitized, mask: Mask) -> Estimate:
    """Unitizing alpha over the turns chosen, each cluster of them drawn whole."""
    point = sums.alpha(mask[None].astype(float))[0]
    clustered = sums.only(mask).by(table.units.clusters[mask], table.units.n_clusters)
    return estimate(float(point), clustered.alpha(table.draws), ALIKE if sums.paired[mask].any() else UNRATED)


def _segments(
    turn: Span, here: tuple[Coding, ...], by: str, name: str, read: Reading
) -> list[tuple[Span, Hashable]]:
    kept = [one for one in here if by == "pooled" or getattr(one, by) == name]
    inside = [
        (Span(max(one.start, turn.start) - turn.start, min(one.end, turn.end) - turn.start), read(one))
        for one in kept
    ]
    return list(flat(inside))


def _f1_of_spans(
    table: Table, mask: Mask, by: str, mine: Sequence[Sequence[Coding]], value: Reading
) -> dict[str, Estimate]:
    chosen = [[one for one in codings if table.within(coding_place(one), mask)] for codings in mine]
    found = {"f1_spans": _f1(table, chosen, coding_place, alike=lambda a, b: value(a) == value(b))}
    return found | ({"f1_boundaries": _f1(table, chosen, coding_place)} if by == "pooled" else {})


def _f1(
    table: Table,
    chosen: Sequence[Sequence[T]],
    place: Callable[[T], Place],
    *,
    least: float = HALF,
    alike: Callable[[T, T], bool] = lambda _one, _other: True,
) -> Estimate:
    """Of what two coders marked, how much both did: twice the pairs by the sum of both, over all coders.

    Source: Hripcsak and Rothschild (2005), Agreement, the F-measure, and reliability in information
    retrieval, Journal of the American Medical Informatics Association 12.
    """
    both, marked = np.zeros(table.units.n_clusters), np.zeros(table.units.n_clusters)
    for ones, others in table.pairs(chosen, place):
        for one in (*ones, *others):
            marked[table.cluster(place(one))] += 1
        for one, _ in pair_up(ones, others, place, least=least, alike=alike):
            both[table.cluster(place(one))] += 2
    return _share(table, both, marked, NOBODY)


def _share(table: Table, above: Floats, below: Floats, why: str) -> Estimate:
    """A share of sums over clusters, with its interval."""
    point = float(co.divided(above.sum(keepdims=True), below.sum(keepdims=True))[0])
    return estimate(point, co.divided(table.draws @ above, table.draws @ below), why)


# ---------------------------------------------------------------- configurations


def _configurations(table: Table) -> Iterator[Block]:
    """Of the passages that both coders found a configuration in: do the parts, and the whole, agree?"""
    links = [linked(work.by_id, work.configurations) for work in table.works]
    if not any(links):
        return
    sizes: dict[str, int] = {}
    figures: dict[str, Mapping[str, Estimate]] = {}
    for key, mask in table.sets.items():
        if key != "coded":  # a configuration stands on codings: there is no other
            chosen = [[one for one in made if table.within(one.place, mask)] for made in links]
            sizes[key], figures[key] = _of_links(table, chosen if key != "all" else links)
    used = {work.coder: len(work.configurations) for work in table.works}
    yield Block("configuration", "", "Configurations", used, sizes, figures)


def _of_links(table: Table, links: Sequence[Sequence[Linked]]) -> tuple[int, dict[str, Estimate]]:
    """How many passages two coders linked, and how far they agree on them."""
    figures = {
        "f1_passages": _f1(table, links, linked_place),
        "f1_whole": _f1(table, links, linked_place, alike=same_parts),
    }
    both = [
        pair
        for ones, others in table.pairs(links, linked_place)
        for pair in pair_up(ones, others, linked_place, prefer=same_parts)
    ]
    clusters = np.array([table.cluster(one.place) for one, _ in both], dtype=np.int64)
    for part in (*TRIPLE, "polarity"):
        ratings = Ratings.of([(a.parts[part], b.parts[part]) for a, b in both], clusters=clusters)
        found = estimates({"percent": co.percent, "alpha": co.alpha}, ratings, table.draws)
        figures |= {f"{part}_{key}": one for key, one in found.items()}
    return len(both), figures
