"""`undo`: take back what a coder did last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from realist_eval import study as studies
from realist_eval.cli.console import say
from realist_eval.cli.study_options import CODER, in_study

if TYPE_CHECKING:
    from realist_eval.study import Study
    from realist_eval.study.events import AnyEvent


@click.command(name="undo", short_help="Take back what you did last.")
@in_study(CODER)
def command(study: studies.Study) -> None:
    """Take back what you did last, in the study's files too. It stays in the log; `redo` brings it back.

    \b
    Example:
      realist-eval undo
    """
    show("Undone", study, study.undo())


def show(what: str, study: Study, events: list[AnyEvent]) -> None:
    """Say what was taken back or brought back."""
    from realist_eval.study.telling import tell

    for event in events:
        told = tell(event, study.state)
        say(f"{what}: {told.op} {told.words}")
