"""`report`: the annex in Word, Excel and the other formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from realist_eval.cli.console import say
from realist_eval.cli.matrix import FILTERS, narrowed, open_material, with_filters

ATTRIBUTIONS = ("role", "case", "role and case", "pseudonym")


@click.command()
@click.argument("study", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    help="docx, xlsx, csv, md, html, json; may be given several times. All of these if not given.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to; the study's reports/ if not given.",
)
@click.option(
    "--plan",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A YAML report plan: sections, attribution, the study's own tables.",
)
@click.option(
    "--template", type=click.Path(path_type=Path, dir_okay=False), help="A house .docx whose styles are used."
)
@click.option("--attribution", type=click.Choice(ATTRIBUTIONS), help="How quotations are attributed.")
@click.option("--include-suggestions", is_flag=True, help="Also what nobody has decided, marked as such.")
@with_filters
def command(
    study: Path,
    formats: tuple[str, ...],
    output: Path | None,
    template: Path | None,
    include_suggestions: bool,
    **more: Any,
) -> None:
    """Write the report of a study: matrices, findings, quotations.

    \b
    Example:
      realist-eval report my-study
      realist-eval report my-study --format docx --template house.docx
      realist-eval report my-study --plan plan.yaml --attribution "role and case"
    """
    from realist_eval.reporter import DEFAULT_FORMATS, write_all

    filters = {name: more.pop(name) for name in FILTERS}
    material = narrowed(open_material(study, include_suggestions=include_suggestions), filters)
    if not material.codings:
        say("Nothing has been decided yet, so the report holds no findings.")
        say("Add --include-suggestions to see what was suggested.")
    plan = chosen_plan(more["plan"], more["attribution"])
    folder = output or study / "reports"
    for path in write_all(material, folder, formats or DEFAULT_FORMATS, plan=plan, template=template):
        click.echo(path)


def chosen_plan(path: Path | None, attribution: str | None) -> Any:
    """The plan of a file, or the default one, with the attribution asked for."""
    from dataclasses import replace

    from realist_eval.reporter import Plan, load_plan

    plan = load_plan(path) if path else Plan()
    return replace(plan, attribution=attribution) if attribution else plan
