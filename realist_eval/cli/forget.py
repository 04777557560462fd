"""`forget`: a participant withdraws."""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli.console import many, say, show_table
from realist_eval.cli.study_options import CODER, CONFIRM, in_study, must_type


@click.command(name="forget", short_help="Take a participant's words out for good (withdrawal of consent).")
@click.argument("name", metavar="SOURCE|SPEAKER")
@click.option("--reason", default="", help="Why; it is kept with the tombstone.")
@CONFIRM
@in_study(CODER)
def command(study: studies.Study, name: str, confirm: str, reason: str) -> None:
    """Take the words of a SOURCE (a transcript's id) or a SPEAKER (the label) out of the study for good.

    They go from sources, transcripts, versions, participants.csv and the cache. A tombstone in the log says
    that something was taken out, and when. This cannot be undone, so the name is to be typed once more.

    \b
    Example:
      realist-eval forget interview-3
    """
    from realist_eval.study import forgetting

    planned = forgetting.plan(study, name)
    rows = [(one.transcript, one.speaker or "all", one.turns, one.codings) for one in planned.erasures]
    show_table("To be taken out for good", ("transcript", "speaker", "turns", "codings"), rows)
    must_type(name, confirm, "take this out")
    forgetting.carry_out(study, planned, reason)
    say(f"“{name}” is taken out. The log keeps a tombstone.")
    if planned.reports:
        say("These may still hold the words; delete them, or write them anew with `realist-eval report`:")
        for path in planned.reports:
            click.echo(path)
    if planned.named:
        say("These name them; change them by hand:")
        for path in planned.named:
            click.echo(path)
    if planned.memos:
        say(f"{many(planned.memos, 'memo')} on what was taken out. If they quote it, tell your data officer.")
    say("Copies of the study elsewhere lose the words when they are next merged with this one.")
