"""The codebook, the programme theories with their evidence, the framework matrix, coders."""

from __future__ import annotations

from collections import Counter, defaultdict

from realist_eval.analysis import Pattern
from realist_eval.model import Coding, Theory
from realist_eval.reporter.report import Block, Bullets, Cell, Column, Heading, Paragraph, Row, Table
from realist_eval.reporter.sections.desk import NUMBER, Desk, cells, sentence, support, with_status
from realist_eval.reporter.sections.findings import tally_of

CASES_ACROSS = 5  # columns of quotations that a landscape page can hold
MOST_EVIDENCE = 8
NOT_MEASURED = (
    "No coding round was kept: `realist-eval agree CODER CODER --round NAME` keeps its coefficients."
)


def codebook(desk: Desk) -> list[Block]:
    """Every code, with what it takes in and leaves out, and how often it was used."""
    book = desk.evidence.codebook
    if not book.codes:
        return [Paragraph.of("The codebook holds no code yet.")]
    used: dict[str, list[Coding]] = defaultdict(list)
    for coding in desk.evidence.codings:
        used[coding.code].append(coding)
    columns = (
        Column("Code", 1.5),
        Column("Kind", 0.9),
        Column("Definition", 2.6),
        Column("Take in", 2.2),
        Column("Leave out", 2.2),
        Column("Level", 1),
        Column("Sources", 0.7, NUMBER),
        Column("Quotations", 0.8, NUMBER),
    )
    rows = []
    for code in book.codes:
        tally = tally_of(desk, used[code.id])
        label = f"{code.label}{' (retired)' if code.retired else ''}"
        values = (
            label,
            code.kind,
            code.definition,
            code.include,
            code.exclude,
            code.level,
            tally.sources,
            tally.quotations,
        )
        rows.append(Row(cells(*values), mark=desk.mark(used[code.id])))
    title = f"Codebook: {book.title}, version {book.version}"
    return [with_status(Table("codebook", title, columns, tuple(rows), wide=True))]


def theories(desk: Desk) -> list[Block]:
    """The programme theories, and which patterns speak for and against each."""
    known = desk.evidence.codebook.theories
    if not known:
        return [Paragraph.of("The codebook states no programme theory.")]
    note = (
        "A pattern bears on a theory where it holds at least two of its codes (or its only one). "
        "Whether it supports, refines or refutes the theory is for the authors to judge."
    )
    return [Paragraph.of(note, style="note"), *(block for theory in known for block in _theory(desk, theory))]


def _theory(desk: Desk, theory: Theory) -> list[Block]:
    parts = [
        f"{word} {text}"
        for word, text in (("If", theory.if_), ("then", theory.then), ("because", theory.because))
        if text
    ]
    status = f" Status: {theory.status}." if theory.status else ""
    bearing = [one for one in desk.patterns if _bears(one, theory)]
    sides = {
        "Speaks for it": [one for one in bearing if one.succeeds and not one.aim],
        "Speaks against it, or shows where it fails": [
            one for one in bearing if not one.succeeds and not one.aim
        ],
        "Says that it was intended": [one for one in bearing if one.aim],
    }
    blocks: list[Block] = [Heading(f"Theory {theory.id}"), Paragraph.of(", ".join(parts) + "." + status)]
    if not bearing:
        return [*blocks, Paragraph.of("The material is silent on it.")]
    for title, found in sides.items():
        if found:
            blocks += [
                Heading(title, 3),
                Bullets(tuple(_evidence(desk, one) for one in found[:MOST_EVIDENCE])),
            ]
    return blocks


def _bears(pattern: Pattern, theory: Theory) -> bool:
    shared = set(theory.codes) & set(filter(None, pattern.codes.values()))
    return len(shared) >= min(2, len(set(theory.codes))) and bool(shared)


def _evidence(desk: Desk, pattern: Pattern) -> str:
    mark = f" [{pattern.status}]" if pattern.unreviewed else ""
    counts = support(pattern.n_sources, pattern.n_quotations)
    return f"{sentence(desk, pattern)} (row {desk.ranks[pattern.key]}: {counts}){mark}"


def framework(desk: Desk) -> list[Block]:
    """Codes by cases with a quotation in each cell; an empty cell stays in sight."""
    table = desk.crosstab("code", "case")
    used = [row for row in table.rows if table.row_total(row).members]
    if not used:
        return [Paragraph.of("Nothing has been coded yet.")]
    blocks: list[Block] = []
    parts = [table.columns[at : at + CASES_ACROSS] for at in range(0, len(table.columns), CASES_ACROSS)]
    for number, cases in enumerate(parts, 1):
        rows = tuple(
            Row(
                (
                    Cell(desk.label(code)),
                    *(
                        Cell(None, quotes) if quotes else Cell("–")
                        for case in cases
                        for quotes in [desk.bank.of_members(table.cell(code, case).members)]
                    ),
                ),
                mark=desk.mark(table.row_total(code).members),
            )
            for code in used
        )
        columns = (Column("Code", 1), *(Column(case, 2, "quotes") for case in cases))
        part = f" (part {number} of {len(parts)})" if len(parts) > 1 else ""
        name = "framework" if number == 1 else f"framework-{number}"
        note = "The first quotation of each cell; – where a code stands in no source of a case."
        blocks.append(
            with_status(
                Table(
                    name,
                    f"Framework matrix: codes by case{part}",
                    columns,
                    rows,
                    note,
                    wide=True,
                    quotes=1,
                    length=170,
                )
            )
        )
    return blocks


def agreement(desk: Desk) -> list[Block]:
    """Who coded how much, and how far pairs of coders went together."""
    by_coder: dict[str, list[Coding]] = defaultdict(list)
    for coding in desk.evidence.codings:
        by_coder[coding.coder].append(coding)
    links = Counter(one.coder for one in desk.evidence.configurations)
    measured = [
        f"{name}: {value}"
        for name, value in desk.evidence.material.facts.items()
        if "agreement" in name.lower()
    ]
    if not by_coder:
        return [Paragraph.of("Nobody has coded yet.")]
    columns = (Column("Coder", 2), Column("Codings", 1, NUMBER), Column("Configurations", 1, NUMBER))
    rows = tuple(
        Row(cells(coder, len(found), links[coder]), mark=desk.mark(found))
        for coder, found in sorted(by_coder.items())
    )
    blocks: list[Block] = [with_status(Table("coders", "Coders", columns, rows))]
    if len(by_coder) > 1:
        blocks.append(_pairs(desk, by_coder))
    if measured:
        return [*blocks, Bullets(tuple(measured))]
    return [*blocks, Paragraph.of(NOT_MEASURED, style="note")]


def _pairs(desk: Desk, by_coder: dict[str, list[Coding]]) -> Table:
    """For each pair: how many codings of one the other has under the same code on overlapping words."""
    names = sorted(by_coder)
    rows = tuple(
        Row(
            cells(one, other, len(by_coder[one]), _shared(by_coder[one], by_coder[other])),
            mark=desk.mark(by_coder[one]),
        )
        for one in names
        for other in names
        if one != other
    )
    columns = (
        Column("Coder", 2),
        Column("Compared with", 2),
        Column("Codings", 1, NUMBER),
        Column("Also with the other", 1, NUMBER),
    )
    note = "The same code on overlapping words. A count, not a coefficient: chance is not taken off."
    return with_status(Table("coder-pairs", "Codings that two coders share", columns, rows, note))


def _shared(mine: list[Coding], theirs: list[Coding]) -> int:
    placed: dict[tuple[str, str], list[Coding]] = defaultdict(list)
    for coding in theirs:
        placed[coding.transcript, coding.code].append(coding)
    return sum(
        any(coding.span.overlaps(other.span) for other in placed[coding.transcript, coding.code])
        for coding in mine
    )
