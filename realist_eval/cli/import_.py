"""`import`: sources into a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.cli import options, study_options
from realist_eval.cli.console import progress, say, say_problems, show_table

if TYPE_CHECKING:
    from realist_eval.study import Imported


@click.command(name="import", short_help="Bring transcripts into the study.")
@options.FILES
@study_options.STUDY
def command(files: tuple[Path, ...], study: Path) -> None:
    """Copy FILES (or folders of files) into the study and freeze their text.

    A file that came in before changes nothing. One that cannot be read is listed at the end, and the rest
    still comes in. How files are read can be set in study.yaml, under `profiles`; `read` shows the effect.

    \b
    Example:
      realist-eval import interviews/ focus-group.docx
    """
    from realist_eval.errors import InputError
    from realist_eval.study import Study

    opened = Study.open(study)
    with progress("Importing") as on_progress:
        imported = opened.import_sources(files, on_progress=on_progress)
    _show(imported)
    faults = [problem for problem in imported.problems if problem.severity == "error"]
    say_problems(problem for problem in imported.problems if problem.severity != "error")
    if faults:
        raise InputError(faults)
    if imported.arrived:
        say("Next: realist-eval suggest")


def _show(imported: Imported) -> None:
    if imported.arrived:
        rows = [
            (row.transcript, row.source, str(row.turns), str(row.words), ", ".join(row.speakers))
            for row in imported.arrived
        ]
        columns = ("transcript", "source", "turns", "words", "speakers")
        show_table("Came in", columns, rows, numbers=("turns", "words"))
    if imported.unchanged:
        say(f"{len(imported.unchanged)} had come in before and are unchanged.")
