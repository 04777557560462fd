"""The codebook, the programme theories with their evidence, the framework matrix, coders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, islice, permutations

from realist_eval.analysis import Crosstab, Pattern
from realist_eval.model import Coding, Theory
from realist_eval.reporter.report import Block, Bullets, Cell, Column, Heading, Paragraph, Row, Table
from realist_eval.reporter.sections.desk import Desk, cells, columns, explained, used_rows
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
    rows = []
    for code in book.codes:
        tally = tally_of(desk, used[code.id])
        rules = (code.definition, code.include, code.exclude, code.level)
        values = (code.kind, *rules, tally.sources, tally.quotations)
        label = f"{code.label}{' (retired)' if code.retired else ''}"
        rows.append(Row(cells(label, *values), mark=desk.mark(used[code.id])))
    heads = columns(
        "Code 1.5 | Kind 0.9 | Definition 2.6 | Take in 2.2 | Leave out 2.2 | Level | Sources 0.7 #"
        " | Quotations 0.8 #"
    )
    title = f"Codebook: {book.title}, version {book.version}"
    return [Table("codebook", title, heads, tuple(rows), wide=True)]


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
    said = {"If": theory.if_, "then": theory.then, "because": theory.because}
    parts = [f"{word} {text}" for word, text in said.items() if text]
    status = f" Status: {theory.status}." if theory.status else ""
    blocks: list[Block] = [Heading(f"Theory {theory.id}"), Paragraph.of(", ".join(parts) + "." + status)]
    bearing = [one for one in desk.patterns if _bears(one, theory)]
    if not bearing:
        return [*blocks, Paragraph.of("The material is silent on it.")]
    for title, found in groupby(sorted(bearing, key=_side), key=_side):
        evidence = tuple(explained(desk, one) for one in islice(found, MOST_EVIDENCE))
        blocks += [Heading(SIDES[title], 3), Bullets(evidence)]
    return blocks


SIDES = ("Speaks for it", "Speaks against it, or shows where it fails", "Says that it was intended")


def _side(pattern: Pattern) -> int:
    return 2 if pattern.aim else 0 if pattern.succeeds else 1


def _bears(pattern: Pattern, theory: Theory) -> bool:
    shared = set(theory.codes) & set(filter(None, pattern.codes.values()))
    return len(shared) >= min(2, len(set(theory.codes))) and bool(shared)


def framework(desk: Desk) -> list[Block]:
    """Codes by cases with a quotation in each cell; an empty cell stays in sight."""
    table = desk.crosstab("code", "case")
    used = used_rows(table)
    if not used:
        return [Paragraph.of("Nothing has been coded yet.")]
    parts = [table.columns[at : at + CASES_ACROSS] for at in range(0, len(table.columns), CASES_ACROSS)]
    blocks: list[Block] = []
    for number, cases in enumerate(parts, 1):
        rows = tuple(_framework_row(desk, table, code, cases) for code in used)
        part = f" (part {number} of {len(parts)})" if len(parts) > 1 else ""
        name = "framework" if number == 1 else f"framework-{number}"
        heads = (Column("Code"), *(Column(case, 2, "quotes") for case in cases))
        whole = Table(name, f"Framework matrix: codes by case{part}", heads, rows, FRAMEWORK_NOTE, wide=True)
        blocks.append(replace(whole, quotes=1, length=130))
    return blocks


FRAMEWORK_NOTE = "The first quotation of each cell; – where a code stands in no source of a case."


def _framework_row(desk: Desk, table: Crosstab, code: str, cases: Sequence[str]) -> Row:
    said = (desk.bank.of_members(table.cell(code, case).members) for case in cases)
    shown = (Cell(None, quotes) if quotes else Cell("–") for quotes in said)
    return Row(cells(desk.label(code), *shown), mark=desk.mark(table.row_total(code).members))


def agreement(desk: Desk) -> list[Block]:
    """Who coded how much, and how far pairs of coders went together."""
    by_coder: dict[str, list[Coding]] = defaultdict(list)
    for coding in desk.evidence.codings:
        for coder in coding.coders:
            by_coder[coder].append(coding)
    links = Counter(coder for one in desk.evidence.configurations for coder in one.coders)
    facts = desk.evidence.material.facts
    measured = tuple(f"{name}: {value}" for name, value in facts.items() if "agreement" in name.lower())
    if not by_coder:
        return [Paragraph.of("Nobody has coded yet.")]
    rows = tuple(
        Row(cells(coder, len(found), links[coder]), mark=desk.mark(found))
        for coder, found in sorted(by_coder.items())
    )
    blocks: list[Block] = [Table("coders", "Coders", columns("Coder 2 | Codings # | Configurations #"), rows)]
    if len(by_coder) > 1:
        blocks.append(_pairs(desk, by_coder))
    return [*blocks, Bullets(measured) if measured else Paragraph.of(NOT_MEASURED, style="note")]


def _pairs(desk: Desk, by_coder: dict[str, list[Coding]]) -> Table:
    """For each pair: how many codings of one the other has under the same code on overlapping words."""
    rows = []
    for one, other in permutations(sorted(by_coder), 2):
        mine = by_coder[one]
        rows.append(Row(cells(one, other, len(mine), _shared(mine, by_coder[other])), mark=desk.mark(mine)))
    heads = columns("Coder 2 | Compared with 2 | Codings # | Also with the other #")
    note = "The same code on overlapping words. A count, not a coefficient: chance is not taken off."
    return Table("coder-pairs", "Codings that two coders share", heads, tuple(rows), note)


def _shared(mine: list[Coding], theirs: list[Coding]) -> int:
    placed: dict[tuple[str, str], list[Coding]] = defaultdict(list)
    for coding in theirs:
        placed[coding.transcript, coding.code].append(coding)
    return sum(
        any(coding.span.overlaps(other.span) for other in placed[coding.transcript, coding.code])
        for coding in mine
    )
