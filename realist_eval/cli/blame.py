"""`blame`: who coded these words, and why."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import say, show_table


@click.command(name="blame", short_help="Show who coded certain words, when and from what.")
@click.argument("quote")
@click.option("--in", "transcript", default="", metavar="TRANSCRIPT", help="Only in this transcript.")
@study_options.STUDY
def command(quote: str, transcript: str, study: Path) -> None:
    """Show every coding over the words of QUOTE, with each judgement on it, undone ones too.

    \b
    Example:
      realist-eval blame "we trusted each other"
    """
    from realist_eval.study import Study
    from realist_eval.study.telling import blame

    found = blame(Study.open(study), quote, transcript)
    rows = [
        (
            f"{one.transcript}, turn {one.turn}",
            one.quote,
            told.at,
            told.coder,
            told.words + " (undone)" * told.undone,
        )
        for one in found
        for told in one.history
    ]
    show_table(f"“{quote}”", ("where", "words", "time (UTC)", "coder", "what"), rows)
    if not found:
        say("Nobody has coded these words.")
