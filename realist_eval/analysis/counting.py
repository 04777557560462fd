"""Cross tables: how many sources and how many passages stand in each cell, none counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from realist_eval.analysis.evidence import NOT_GIVEN, Evidence
from realist_eval.model import UNSTATED, Coding, Configuration, Material, Span

if TYPE_CHECKING:
    import pandas as pd

ELEMENTS = ("context", "mechanism", "outcome")

OF_CODING: Mapping[str, Callable[[Evidence, Coding], str]] = {
    "code": lambda _, coding: coding.code,
    "kind": lambda _, coding: coding.kind,
    "level": lambda evidence, coding: evidence.level(coding) or NOT_GIVEN,
    "valence": lambda evidence, coding: evidence.valence(coding) or NOT_GIVEN,
    "theme": lambda evidence, coding: _attribute(evidence, coding, "theme"),
    "parent": lambda evidence, coding: _attribute(evidence, coding, "parent"),
    "case": lambda evidence, coding: evidence.case(coding.transcript, coding.start),
    "role": lambda evidence, coding: evidence.role(coding.transcript, coding.start),
    "source": lambda _, coding: coding.transcript,
    "speaker": lambda evidence, coding: speaker_name(evidence, coding.transcript, coding.start),
    "coder": lambda _, coding: coding.by,
    "status": lambda _, coding: coding.status,
}
DIMENSIONS = (*OF_CODING, *ELEMENTS)


@dataclass
class Tally:
    """What stands in a cell: codings or configurations, by the stretches of words they cover."""

    stretches: list[tuple[str, int, int]] = field(default_factory=list)  # transcript, start, end
    members: list[Coding | Configuration] = field(default_factory=list)
    _counted: tuple[int, int, int] = (0, 0, 0)  # for how many stretches: sources and passages

    @property
    def sources(self) -> int:
        """How many transcripts."""
        return self._counts()[1]

    @property
    def quotations(self) -> int:
        """How many passages; words that overlap are one passage."""
        return self._counts()[2]

    def _counts(self) -> tuple[int, int, int]:
        """Both numbers, counted once for as long as nothing is put in."""
        if self._counted[0] != len(self.stretches):
            sources, passages, last_name, reached = 0, 0, None, -1
            for name, start, end in sorted(self.stretches):
                if name != last_name:
                    sources, last_name, reached = sources + 1, name, -1
                if start >= reached:
                    passages += 1
                reached = max(reached, end)
            self._counted = (len(self.stretches), sources, passages)
        return self._counted

    def add(self, member: Coding | Configuration, span: Span) -> None:
        """Put one more in."""
        self.members.append(member)
        self.stretches.append((member.transcript, span.start, span.end))


@dataclass(frozen=True)
class Crosstab:
    """Rows by columns. Cells that are not in `cells` are empty, and stay in sight."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Tally]

    def cell(self, row: str, column: str) -> Tally:
        """What stands in a cell; an empty tally where nothing does."""
        return self.cells.get((row, column)) or Tally()

    def row_total(self, row: str) -> Tally:
        """Everything in a row: a source or passage in two columns counts once."""
        return _merged(tally for (one, _), tally in self.cells.items() if one == row)

    def column_total(self, column: str) -> Tally:
        """Everything in a column, each once."""
        return _merged(tally for (_, one), tally in self.cells.items() if one == column)

    def total(self) -> Tally:
        """Everything, each once."""
        return _merged(iter(self.cells.values()))

    def __bool__(self) -> bool:
        return bool(self.cells)


def _merged(tallies: Iterator[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.stretches.extend(tally.stretches)
        whole.members.extend(tally.members)
    return whole


def crosstab(material: Material | Evidence, rows: str, columns: str, *, unused: bool = True) -> Crosstab:
    """Count one dimension against another; ValueError names the dimensions there are.

    `context`, `mechanism` and `outcome` are the codes of that kind. Two of them against each other count
    configurations, with an unstated element as a value of its own; anything else counts codings.
    Codes that nobody used stay as empty rows unless `unused` is False.
    """
    for name in (rows, columns):
        if name not in DIMENSIONS:
            raise ValueError(f"no dimension “{name}”; there are {', '.join(DIMENSIONS)}")
    evidence = material if isinstance(material, Evidence) else Evidence(material)
    linked = rows in ELEMENTS and columns in ELEMENTS
    cells: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for row, column, member, span in (
        _of_configurations(evidence, rows, columns) if linked else _of_codings(evidence, rows, columns)
    ):
        cells[row, column].add(member, span)
    return Crosstab(
        _values(evidence, rows, {row for row, _ in cells}, unused=unused),
        _values(evidence, columns, {column for _, column in cells}, unused=False),
        dict(cells),
    )


Entry = tuple[str, str, "Coding | Configuration", Span]


def _of_configurations(evidence: Evidence, rows: str, columns: str) -> Iterator[Entry]:
    for one in evidence.configurations:
        elements = evidence.elements(one)
        named = {kind: elements[kind].code if kind in elements else UNSTATED for kind in ELEMENTS}
        spans = [coding.span for coding in elements.values()]
        yield (
            named[rows],
            named[columns],
            one,
            Span(min(span.start for span in spans), max(span.end for span in spans)),
        )


def _of_codings(evidence: Evidence, rows: str, columns: str) -> Iterator[Entry]:
    kinds = {name for name in (rows, columns) if name in ELEMENTS}
    read_row, read_column = [OF_CODING["code" if name in ELEMENTS else name] for name in (rows, columns)]
    for coding in evidence.codings:
        if not kinds or coding.kind in kinds:
            yield read_row(evidence, coding), read_column(evidence, coding), coding, evidence.extent(coding)


def _attribute(evidence: Evidence, coding: Coding, name: str) -> str:
    code = evidence.codebook.by_id.get(coding.code)
    value: str = getattr(code, name) if code else ""
    return value or NOT_GIVEN


def speaker_name(evidence: Evidence, transcript: str, offset: int) -> str:
    """A person's pseudonym, else where they speak and their rank there: never the name in the transcript."""
    speaker = evidence.speaker(transcript, offset)
    if speaker is None:
        return f"{evidence.names[transcript]}, unnamed"
    if speaker.pseudonym:
        return speaker.pseudonym
    people = evidence.material.transcripts[transcript].speakers
    return f"{evidence.names[transcript]}, speaker {people.index(speaker) + 1}"


def _values(evidence: Evidence, dimension: str, found: set[str], *, unused: bool) -> tuple[str, ...]:
    """The values of a dimension in the codebook's order, or the sources', or the alphabet's."""
    order = _known(evidence, dimension)
    if dimension == "code" or dimension in ELEMENTS:
        kept = [value for value in order if unused or value in found]
        tail = sorted(found - set(order) - {UNSTATED})
        return (*kept, *tail, *([UNSTATED] if UNSTATED in found else []))
    rank = {value: place for place, value in enumerate(order)}
    return tuple(sorted(found, key=lambda value: (rank.get(value, len(rank)), value == NOT_GIVEN, value)))


def _known(evidence: Evidence, dimension: str) -> Sequence[str]:
    book = evidence.codebook
    if dimension == "code":
        return [code.id for code in book.codes if not code.retired]
    if dimension in ELEMENTS:
        return [code.id for code in book.codes if code.kind == dimension and not code.retired]
    if dimension == "source":
        return sorted(evidence.order, key=evidence.order.__getitem__)
    if dimension == "valence":
        return [value for values in book.valences.values() for value in values]
    return {"kind": book.kinds, "level": book.levels}.get(dimension, ())


def counts(material: Material | Evidence, rows: str, columns: str) -> pd.DataFrame:
    """The cross table as a frame: for each column value, n of `sources` and n of `quotations`; totals last.

    Sources and passages in several cells count once in a total, so totals may be less than sums.
    """
    import pandas as pd

    table = crosstab(material, rows, columns)
    columns_ = [*table.columns, "total"]
    body = [
        [
            number
            for column in columns_
            for tally in [table.row_total(row) if column == "total" else table.cell(row, column)]
            for number in (tally.sources, tally.quotations)
        ]
        for row in table.rows
    ]
    head = pd.MultiIndex.from_product([columns_, ["sources", "quotations"]], names=[columns, "n of"])
    frame = pd.DataFrame(body, index=pd.Index(table.rows, name=rows), columns=head)
    return frame.astype(int)


# ---------------------------------------------------------------- cells that stand out

Care = Literal["", "more than expected", "less than expected", "too few to say"]
FEWEST = 5  # an expected count below this says nothing
STRIKING = 2.0  # standardised residuals beyond this are named


def standing_out(table: Crosstab) -> dict[tuple[str, str], Care]:
    """Cells far from the count that their row and column alone would lead one to expect, the farthest first.

    By standardised residuals of the numbers of passages, each in its cell; cells with an expected count
    under FEWEST are said to be too few when they would otherwise be named.
    """
    observed = {
        (row, column): table.cell(row, column).quotations for row in table.rows for column in table.columns
    }
    rows = {row: sum(observed[row, column] for column in table.columns) for row in table.rows}
    columns = {column: sum(observed[row, column] for row in table.rows) for column in table.columns}
    total = sum(rows.values())
    found: dict[tuple[str, str], tuple[float, Care]] = {}
    for (row, column), number in observed.items():
        expected = rows[row] * columns[column] / total if total else 0.0
        spread = expected * (1 - rows[row] / total) * (1 - columns[column] / total) if total else 0.0
        residual = (number - expected) / spread**0.5 if spread > 0 else 0.0
        if abs(residual) >= STRIKING:
            care: Care = "more than expected" if residual > 0 else "less than expected"
            found[row, column] = (abs(residual), care if expected >= FEWEST else "too few to say")
    return {at: care for at, (_, care) in sorted(found.items(), key=lambda cell: (-cell[1][0], cell[0]))}


def co_occurrence(material: Material | Evidence) -> Crosstab:
    """Codes by codes: how often two codes stand in one turn; the diagonal holds each code's own count."""
    evidence = material if isinstance(material, Evidence) else Evidence(material)
    by_turn: dict[tuple[str, int], dict[str, Coding]] = defaultdict(dict)
    spans: dict[tuple[str, int], Span] = {}
    for coding in evidence.codings:
        turn = evidence.turn(coding.transcript, coding.start)
        if turn is not None:
            by_turn[coding.transcript, turn.n].setdefault(coding.code, coding)
            spans[coding.transcript, turn.n] = turn.span
    cells: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for place, codes in by_turn.items():
        for one, coding in codes.items():
            for other in codes:
                cells[one, other].add(coding, spans[place])
    used = _values(evidence, "code", {row for row, _ in cells}, unused=False)
    return Crosstab(used, used, dict(cells))
