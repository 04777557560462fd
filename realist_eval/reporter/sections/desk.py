"""What every section is written from, and the small forms that they share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from realist_eval.analysis import Crosstab, Evidence, Pattern, Tally, crosstab, patterns
from realist_eval.analysis.evidence import unique
from realist_eval.codebook import words
from realist_eval.model import UNREVIEWED, UNSTATED, Coding, Configuration
from realist_eval.reporter.plan import Plan
from realist_eval.reporter.quotes import Bank
from realist_eval.reporter.report import Cell, Column, Facets, Quote, Row, Table, Value

STATUS = Column("Status", 1.1)
NUMBER = "number"
many = words.many


@dataclass(frozen=True)
class Desk:
    """A material with its patterns and quotations, and the plan of the report."""

    evidence: Evidence
    plan: Plan
    _crosstabs: dict[tuple[str, str], Crosstab] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def patterns(self) -> list[Pattern]:
        """The patterns, best supported first."""
        return patterns(self.evidence)

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
        return bool(self.mark((*self.evidence.codings, *self.evidence.configurations)))

    @cached_property
    def ranks(self) -> dict[object, int]:
        """Pattern keys to their numbers in the matrix."""
        return {pattern.key: number for number, pattern in enumerate(self.patterns, 1)}

    @cached_property
    def told(self) -> set[str]:
        """The quotations that stand in the text so far: none is set off twice where another can be."""
        return set()

    def label(self, code: str | None) -> str:
        """A code's label; an unstated element stays visibly so."""
        return self.evidence.codebook.label(code) if code and code != UNSTATED else UNSTATED

    def quotes_of(self, pattern: Pattern) -> tuple[Quote, ...]:
        """The quotations of a pattern, the best first."""
        return self._quotes[pattern.key]

    @cached_property
    def _quotes(self) -> dict[object, tuple[Quote, ...]]:
        return {one.key: tuple(map(self.bank.of, one.quotations)) for one in self.patterns}

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


# ---------------------------------------------------------------- words


def spoken(valence: str) -> str:
    """A valence as words: `not achieved`."""
    return valence.replace("_", " ")


def sentence(desk: Desk, pattern: Pattern) -> str:
    """A pattern as an if-then-because sentence, from coded facts alone; what nobody stated is named."""
    said = {kind: f"“{desk.label(code)}”" for kind, code in pattern.codes.items() if code}
    usual = "comes about" if pattern.polarity == "+" else "is held back"
    happens = _HAPPENS.get((pattern.valence, pattern.polarity), usual)
    if_ = f"If {said['context']}, then " if "context" in said else ""
    outcome = said.get("outcome") or ("something" if if_ else "Something")
    because = f"{',' if if_ else ''} because of {said['mechanism']}" if "mechanism" in said else ""
    unstated = " and ".join(kind for kind in pattern.codes if kind not in said)
    return f"{if_}{outcome} {happens}{because}{f' ({unstated} unstated)' if unstated else ''}."


_HAPPENS = {
    ("not_achieved", "+"): "is not achieved",
    ("not_achieved", "-"): "is not achieved",
    ("intended", "+"): "is intended",
    ("intended", "-"): "is intended but held back",
    ("unintended", "+"): "comes about, unintended",
    ("unintended", "-"): "is held back, unintended",
    ("achieved", "+"): "is achieved",
}


def explained(desk: Desk, pattern: Pattern) -> str:
    """A pattern's sentence with its row in the matrix, its support, and whether nobody decided on it."""
    counts = support(pattern.n_sources, pattern.n_quotations)
    mark = f" [{pattern.status}]" if pattern.unreviewed else ""
    return f"{sentence(desk, pattern)} (row {desk.ranks[pattern.key]}: {counts}){mark}"


def support(sources: int, quotations: int) -> str:
    """How much stands behind something, in words."""
    return f"{many(sources, 'source')}, {many(quotations, 'quotation')}"


# ---------------------------------------------------------------- tables

_COLUMN = re.compile(r"(?P<title>.+?)(?: (?P<width>\d*\.?\d+))?(?: (?P<kind>[#“]))?")
_KINDS = {None: "text", "#": NUMBER, "“": "quotes"}


def columns(said: str) -> tuple[Column, ...]:
    """Columns out of `Title 1.5 | Sources #`: a share of the width; # holds numbers, “ prints quotations."""
    found = filter(None, map(_COLUMN.fullmatch, said.split(" | ")))
    return tuple(Column(one["title"], float(one["width"] or 1), _KINDS[one["kind"]]) for one in found)


def cells(*values: Value | Cell) -> tuple[Cell, ...]:
    """Plain values as cells, beside cells that are made already."""
    new = tuple.__new__  # a third of the time of Cell's own, and there are millions
    return tuple([value if isinstance(value, Cell) else new(Cell, (value, ())) for value in values])


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
    width = min(max(0.6, 6.0 / max(len(table.columns), 1)), 1.4)
    heads = (
        Column(first, 3.0),
        *(Column(name_column(one), width) for one in table.columns),
        Column("All", 0.8),
    )
    rows = [
        _counted_row(
            desk, name_row(row), [table.cell(row, one) for one in table.columns], table.row_total(row)
        )
        for row in table.rows
    ]
    if len(rows) > 1:
        total = table.total()
        shown = map(_support, (*map(table.column_total, table.columns), total))
        rows.append(Row(cells("All", *shown), mark=desk.mark(total.members), total=True))
    return Table(name, title, heads, tuple(rows), note, wide=len(heads) > 6)


def used_rows(table: Crosstab) -> tuple[str, ...]:
    """The rows of a cross table in which anything stands."""
    used = {row for row, _ in table.cells}
    return tuple(row for row in table.rows if row in used)


def _counted_row(desk: Desk, label: str, tallies: Sequence[Tally], total: Tally) -> Row:
    found = (Cell(_support(tally), desk.bank.of_members(tally.members)) for tally in tallies)
    return Row(cells(label, *found, _support(total)), mark=desk.mark(total.members))


def _support(tally: Tally) -> str:
    return f"{tally.sources} ({tally.quotations})" if tally.members else "–"
