"""`matrix`: the CMO matrix, or counts, in the terminal; tab-separated where piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from realist_eval import study as studies
from realist_eval.cli import options
from realist_eval.cli.console import many, say, show_table
from realist_eval.cli.study_options import in_study
from realist_eval.errors import InputError, Problem

if TYPE_CHECKING:
    from realist_eval.analysis import Evidence, Pattern, Tally
    from realist_eval.model import Material
    from realist_eval.study import Study

FILTERS = ("case", "role", "kind", "level", "valence", "code", "source")
NARROW = 80
ON_A_SCREEN = 25  # rows, where no limit is asked for: the strongest; files hold them all
NOTHING = (
    "Nothing has been decided yet: `realist-eval review` is for that. "
    "To see what is suggested, add --include-suggestions (after `realist-eval suggest`)."
)
FILTERED = "Nothing fits all that was asked for together: ask for less, such as one filter alone."
UNLINKED = "What was coded is not linked yet: see `realist-eval codings link --help`."


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
        Problem(f"Nothing is coded with {name} “{value}”.", hint=_there_are(known[name], material))
        for name, values in wanted.items()
        for value in values
        if value not in known[name]
    ]
    if problems:
        raise InputError(problems)
    return select(material, **wanted)


def _there_are(values: Sequence[str], material: Material) -> str:
    return f"There are: {', '.join(values)}." if values else "" if material.codings else NOTHING


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
@options.number("--steps", 4, 1, 9, "At most so many steps.")
@click.option(
    "--limit", type=click.IntRange(1), help="Show at most so many rows; on a terminal 25 if not given."
)
@options.ZOOM_OUT
@options.SUGGESTIONS
@with_filters
def command(
    study: studies.Study,
    rows: str | None,
    columns: str | None,
    path: tuple[str, str] | None,
    steps: int,
    *,
    quotations: bool,
    deviant: bool,
    limit: int | None,
    include_suggestions: bool,
    zoom_out: bool,
    **filters: Any,
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

    whole = material_of(study, include_suggestions=include_suggestions)
    material = narrowed(whole, filters)
    if zoom_out:
        material = analysis.zoom_out(material)
    if path:
        show_paths(material, path[0], path[1], steps)
    elif rows or columns:
        show_counts(material, rows or "code", columns or "case")
    else:
        show_matrix(material, quotations=quotations, deviant=deviant, limit=limit, whole=whole)


def show_paths(material: Material, start: str, end: str, steps: int) -> None:
    """What leads from one code to another, a way a line."""
    from realist_eval.analysis import paths, patterns

    known = {coding.code for coding in material.codings} | set(material.codebook.by_id)
    unknown = [code for code in (start, end) if code not in known]
    if unknown:
        raise InputError(f"There is no code “{unknown[0]}” in the codebook.", hint=_near(unknown[0], known))
    found = paths(patterns(material), start, end, steps)
    if not found:
        say(f"Nothing leads from {start} to {end} within {steps} steps.")
        return
    label = material.codebook.label
    rows = [
        (" > ".join(map(label, codes)), len(through), min(one.n_sources for one in through))
        for codes, through in found
    ]
    show_table(f"From {label(start)} to {label(end)}", ("way", "steps", "fewest sources"), rows)


def _near(code: str, known: set[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(code, sorted(known), 1)
    return f"Did you mean “{near[0]}”?" if near else "`realist-eval codebook show` lists them."


def show_matrix(
    material: Material,
    *,
    quotations: bool = False,
    deviant: bool = False,
    limit: int | None = None,
    whole: Material | None = None,
) -> None:
    """The matrix on stdout: for eyes on a terminal, for programs where piped; `whole`: before any filter."""
    from realist_eval.analysis import Evidence, deviant_patterns, patterns

    evidence = Evidence(material)
    found = patterns(evidence)
    if deviant and found:
        found = [one for pair in deviant_patterns(found) for one in (*pair.usual, *pair.deviant)]
        if not found:
            say("No pattern to show: none is contradicted by another.")
    elif not found:
        say(f"No configuration to show. {_why_none(whole or material)}")
    on_screen = sys.stdout.isatty()
    shown = found[: limit or (ON_A_SCREEN if on_screen else None)]
    title = titled(material, "context-mechanism-outcome matrix")
    if on_screen:
        _show_narrow(title, evidence, shown, quotations=quotations)
    else:
        show_table(title, FULL, [_full(evidence, *row) for row in enumerate(shown, 1)])
    if len(shown) < len(found):
        more = many(len(found) - len(shown), "more pattern")
        say(f"Not shown: {more}. Reports hold all, and so does matrix --limit {len(found)}.")


def _why_none(whole: Material) -> str:
    return FILTERED if whole.configurations else UNLINKED if whole.codings else NOTHING


def titled(material: Material, what: str) -> str:
    """A title that says so where nobody decided on some of it."""
    from realist_eval.model import UNREVIEWED

    return f"{material.title}: {what}{f' ({UNREVIEWED})' if material.unreviewed else ''}"


def _show_narrow(title: str, evidence: Evidence, found: Sequence[Pattern], *, quotations: bool) -> None:
    rows = []
    for number, one in enumerate(found, 1):
        labels = _labels(evidence, one)
        labels[2] += f" ({one.valence.replace('_', ' ')})" if one.valence else ""
        labels[0] += f"\n[{one.status}]" if one.unreviewed else ""
        rows.append((number, *labels, one.polarity, one.n_sources, one.n_quotations))
    columns = ("", "Context", "Mechanism", "Outcome", "", "Src", "Quo")
    show_table(title, columns, rows, numbers=("Src", "Quo"))
    for number, one in enumerate(found if quotations else (), 1):
        said = f"“{one.best.text}” [{', '.join(one.best.roles)}; {one.best.place}]"
        click.echo(fill(said, NARROW - 2, initial_indent=f"{number:>3}. ", subsequent_indent="     "))
    click.echo("+ comes about, - fails or is held back. Src: sources, Quo: quotations.")


def _labels(evidence: Evidence, pattern: Pattern) -> list[str]:
    from realist_eval.analysis.patterns import code_label

    return [code_label(evidence, code) for code in pattern.codes.values()]


FULL = (
    "no", "context", "mechanism", "outcome", "valence", "polarity", "level", "cases", "roles", "sources",
    "quotations", "status", "best_quotation", "place",
)  # fmt: skip


def _full(evidence: Evidence, number: int, one: Pattern) -> tuple[object, ...]:
    reach = ("; ".join(values) for values in (one.levels, one.cases, one.roles))
    counts = (one.n_sources, one.n_quotations, one.status, one.best.text, one.best.place)
    return (number, *_labels(evidence, one), one.valence, one.polarity, *reach, *counts)


def show_counts(material: Material, rows: str, columns: str) -> None:
    """A cross table on stdout: `sources (quotations)` in each cell."""
    from realist_eval.analysis import DIMENSIONS, Evidence, crosstab

    unknown = [name for name in (rows, columns) if name not in DIMENSIONS]
    if unknown:
        hint = f"Choose from: {', '.join(DIMENSIONS)}."
        raise InputError(f"There is nothing to count called “{unknown[0]}”.", hint=hint)
    evidence = Evidence(material)
    table = crosstab(evidence, rows, columns)
    coded = dict.fromkeys(("code", "context", "mechanism", "outcome"), evidence.codebook.label)
    named: dict[str, Callable[[str], str]] = {**coded, "source": evidence.names.__getitem__}
    name, label = named.get(columns, str), named.get(rows, str)
    heads = list(map(name, table.columns))
    body = [
        (
            label(row),
            *(_counted(table.cell(row, column)) for column in table.columns),
            _counted(table.row_total(row)),
        )
        for row in table.rows
    ]
    title = titled(material, f"{rows} by {columns}, sources (quotations)")
    show_table(title, [rows, *heads, "all"], body, numbers=[*heads, "all"])


def _counted(tally: Tally) -> str:
    return f"{tally.sources} ({tally.quotations})" if tally.members else "-"
