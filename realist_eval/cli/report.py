"""`report`: the annex in Word, Excel and the other formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from realist_eval.cli import options
from realist_eval.cli.console import progress, say, say_problem
from realist_eval.cli.matrix import FILTERED, material_of, narrowed, with_filters
from realist_eval.cli.study_options import STUDY

if TYPE_CHECKING:
    from realist_eval.model import Material
    from realist_eval.reporter import Plan
    from realist_eval.study import Study

STYLES = ("role", "case", "role and case", "pseudonym", "source", "label")
_FILE = click.Path(path_type=Path, dir_okay=False)
_NAMES = "docx, xlsx, csv, md, html, json (if none is named); latex, parquet, graphml, dot, mermaid, figures."
_FOLDER = "Folder to write to; the study's reports/ if not given."
_PLAN = "A YAML report plan: sections, attribution, the study's own tables."
_MARKED = "Instead: transcripts in Word to code in, codes as comments; `import-marked` reads them back."


@click.command(name="report", short_help="Write the report: matrices, findings, quotations.")
@STUDY
@click.option("--format", "formats", multiple=True, metavar="NAME", help=_NAMES)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help=_FOLDER)
@click.option("--plan", "plan_file", type=_FILE, help=_PLAN)
@click.option("--print-plan", is_flag=True, help="Print a report plan with every key explained, and stop.")
@click.option("--template", type=_FILE, help="A house .docx whose styles are used.")
@click.option("--attribution", type=click.Choice(STYLES), help="How quotations are attributed.")
@options.SUGGESTIONS
@click.option("--marked", is_flag=True, help=_MARKED)
@with_filters
def command(
    study: Path,
    formats: tuple[str, ...],
    output: Path | None,
    plan_file: Path | None,
    template: Path | None,
    attribution: str | None,
    *,
    print_plan: bool,
    include_suggestions: bool,
    marked: bool,
    **filters: Any,
) -> None:
    """Write the report of a study, in every format or in those named.

    \b
    Example:
      realist-eval report
      realist-eval report --format docx --template house.docx
      realist-eval report --print-plan > plan.yaml
      realist-eval report --plan plan.yaml --attribution "role and case"
      realist-eval report --format docx --marked --source interview-3
    """
    from realist_eval.reporter import write_all
    from realist_eval.study import Study

    if print_plan:
        click.echo(plan_to_print(), nl=False)
        return
    found = Study.open(study)
    if marked:
        _write_marked(found, formats, filters, output, include_suggestions=include_suggestions)
        return
    whole = material_of(found, include_suggestions=include_suggestions)
    material = narrowed(whole, filters)
    plan = chosen_plan(plan_file, attribution or found.config.attribution)
    if whole.codings and not material.codings:
        say(f"The report holds no findings. {FILTERED}")
    elif not material.codings:
        say("Nothing has been decided yet, so the report holds no findings.")
        if not include_suggestions:
            say("Add --include-suggestions to see what was suggested.")
    _warn_of_small_groups(material, plan)
    folder = output or found.layout.root / "reports"
    with progress("Writing") as on_progress:
        written = write_all(material, folder, formats, plan=plan, template=template, on_progress=on_progress)
    for path in written:
        click.echo(path)


def _write_marked(
    study: Study,
    formats: tuple[str, ...],
    filters: dict[str, Any],
    output: Path | None,
    *,
    include_suggestions: bool,
) -> None:
    """A Word file for each transcript, or for those that --source names, coded or not."""
    from realist_eval.study.marked import write_marked_files

    if set(formats) - {"docx"}:
        raise click.UsageError("Transcripts are marked in Word alone: --format docx --marked.")
    sources = filters.pop("source")
    material = narrowed(study.material(include_suggestions), filters)
    folder = output or study.layout.root / "reports"
    for path in write_marked_files(material, folder, sources, say_problem):
        click.echo(path)


def plan_to_print() -> str:
    """The default plan as YAML, every key explained."""
    from importlib.resources import files

    return (files("realist_eval.reporter") / "plan.yaml").read_text("utf-8")


def chosen_plan(path: Path | None, attribution: str | None) -> Plan:
    """The plan of a file, or the default one; what the plan says of attribution goes first."""
    from dataclasses import replace

    from realist_eval.reporter import Plan, load_plan

    plan = load_plan(path) if path else Plan()
    return plan if plan.attribution else replace(plan, attribution=attribution or "")


def _warn_of_small_groups(material: Material, plan: Plan) -> None:
    from realist_eval.reporter import small_groups

    if small := small_groups(material, plan):
        more = f" and {len(small) - 5} more" if len(small) > 5 else ""
        say(f"Warning: attributed by {plan.attribution or 'role'}, quotations may show who said them: "
            f"{'; '.join(small[:5])}{more}. See the audit appendix.")  # fmt: skip
