"""Deviant cases and rivals, ripple chains, paths between codes."""

from __future__ import annotations

from realist_eval import analysis
from realist_eval.model import UNREVIEWED
from realist_eval.reporter.figures.maps import ripple_diagram
from realist_eval.reporter.report import Block, Cell, Heading, Paragraph, Row, Table
from realist_eval.reporter.sections.desk import Desk, cells, columns, sentence, spoken
from realist_eval.reporter.sections.matrix import pattern_table

MOST_CHAINS = 40
DRAWN = 2
MINORITY = 12  # codes with a minority view, in Word
MOST_SHOWN = 40  # rows on paper of a table that repeats rows of the matrix


def deviant(desk: Desk) -> list[Block]:
    """What speaks against the rule, kept in view."""
    against = [
        one for pair in analysis.deviant_patterns(desk.patterns) for one in (*pair.usual, *pair.deviant)
    ]
    rival = [pattern for one in analysis.rivals(desk.patterns) for pattern in one.patterns]
    note = (
        "The same context and mechanism, said to lead to an outcome and to its opposite; "
        "the better supported first."
    )
    blocks = [
        *_repeated(desk, "contradicted", "Patterns that are contradicted", against, note),
        *_deviant_codings(desk),
        *_repeated(desk, "rivals", "Rival explanations", rival, RIVAL, " of one outcome"),
    ]
    return blocks or [
        Paragraph.of(
            "No pattern is contradicted by another, no code has a minority of the opposite valence, "
            "and no outcome has rival explanations in one context."
        )
    ]


RIVAL = "One outcome in one context, explained by different mechanisms."


def _repeated(
    desk: Desk, name: str, title: str, shown: list[analysis.Pattern], note: str, more: str = ""
) -> list[Block]:
    """Rows of the matrix under a heading of their own; nothing where there is none."""
    table = pattern_table(desk, name, title + more, shown, note, limit=MOST_SHOWN)
    return [Heading(title), table] if shown else []


def _deviant_codings(desk: Desk) -> list[Block]:
    found = analysis.deviant_codings(desk.evidence)
    if not found:
        return []
    title = "Codes with a minority view"
    heads = columns(
        "Code 2 | Mostly | Passages 0.8 # | But also | Passages against 0.8 # | In their words 4 “"
    )
    rows = tuple(_deviant_row(desk, one) for one in found)
    return [
        Heading(title),
        Table("minority", title, heads, rows, wide=True, limit=desk.plan.rows, brief=MINORITY, quotes=2),
    ]


def _deviant_row(desk: Desk, one: analysis.DeviantCodings) -> Row:
    quotes = desk.bank.of_members(one.codings)
    usual = (desk.label(one.code), spoken(one.usual), one.n_usual)
    against = (spoken(one.deviant), Cell(len(one.codings), quotes), Cell(None, quotes))
    return Row(cells(*usual, *against), mark=desk.mark(one.codings))


def ripple_chains(desk: Desk) -> list[Block]:
    """Configurations whose outcome is the context of another."""
    chains = analysis.ripples(desk.evidence, desk.patterns)
    blocks: list[Block] = list(_traced(desk))
    if not chains:
        return [
            Paragraph.of(f"No configuration's outcome stands as the context of another.{_left_out(desk)}"),
            *blocks,
        ]
    rows = tuple(
        _step(desk, number, at, step)
        for number, chain in enumerate(chains, 1)
        for at, step in enumerate(chain, 1)
    )
    heads = columns(
        "Chain 0.6 # | Step 0.6 # | First 4 | The outcome becomes the context of 4 | Sources 0.8 # | Ripple 1"
    )
    note = "An outcome that the same words, or the same code, make the context of another configuration."
    note += _left_out(desk)
    shown = sum(len(chain) for chain in chains[:MOST_CHAINS])
    table = Table("ripples", "Ripple chains", heads, rows, note, wide=True, limit=shown)
    figures = [ripple_diagram(desk, chain, number) for number, chain in enumerate(chains[:DRAWN], 1)]
    return [*figures, table, *blocks]


def _left_out(desk: Desk) -> str:
    rejected = list(desk.evidence.material.ripples.values()).count("rejected")
    return f" Left out, since somebody rejected them: {rejected}." if rejected else ""


def _step(desk: Desk, chain: int, at: int, step: analysis.Ripple) -> Row:
    mark = UNREVIEWED if step.first.unreviewed or step.then.unreviewed else ""
    said = desk.evidence.material.ripples.get(step.key, "not judged")
    row = (chain, at, _named(desk, step.first), _named(desk, step.then), len(step.sources), said)
    return Row(cells(*row), mark=mark)


def _named(desk: Desk, pattern: analysis.Pattern) -> str:
    return f"{desk.ranks[pattern.key]}. {sentence(desk, pattern)}"


def _traced(desk: Desk) -> list[Block]:
    blocks: list[Block] = []
    for number, (start, end) in enumerate(desk.plan.paths, 1):
        found = analysis.paths(desk.patterns, start, end, desk.plan.steps)
        title = f"From {desk.label(start)} to {desk.label(end)}"
        blocks.append(Heading(title))
        if not found:
            blocks.append(Paragraph.of(f"Nothing leads there within {desk.plan.steps} steps."))
            continue
        rows = tuple(_path(desk, codes, through) for codes, through in found)
        heads = columns("By way of 4 | Steps 0.6 # | Rows of the matrix 1.5")
        blocks.append(Table(f"path-{number}", title, heads, rows, limit=desk.plan.rows))
    return blocks


def _path(desk: Desk, codes: tuple[str, ...], through: tuple[analysis.Pattern, ...]) -> Row:
    mark = UNREVIEWED if any(pattern.unreviewed for pattern in through) else ""
    numbers = ", ".join(str(desk.ranks[pattern.key]) for pattern in through)
    return Row(cells(" → ".join(map(desk.label, codes)), len(through), numbers), mark=mark)
