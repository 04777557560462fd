"""`demo`: the whole job on the invented study."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.cli.console import many, progress, say

if TYPE_CHECKING:
    from realist_eval.study import Study

TITLE = "Open Door: link workers in libraries (an invented study)"
ROWS_SHOWN = 12


@click.command(name="demo", short_help="See the whole job on an invented study.")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("realist-eval-demo"))
def command(folder: Path) -> None:
    """Make the invented study in FOLDER, suggest, show the matrix and write every report.

    Nobody has decided anything in it: all that it shows and writes is marked "suggested, not reviewed".

    \b
    Example:
      realist-eval demo
    """
    from realist_eval.cli.matrix import show_matrix
    from realist_eval.reporter import write_all

    study = sample_in(folder)
    with progress("Suggesting") as on_progress:
        found = list(study.suggest(on_progress))
    material = study.material(include_suggestions=True)
    show_matrix(material, limit=ROWS_SHOWN)
    with progress("Writing") as on_progress:
        written = write_all(material, study.layout.root / "reports", on_progress=on_progress)
    total = sum(row.configurations for row in found)
    say(f"{many(total, 'configuration')} suggested in {many(len(found), 'transcript')}.")
    say("Nobody has decided on any of them. The reports:")
    for path in written:
        click.echo(path)
    say(f"Next: cd {folder} && realist-eval status, or realist-eval init my-study for a study of yours.")


def sample_in(folder: Path) -> Study:
    """The sample study in `folder`, begun or gone on with; raises StudyError over another study."""
    from realist_eval.bundled import sample_study
    from realist_eval.errors import StudyError
    from realist_eval.study import Study

    sample = sample_study()
    if (folder / "study.yaml").exists():
        study = Study.open(folder)
        if study.title != TITLE:
            hint = "Name another folder: realist-eval demo FOLDER"
            raise StudyError("holds another study.", str(folder), hint=hint)
    else:
        study = Study.create(folder, TITLE, codebook=sample / "codebook.yaml")
        shutil.copyfile(sample / "participants.csv", study.layout.participants)
    with progress("Importing") as on_progress:
        study.import_sources([sample], on_progress=on_progress)
    return study
