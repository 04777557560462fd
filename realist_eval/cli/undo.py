"""`undo`: take back what a coder did last."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import say


@click.command(name="undo", short_help="Take back what you did last.")
@study_options.STUDY
@study_options.CODER
def command(study: Path, coder: str) -> None:
    """Take back what you did last, in the study's files too. It stays in the log; `redo` brings it back.

    \b
    Example:
      realist-eval undo
    """
    from realist_eval.study import Study
    from realist_eval.study.telling import tell

    opened = Study.open(study, coder=coder)
    for event in opened.undo():
        told = tell(event, opened.state)
        say(f"Undone: {told.op} {told.words}")
