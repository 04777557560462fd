"""`redo`: bring back what was undone."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import study_options


@click.command(name="redo", short_help="Bring back what you undid last.")
@study_options.STUDY
@study_options.CODER
def command(study: Path, coder: str) -> None:
    """Bring back what you undid last, as long as you have done nothing new since.

    \b
    Example:
      realist-eval redo
    """
    from realist_eval.cli.undo import show
    from realist_eval.study import Study

    opened = Study.open(study, coder=coder)
    show("Done again", opened, opened.redo())
