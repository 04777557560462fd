"""`memo`: notes on anything in a study."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import say, show_table


@click.command(name="memo", short_help="Write or read memos.")
@click.argument("target", default="")
@click.argument("text", required=False)
@study_options.STUDY
@study_options.CODER
def command(target: str, text: str | None, study: Path, coder: str) -> None:
    """Note TEXT on TARGET: "study", a transcript, a code, or the id of a coding or configuration.

    Without TEXT, show the memos on TARGET; without both, all of them. An empty TEXT ("") takes yours away.

    \b
    Example:
      realist-eval memo interview-3 "Tired at the end; the last answers are short."
      realist-eval memo
    """
    from realist_eval.study import Study
    from realist_eval.study.hand import memo_target, write_memo

    opened = Study.open(study, coder=coder)
    if text is not None:
        say(f"Noted on {write_memo(opened, target, text)}.")
        return
    memos = opened.state.memos(memo_target(opened, target) if target else None)
    rows = [(memo.target, memo.coder, memo.at, memo.payload.text) for memo in memos]
    show_table("Memos", ("on", "coder", "time (UTC)", "memo"), rows)
