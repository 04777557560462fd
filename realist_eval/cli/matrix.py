"""`matrix`: the CMO matrix, or counts, in the terminal; tab-separated where piped."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from realist_eval import study as studies
from realist_eval.cli.console import many, say, show_table
from realist_eval.cli.study_options import in_study
from realist_eval.errors import InputError, Problem

if TYPE_CHECKING:
    from realist_eval.analysis import Evidence, Pattern
    from realist_eval.model import Material
    from realist_eval.study import Study

FILTERS = ("case", "role", "kind", "level", "valence", "code", "source")
NARROW = 80
ON_A_SCREEN = 25  # rows, where no limit is asked for: the strongest; files hold them all
NOTHING = (
    "Nothing has been decided yet: `realist-eval review` is for that. "
    "To see what is suggested, add --include-suggestions (after `realist-eval suggest`)."
)


def with_filters(function: Callable[..., Any]) -> Callable[..., Any]:
    """Options that narrow down what is shown; each may be given several times."""
    for name in reversed(FILTERS):
        text = f"Only this {name}; may be given several times."
        function = click.option(f"--{name}", multiple=True, metavar=name.upper(), help=text)(function)
    return function


def material_of(study: Study, *, include_suggestions: bool) -> Material:
    """What a study's matrices are made from; tells of suggestions that are asked for and not there."""
    material = study.material(include_suggestions=include_suggestions)
    if include_suggestions and not study.blind:
        old = sum(study.suggestions(one) is None for one in material.transcripts.values())
        if old:
            whose = f"of {many(old, 'transcript')} are left out"
            say(f"Warning: the suggestions {whose}: words, codebook or tool have changed, or it is new.")
            say("To have them: realist-eval suggest")
    return material


def narrowed(material: Material, filters: dict[str, Sequence[str]]) -> Material:
    """The part of a material that the filters leave; refuses a value that stands nowhere."""
    from realist_eval.analysis import choices, select

    wanted = {name: values for name, values in filters.items() if values}
    if not wanted:
        return material
    known = choices(material)
    problems = [
        Problem(f"Nothing is coded with {name} “{value}”.", hint=_there_are(known[name]))
        for name, values in wanted.items()
        for value in values
        if value not in known[name]
    ]
    if problems:
        raise InputError(problems)
    return select(material, **wanted)


def _there_are(values: Sequence[str]) -> str:
    return f"There are: {', '.join(values)}." if values else NOTHING


@click.command(name="matrix", short_help="Show the matrix, or counts, in the terminal.")
@in_study()
@click.option(
    "--rows", metavar="WHAT", help="Count instead: code, context, mechanism, outcome, kind, level, ..."
)
@click.option(
    "--columns", metavar="WHAT", help="... against: case, role, level, valence, source, outcome, ..."
)
@click.option("--quotations", is_flag=True, help="Show the best quotation under each row.")
@click.option("--deviant", is_flag=True, help="Only patterns that another contradicts.")
@click.option("--path", nargs=2, metavar="FROM TO", help="Everything between two codes.")
@click.option(
    "--steps", type=click.IntRange(1, 9), default=4, show_default=True, help="At most so many steps."
)
@click.option(
    "--limit", type=click.IntRange(1), help="Show at most so many rows; on a terminal 25 if not given."
)
@click.option("--zoom-out", is_flag=True, help="Count codes under their topmost parents.")
@click.option("--include-suggestions", is_flag=True, help="Also what nobody has decided, marked as such.")
@with_filters
def command(
    study: studies.Study,
    rows: str | None,
    columns: str | None,
    include_suggestions: bool,
    zoom_out: bool,
    **shown: Any,
) -> None:
    """Show the context-mechanism-outcome matrix of a study.

    A row is a pattern: configurations that share context, mechanism, outcome and direction. On a terminal
    it fits 80 columns; piped, it is tab-separated with every column.

    \b
    Example:
      realist-eval matrix --case North --quotations
      realist-eval matrix --rows code --columns case
      realist-eval matrix --path ctx.austerity out.service
      realist-eval matrix > matrix.tsv
    """
    from realist_eval import analysis

    filters = {name: shown.pop(name) for name in FILTERS}
    path, steps = shown.pop("path"), shown.pop("steps")
    material = narrowed(material_of(study, include_suggestions=include_suggestions), filters)
    if zoom_out:
        material = analysis.zoom_out(material)
    if path:
        show_paths(material, path[0], path[1], steps)
    elif rows or columns:
        show_counts(material, rows or "code", columns or "case")
    else:
        show_matrix(material, **shown)


def show_paths(material: Material, start: str, end: str, steps: int) -> None:
    """What leads from one code to another, a way a line."""
    from realist_eval.analysis import paths, patterns

    known = {coding.code for coding in material.codings} | set(material.codebook.by_id)
    unknown = [code for code in (start, end) if code not in known]
    if unknown:
        raise InputError(
            Problem(f"There is no code “{unknown[0]}” in the codebook.", hint=_near(unknown[0], known))
        )
    found = paths(patterns(material), start, end, steps)
    if not found:
        say(f"Nothing leads from {start} to {end} within {steps} steps.")
        return
    label = material.codebook.label
    rows = [
        [" > ".join(map(label, codes)), str(len(through)), str(min(one.n_sources for one in through))]
        for codes, through in found
    ]
    show_table(f"From {label(start)} to {label(end)}", ("way", "steps", "fewest sources"), rows)


def _near(code: str, known: set[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(code, sorted(known), 1)
    return f"Did you mean “{near[0]}”?" if near else "`realist-eval codebook show` lists them."


def show_matrix(
    material: Material, *, quotations: bool = False, deviant: bool = False, limit: int | None = None
) -> None:
    """The matrix on stdout: for eyes on a terminal, for programs where piped."""
    from realist_eval.analysis import Evidence, deviant_patterns, patterns

    evidence = Evidence(material)
    found = patterns(evidence)
    if deviant:
        found = [one for pair in deviant_patterns(found) for one in (*pair.usual, *pair.deviant)]
    if not found:
        say(f"No configuration to show. {NOTHING}")
    on_screen = sys.stdout.isatty()
    shown = found[: limit or (ON_A_SCREEN if on_screen else None)]
    if on_screen:
        _show_narrow(evidence, shown, quotations=quotations)
    else:
        _show_full(evidence, shown)
    if len(shown) < len(found):
        more = many(len(found) - len(shown), "more pattern")
        say(f"Not shown: {more}. Reports hold all, and so does matrix --limit {len(found)}.")


def _title(evidence: Evidence) -> str:
    from realist_eval.model import UNREVIEWED

    mark = f" ({UNREVIEWED})" if evidence.material.unreviewed else ""
    return f"{evidence.material.title}: context-mechanism-outcome matrix{mark}"


def _show_narrow(evidence: Evidence, found: Sequence[Pattern], *, quotations: bool) -> None:
    from realist_eval.analysis.patterns import code_label

    columns = ("", "Context", "Mechanism", "Outcome", "", "Src", "Quo")
    rows = []
    for number, one in enumerate(found, 1):
        labels = [code_label(evidence, code) for code in one.codes.values()]
        labels[2] += f" ({one.valence.replace('_', ' ')})" if one.valence else ""
        if one.unreviewed:
            labels[0] = f"{labels[0]}\n[{one.status}]"
        rows.append([str(number), *labels, one.polarity, str(one.n_sources), str(one.n_quotations)])
    show_table(_title(evidence), columns, rows, numbers=("Src", "Quo"))
    if quotations:
        for number, one in enumerate(found, 1):
            _show_quotation(number, one)
    click.echo("+ comes about, - fails or is held back. Src: sources, Quo: quotations.")


def _show_quotation(number: int, pattern: Pattern) -> None:
    best = pattern.best
    roles = ", ".join(best.roles)
    lead = f"{number:>3}. "
    said = f"“{best.text}” [{roles}; {best.place}]"
    click.echo(textwrap.fill(said, NARROW - 2, initial_indent=lead, subsequent_indent="     "))


FULL = (
    "no", "context", "mechanism", "outcome", "valence", "polarity", "level", "cases", "roles", "sources",
    "quotations", "status", "best_quotation", "place",
)  # fmt: skip


def _show_full(evidence: Evidence, found: Sequence[Pattern]) -> None:
    from realist_eval.analysis.patterns import code_label

    show_table(
        _title(evidence),
        FULL,
        (
            [
                str(number),
                *(code_label(evidence, code) for code in one.codes.values()),
                one.valence,
                one.polarity,
                *("; ".join(values) for values in (one.levels, one.cases, one.roles)),
                str(one.n_sources),
                str(one.n_quotations),
                one.status,
                one.best.text,
                one.best.place,
            ]
            for number, one in enumerate(found, 1)
        ),
    )


def show_counts(material: Material, rows: str, columns: str) -> None:
    """A cross table on stdout: `sources (quotations)` in each cell."""
    from realist_eval.analysis import DIMENSIONS, Evidence, crosstab
    from realist_eval.model import UNREVIEWED

    unknown = [name for name in (rows, columns) if name not in DIMENSIONS]
    if unknown:
        hint = f"Choose from: {', '.join(DIMENSIONS)}."
        raise InputError(Problem(f"There is nothing to count called “{unknown[0]}”.", hint=hint))
    evidence = Evidence(material)
    table = crosstab(evidence, rows, columns)
    mark = f" ({UNREVIEWED})" if material.unreviewed else ""
    coded = ("code", "context", "mechanism", "outcome")
    name = evidence.codebook.label if columns in coded else evidence.names.get if columns == "source" else str
    label = evidence.codebook.label if rows in coded else evidence.names.get if rows == "source" else str
    heads = [str(name(column)) for column in table.columns]
    body = [
        [
            str(label(row)),
            *(_counted(table.cell(row, column)) for column in table.columns),
            _counted(table.row_total(row)),
        ]
        for row in table.rows
    ]
    title = f"{material.title}: {rows} by {columns}, sources (quotations){mark}"
    show_table(title, [rows, *heads, "all"], body, numbers=[*heads, "all"])


def _counted(tally: Any) -> str:
    return f"{tally.sources} ({tally.quotations})" if tally.members else "-"


__all__ = ["command", "material_of", "narrowed", "show_counts", "show_matrix", "with_filters"]
