"""From a material to a report: the sections of the plan, their tables and figures numbered."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

from realist_eval.analysis import Evidence, zoom_out
from realist_eval.model import UNREVIEWED, UNSTATED, Material
from realist_eval.reporter.plan import Plan
from realist_eval.reporter.report import TITLE_PAGE, Block, Edge, Figure, Listing, Report, Section, Table
from realist_eval.reporter.sections import SECTIONS, appendix, lists
from realist_eval.reporter.sections.desk import STATUS, Desk, cells

IN_A_LINE = 12  # columns beside which a row's status has room to stand in one line


@contextmanager
def no_collecting() -> Iterator[None]:
    """Keep the garbage collector still: it would walk a million live cells again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def build_report(material: Material, plan: Plan | None = None) -> Report:
    """The report of a material, as the plan says."""
    with no_collecting():
        return _built(material, plan or Plan())


def _built(material: Material, plan: Plan) -> Report:
    desk = Desk(Evidence(zoom_out(material) if plan.zoom_out else material), plan)
    sections = [
        Section(name, plan.headings.get(name, SECTIONS[name][0]), tuple(SECTIONS[name][1](desk)))
        for name in plan.sections or SECTIONS
        if name in SECTIONS
    ]
    mark = UNREVIEWED if desk.unreviewed else ""
    facts = _facts(material, plan, mark)
    sections.append(Section("data", "Data", (appendix.about(facts), *lists.data(desk))))
    return Report(
        plan.title or material.title,
        tuple(_numbered(sections, mark)),
        desk.bank.quotes,
        desk.bank.lines(),
        mark,
        plan.language or "en-GB",
        facts,
        tuple(_edges(desk)),
        {code.id: code.label for code in material.codebook.codes},
        full=plan.full or plan.rows != Plan.rows,
    )


def small_groups(material: Material, plan: Plan) -> list[str]:
    """The attributions that point at fewer people than the plan allows, with how many they are."""
    return appendix.small_groups(Desk(Evidence(material), plan))


def _facts(material: Material, plan: Plan, mark: str) -> dict[str, str]:
    """The study's facts, with what the plan says about the title page."""
    named = {name: str(getattr(plan, name)) for name in TITLE_PAGE}
    undecided = f"in this report, each marked “{mark}”" if mark else "not in this report"
    facts = {**material.facts, **{name: value for name, value in named.items() if value}}
    return {**facts, "Suggestions that nobody has decided": undecided}


def _numbered(sections: Iterable[Section], mark: str) -> Iterable[Section]:
    """Sections whose tables and figures carry their numbers, and the mark in their titles."""
    counts = {Table: 0, Figure: 0}

    def number(block: Block) -> Block:
        if isinstance(block, Listing):
            return replace(block, title=f"{block.title} ({mark})" if mark else block.title)
        if not isinstance(block, Table | Figure):
            return block
        block = _with_status(block) if isinstance(block, Table) else block
        title = f"{block.title} ({mark})" if mark and _coded(block) else block.title
        counts[type(block)] += 1
        return replace(block, title=title, number=counts[type(block)])

    for section in sections:
        yield replace(section, blocks=tuple(map(number, section.blocks)))


def _with_status(table: Table) -> Table:
    """The table with a column that says what nobody decided, where any row needs it and none says it yet."""
    if table.columns[-1].title == STATUS.title or not any(row.mark for row in table.rows):
        return table
    rows = tuple(replace(row, cells=(*row.cells, *cells(row.mark))) for row in table.rows)
    rows_are_high = any(column.kind == "quotes" for column in table.columns) or len(table.columns) > IN_A_LINE
    status = STATUS if rows_are_high else replace(STATUS, letters=len(UNREVIEWED))
    return replace(table, columns=(*table.columns, status), rows=rows)


def _coded(block: Table | Figure) -> bool:
    """Whether it shows anything that nobody decided."""
    return isinstance(block, Figure) or any(row.mark for row in block.rows)


def _edges(desk: Desk) -> Iterable[Edge]:
    for n, one in enumerate(desk.patterns, 1):
        for (kind, code), (to_kind, to) in pairwise(one.codes.items()):
            ends = (code or UNSTATED, to or UNSTATED, kind, to_kind)
            yield Edge(n, *ends, one.polarity, one.n_sources, one.n_quotations, one.status)
