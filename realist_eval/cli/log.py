"""`log`: who did what, when."""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli.console import say, say_problems, show_table
from realist_eval.cli.study_options import in_study


@click.command(name="log", short_help="Show who did what, when, and from what.")
@in_study()
@click.option("--coder", "by", default="", metavar="NAME", help="Only what this coder did.")
@click.option("--op", default="", metavar="NAME", help="Only one kind: decide, code, memo, import, undo, ...")
@click.option("--on", default="", metavar="WHAT", help="Only on a transcript, a code, a coding or an event.")
@click.option("--since", default="", metavar="DATE", help="Only since a date, such as 2026-01-31.")
@click.option("--last", default=0, metavar="N", help="Only the last N events.")
def command(study: studies.Study, by: str, op: str, on: str, since: str, last: int) -> None:
    """Show the log: every event with coder, time, what it was made from and the version of the tool.

    \b
    Example:
      realist-eval log --on interview-3 --coder ana
    """
    from realist_eval.study.telling import story

    told = list(story(study, coder=by, op=op, target=on, since=since))[-last:]
    rows = [
        (one.id, one.at, one.coder, one.op + " (undone)" * one.undone, one.words, one.tool) for one in told
    ]
    show_table("Log", ("event", "time (UTC)", "coder", "what", "of what", "tool"), rows)
    if not told:
        say("Nothing of that kind has happened.")
    say_problems(study.problems)
