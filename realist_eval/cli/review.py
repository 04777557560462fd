"""`review`: work through suggestions and transcripts at the keyboard."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from realist_eval import study as studies
from realist_eval.cli.console import many, say
from realist_eval.cli.study_options import CODER, in_study
from realist_eval.errors import StudyError

if TYPE_CHECKING:
    from realist_eval.review import Desk


@click.command(name="review", short_help="Decide on suggestions, and code by hand, in a terminal screen.")
@click.argument("transcript", required=False, default="")
@click.option("--blind", is_flag=True, help="Hide the suggestions and what others coded.")
@in_study(CODER)
def command(study: studies.Study, transcript: str) -> None:
    """Work through suggestions and transcripts: accept, reject, amend, code by hand, link.

    Without TRANSCRIPT: where work was left. All by keyboard, and the mouse works too; `?` shows every key.
    Each decision is saved at once, and can be undone.

    \b
    Example:
      realist-eval review interview-3
      realist-eval review --coder ana --blind
    """
    _need_terminal()
    from realist_eval.review import Desk, run_review

    desk = Desk(study, transcript)
    run_review(desk, _notice(desk))
    progress = desk.session.queue.progress
    say(f"{progress.decided:,} of {progress.total:,} decided. Everything is saved.")


def _need_terminal() -> None:
    """Raises StudyError where there is no terminal to show a screen in."""
    if sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        return
    hint = "Open a terminal window and call it there; `realist-eval codings --help` codes without a screen."
    raise StudyError("The review screen needs a terminal.", hint=hint)


def _notice(desk: Desk) -> str:
    unsuggested, contested = desk.gathering.unsuggested, desk.study.state.contested()
    if desk.study.blind:
        return ""
    if contested:
        return f"{many(len(contested), 'thing')} decided differently by several people: d settles them."
    waits = many(len(unsuggested), "transcript")
    said = f"Nothing is suggested yet for {waits}: leave with q and call `realist-eval suggest`."
    return said if unsuggested else ""
