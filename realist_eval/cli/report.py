"""`report`: the annex in Word, Excel and the other formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from realist_eval.cli.console import progress, say
from realist_eval.cli.matrix import FILTERS, material_of, narrowed, with_filters
from realist_eval.cli.study_options import STUDY

if TYPE_CHECKING:
    from realist_eval.model import Material
    from realist_eval.reporter import Plan
    from realist_eval.study import Study

STYLES = ("role", "case", "role and case", "pseudonym", "source", "label")


@click.command(name="report", short_help="Write the report: matrices, findings, quotations.")
@STUDY
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    help="docx, xlsx, csv, md, html, json (all these if none is named); latex, parquet, graphml, dot, "
    "mermaid, figures.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to; the study's reports/ if not given.",
)
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A YAML report plan: sections, attribution, the study's own tables.",
)
@click.option("--print-plan", is_flag=True, help="Print a report plan with every key explained, and stop.")
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A house .docx whose styles are used.",
)
@click.option("--attribution", type=click.Choice(STYLES), help="How quotations are attributed.")
@click.option("--include-suggestions", is_flag=True, help="Also what nobody has decided, marked as such.")
@click.option(
    "--marked",
    is_flag=True,
    help="Instead: a Word file for each transcript, with its codes as comments, to code in; "
    "`import-marked` reads it back.",
)
@with_filters
def command(
    study: Path,
    formats: tuple[str, ...],
    output: Path | None,
    template: Path | None,
    print_plan: bool,
    **more: Any,
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
    filters = {name: more.pop(name) for name in FILTERS}
    if more["marked"]:
        _write_marked(found, formats, filters, output, include_suggestions=more["include_suggestions"])
        return
    suggested = more["include_suggestions"]
    material = narrowed(material_of(found, include_suggestions=suggested), filters)
    plan = chosen_plan(more["plan_file"], more["attribution"] or found.config.attribution)
    if not material.codings:
        say("Nothing has been decided yet, so the report holds no findings.")
        if not suggested:
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
    for path in write_marked_files(material, output or study.layout.root / "reports", sources):
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

    small = small_groups(material, plan)
    if small:
        more = f" and {len(small) - 5} more" if len(small) > 5 else ""
        say(
            f"Warning: attributed by {plan.attribution or 'role'}, quotations may show who said them: "
            f"{'; '.join(small[:5])}{more}. See the audit appendix."
        )
