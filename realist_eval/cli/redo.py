"""`redo`: bring back what was undone."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import say


@click.command(name="redo", short_help="Bring back what you undid last.")
@study_options.STUDY
@study_options.CODER
def command(study: Path, coder: str) -> None:
    """Bring back what you undid last, as long as you have done nothing new since.

    \b
    Example:
      realist-eval redo
    """
    from realist_eval.study import Study
    from realist_eval.study.telling import tell

    opened = Study.open(study, coder=coder)
    for event in opened.redo():
        told = tell(event, opened.state)
        say(f"Done again: {told.op} {told.words}")
