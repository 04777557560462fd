"""`redo`: bring back what was undone."""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli.study_options import CODER, in_study


@click.command(name="redo", short_help="Bring back what you undid last.")
@in_study(CODER)
def command(study: studies.Study) -> None:
    """Bring back what you undid last, as long as you have done nothing new since.

    \b
    Example:
      realist-eval redo
    """
    from realist_eval.cli.undo import show

    show("Done again", study, study.redo())
