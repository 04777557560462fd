"""`memo`: notes on anything in a study."""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli.console import say, show_table
from realist_eval.cli.study_options import CODER, in_study


@click.command(name="memo", short_help="Write or read memos.")
@click.argument("target", default="")
@click.argument("text", required=False)
@in_study(CODER)
def command(study: studies.Study, target: str, text: str | None) -> None:
    """Note TEXT on TARGET: "study", a transcript, a code, or the id of a coding or configuration.

    Without TEXT, show the memos on TARGET; without both, all of them. An empty TEXT ("") takes yours away.

    \b
    Example:
      realist-eval memo interview-3 "Tired at the end: short answers."
      realist-eval memo
    """
    from realist_eval.study.hand import memo_target, write_memo

    if text is not None:
        say(f"Noted on {write_memo(study, target, text)}.")
        return
    memos = study.state.memos(memo_target(study, target) if target else None)
    rows = [(memo.target, memo.coder, memo.at, memo.payload.text) for memo in memos]
    show_table("Memos", ("on", "coder", "time (UTC)", "memo"), rows)
