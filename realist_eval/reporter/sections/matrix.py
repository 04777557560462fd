"""The CMO matrix: a row a pattern, each backed by verbatim quotations."""

from __future__ import annotations

from collections.abc import Sequence

from realist_eval.analysis import BEST_RULE, Pattern
from realist_eval.reporter.figures.maps import pathway_map
from realist_eval.reporter.report import Block, Cell, Column, Later, Paragraph, Ref, Row, Table
from realist_eval.reporter.sections.desk import NUMBER, Desk, many, sentence, spoken

MANY = 60  # patterns from which a row shows its best quotation alone
COLUMNS = (
    Column("No.", 0.5, NUMBER),
    Column("If … then … because", 2.4, letters=19),
    Column("Context", 1.5, letters=11),
    Column("Mechanism", 3.2, letters=26),
    Column("Outcome", 1.5),
    Column("Level; cases", 1.3),
    Column("n of sources", 0.8, NUMBER, letters=7),
    Column("n of quotes", 0.8, NUMBER, letters=8),
    Column("In their words", 5, "quotes"),
    Column("Status", 1.1, letters=11),
)
NOTE = (
    "A row is a pattern: the configurations that share context, mechanism, outcome, valence of the outcome "
    "and polarity. Polarity + explains something coming about, − something failing or being held back. "
    "(unstated): nobody said it in that passage. Rows are ordered by number of sources, then of quotations; "
    "one passage is never counted twice. "
)


def matrix(desk: Desk) -> list[Block]:
    """The matrix and how to read it."""
    if not desk.patterns:
        return [Paragraph.of("No configuration has been coded yet, so there is no matrix.")]
    recurring = sum(pattern.demi_regularity for pattern in desk.patterns)
    recur = "1 recurs" if recurring == 1 else f"{recurring or 'none'} recur"
    figure = pathway_map(desk)
    return [
        Paragraph.of(
            Ref("matrix"),
            f" shows {many(len(desk.patterns), 'pattern')}, of which {recur} across sources "
            "(a demi-regularity).",
        ),
        pattern_table(
            desk, "matrix", "Context-mechanism-outcome matrix", desk.patterns, note=NOTE + BEST_RULE
        ),
        *([figure] if figure else []),
        full_table(desk),
    ]


def pattern_table(
    desk: Desk, name: str, title: str, found: Sequence[Pattern], note: str = "", limit: int | None = None
) -> Table:
    """Patterns as rows with their best quotations; the rows' numbers are those of the whole matrix."""
    plan = desk.plan
    rows = tuple(_row(desk, pattern) for pattern in found)
    quotes = plan.quotes if limit is None and len(found) <= MANY else 1
    return Table(
        name,
        title,
        COLUMNS,
        rows,
        note.strip(),
        wide=True,
        limit=limit or plan.rows,
        quotes=quotes,
        length=plan.quotation_length,
    )


def _row(desk: Desk, pattern: Pattern) -> Row:
    quotes = desk.quotes_of(pattern)
    values = (
        Cell(desk.ranks[pattern.key]),
        Cell(sentence(desk, pattern)),
        Cell(desk.label(pattern.context)),
        Cell(_mechanism(desk, pattern)),
        Cell(_outcome(desk, pattern)),
        Cell("\n".join(filter(None, (", ".join(pattern.levels), ", ".join(pattern.cases))))),
        Cell(pattern.n_sources, quotes),
        Cell(pattern.n_quotations, quotes),
        Cell(None, quotes),
        Cell(said_status(pattern)),
    )
    return Row(values, desk.facets_of(pattern), pattern.status if pattern.unreviewed else "")


def said_status(pattern: Pattern) -> str:
    """The status, and how firmly it was said."""
    doubts = [
        f"{number} {word}"
        for number, word in (
            (pattern.hedged, "hedged"),
            (pattern.reported, "reported"),
            (pattern.counterfactual, "counterfactual"),
        )
        if number
    ]
    return f"{pattern.status} ({', '.join(doubts)})" if doubts else pattern.status


def _mechanism(desk: Desk, pattern: Pattern) -> str:
    parts = [("resource", pattern.resource), ("reasoning", pattern.reasoning)]
    return "\n".join([desk.label(pattern.mechanism), *(f"{name}: {text}" for name, text in parts if text)])


def _outcome(desk: Desk, pattern: Pattern) -> str:
    sign = "+" if pattern.polarity == "+" else "−"
    kind = f"{spoken(pattern.valence)}, {sign}" if pattern.valence else sign
    return f"{desk.label(pattern.outcome)} ({kind})"


FULL_COLUMNS = (
    Column("No.", 0.5, NUMBER),
    Column("Context code"),
    Column("Context"),
    Column("Mechanism code"),
    Column("Mechanism"),
    Column("Resource"),
    Column("Reasoning"),
    Column("Outcome code"),
    Column("Outcome"),
    Column("Valence"),
    Column("Polarity"),
    Column("If … then … because", 2),
    Column("Level"),
    Column("Cases"),
    Column("Roles"),
    Column("Speakers", 1, NUMBER),
    Column("Sources", 1, NUMBER),
    Column("Quotations", 1, NUMBER),
    Column("Recurs across sources"),
    Column("Hedged", 1, NUMBER),
    Column("Reported", 1, NUMBER),
    Column("Counterfactual", 1, NUMBER),
    Column("Best quotation", 4),
    Column("Attribution"),
    Column("Place"),
    Column("Status"),
)


def full_table(desk: Desk) -> Table:
    """The matrix for data files: every column a value of its own."""
    rows = Later(
        len(desk.patterns),
        lambda: (_full_row(desk, number, pattern) for number, pattern in enumerate(desk.patterns, 1)),
    )
    return Table("patterns", "Patterns", FULL_COLUMNS, rows, data=True)


def _full_row(desk: Desk, number: int, pattern: Pattern) -> Row:
    best = desk.bank.of(pattern.best)
    values = (
        number,
        pattern.context or "",
        desk.label(pattern.context),
        pattern.mechanism or "",
        desk.label(pattern.mechanism),
        pattern.resource,
        pattern.reasoning,
        pattern.outcome or "",
        desk.label(pattern.outcome),
        pattern.valence,
        pattern.polarity,
        sentence(desk, pattern),
        "; ".join(pattern.levels),
        "; ".join(pattern.cases),
        "; ".join(pattern.roles),
        len(pattern.speakers),
        pattern.n_sources,
        pattern.n_quotations,
        "yes" if pattern.demi_regularity else "no",
        pattern.hedged,
        pattern.reported,
        pattern.counterfactual,
        best.text,
        best.by,
        best.place,
        pattern.status,
    )
    return Row(tuple(map(Cell, values)), mark=pattern.status if pattern.unreviewed else "")
