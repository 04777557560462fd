"""`undo`: take back what a coder did last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import say

if TYPE_CHECKING:
    from realist_eval.study import Study
    from realist_eval.study.events import AnyEvent


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

    opened = Study.open(study, coder=coder)
    show("Undone", opened, opened.undo())


def show(what: str, study: Study, events: list[AnyEvent]) -> None:
    """Say what was taken back or brought back."""
    from realist_eval.study.telling import tell

    for event in events:
        told = tell(event, study.state)
        say(f"{what}: {told.op} {told.words}")
