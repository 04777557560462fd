"""`blame`: who coded these words, and why."""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli.console import say, show_table
from realist_eval.cli.study_options import in_study


@click.command(name="blame", short_help="Show who coded certain words, when and from what.")
@click.argument("quote")
@click.option("--in", "transcript", default="", metavar="TRANSCRIPT", help="Only in this transcript.")
@in_study()
def command(study: studies.Study, quote: str, transcript: str) -> None:
    """Show every coding over the words of QUOTE, with each judgement on it, undone ones too.

    \b
    Example:
      realist-eval blame "we trusted each other"
    """
    from realist_eval.study.telling import blame

    found = blame(study, quote, transcript)
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
