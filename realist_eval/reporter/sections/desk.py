"""What every section is written from, and the small forms that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from realist_eval.analysis import Crosstab, Evidence, Pattern, Tally, crosstab, patterns
from realist_eval.analysis.evidence import unique
from realist_eval.model import UNREVIEWED, UNSTATED, Coding, Configuration
from realist_eval.reporter.plan import Plan
from realist_eval.reporter.quotes import Bank
from realist_eval.reporter.report import Cell, Column, Facets, Quote, Row, Table, Value

STATUS = Column("Status", 1.1)
NUMBER = "number"
SOURCES, QUOTATIONS = "Sources", "Quotations"


@dataclass(frozen=True)
class Desk:
    """A material with its patterns and quotations, and the plan of the report."""

    evidence: Evidence
    plan: Plan

    @cached_property
    def patterns(self) -> list[Pattern]:
        """The patterns, best supported first."""
        return patterns(self.evidence)

    @cached_property
    def _crosstabs(self) -> dict[tuple[str, str], Crosstab]:
        return {}

    def crosstab(self, rows: str, columns: str) -> Crosstab:
        """A cross table, counted once however many sections show it."""
        if (rows, columns) not in self._crosstabs:
            self._crosstabs[rows, columns] = crosstab(self.evidence, rows, columns)
        return self._crosstabs[rows, columns]

    @cached_property
    def bank(self) -> Bank:
        """The quotations."""
        return Bank(self.evidence, self.plan.attribution)

    @property
    def unreviewed(self) -> bool:
        """Whether anything that counts has been decided by nobody."""
        return any(one.status == "suggested" for one in self.evidence.codings) or any(
            one.status == "suggested" for one in self.evidence.configurations
        )

    @cached_property
    def ranks(self) -> dict[object, int]:
        """Pattern keys to their numbers in the matrix."""
        return {pattern.key: number for number, pattern in enumerate(self.patterns, 1)}

    def label(self, code: str | None) -> str:
        """A code's label; an unstated element stays visibly so."""
        return self.evidence.codebook.label(code) if code and code != UNSTATED else UNSTATED

    def quotes_of(self, pattern: Pattern) -> tuple[Quote, ...]:
        """The quotations of a pattern, the best first."""
        return tuple(map(self.bank.of, pattern.quotations))

    def facets_of(self, pattern: Pattern) -> Facets:
        """What the page can filter a pattern by."""
        quotes = self.quotes_of(pattern)
        return {
            "case": pattern.cases,
            "role": pattern.roles,
            "kind": tuple(kind for kind, code in pattern.codes.items() if code),
            "level": pattern.levels,
            "valence": unique(value for quote in quotes for value in quote.facets["valence"]),
        }

    def mark(self, members: Iterable[Coding | Configuration]) -> str:
        """What nobody decided among these; nothing where all were decided."""
        return UNREVIEWED if any(member.status == "suggested" for member in members) else ""


def spoken(valence: str) -> str:
    """A valence as words: `not achieved`."""
    return valence.replace("_", " ")


def sentence(desk: Desk, pattern: Pattern) -> str:
    """A pattern as an if-then-because sentence, from coded facts alone."""
    outcome = f"“{desk.label(pattern.outcome)}”" if pattern.outcome else f"an outcome {UNSTATED}"
    context = f"“{desk.label(pattern.context)}”" if pattern.context else f"the context is {UNSTATED}"
    mechanism = f"of “{desk.label(pattern.mechanism)}”" if pattern.mechanism else f"of a mechanism {UNSTATED}"
    return f"If {context}, then {outcome} {_happens(pattern)}, because {mechanism}."


_HAPPENS = {
    ("not_achieved", "+"): "is not achieved",
    ("not_achieved", "-"): "is not achieved",
    ("intended", "+"): "is intended",
    ("intended", "-"): "is intended but held back",
    ("unintended", "+"): "comes about, unintended",
    ("unintended", "-"): "is held back, unintended",
    ("achieved", "+"): "is achieved",
}


def _happens(pattern: Pattern) -> str:
    return _HAPPENS.get(
        (pattern.valence, pattern.polarity), "comes about" if pattern.polarity == "+" else "is held back"
    )


def support(sources: int, quotations: int) -> str:
    """How much stands behind something, in words."""
    return f"{many(sources, 'source')}, {many(quotations, 'quotation')}"


def many(number: int, noun: str) -> str:
    """A number of things: `1 source`, `2 sources`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def cells(*values: Value) -> tuple[Cell, ...]:
    """Plain values as cells."""
    return tuple(map(Cell, values))


def with_status(table: Table) -> Table:
    """The table with a column that says what nobody decided, where any row needs it."""
    if not any(row.mark for row in table.rows):
        return table
    rows = tuple(Row((*row.cells, Cell(row.mark)), row.facets, row.mark, row.total) for row in table.rows)
    return _replaced(table, columns=(*table.columns, STATUS), rows=rows)


def _replaced(table: Table, **changes: object) -> Table:
    from dataclasses import replace

    return replace(table, **changes)  # type: ignore[arg-type]


def counted(
    desk: Desk,
    name: str,
    title: str,
    table: Crosstab,
    named: tuple[str, Callable[[str], str], Callable[[str], str]],
    note: str = "",
) -> Table:
    """A cross table on paper: in each cell `sources (quotations)`, a dash where there are none; totals.

    `named` is the heading of the first column and how rows and columns are called.
    """
    first, name_row, name_column = named
    width = max(0.6, 6.0 / max(len(table.columns), 1))
    columns = (
        Column(first, 3.0),
        *(Column(name_column(column), min(width, 1.4)) for column in table.columns),
        Column("All", 0.8),
    )
    rows = [
        _counted_row(
            desk, name_row(row), [table.cell(row, column) for column in table.columns], table.row_total(row)
        )
        for row in table.rows
    ]
    if len(rows) > 1:
        rows.append(_total_row(desk, [table.column_total(column) for column in table.columns], table.total()))
    explained = (
        "In each cell: number of sources (number of quotations). – stands for none. "
        "What falls under several columns counts once in the totals. " + note
    ).strip()
    wide = len(columns) > 6
    return with_status(Table(name, title, columns, tuple(rows), explained, wide=wide))


def _counted_row(desk: Desk, label: str, tallies: Sequence[Tally], total: Tally) -> Row:
    return Row(
        (
            Cell(label),
            *(_counted_cell(desk, tally) for tally in tallies),
            Cell(_sources_and_quotations(total)),
        ),
        mark=desk.mark(total.members),
    )


def _total_row(desk: Desk, tallies: Sequence[Tally], total: Tally) -> Row:
    shown = (_sources_and_quotations(tally) for tally in (*tallies, total))
    return Row((Cell("All"), *map(Cell, shown)), mark=desk.mark(total.members), total=True)


def _counted_cell(desk: Desk, tally: Tally) -> Cell:
    quotes = desk.bank.of_members(tally.members) if tally.members else ()
    return Cell(_sources_and_quotations(tally), quotes)


def _sources_and_quotations(tally: Tally) -> str:
    return f"{tally.sources} ({tally.quotations})" if tally.members else "–"
