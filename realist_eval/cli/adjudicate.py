"""`adjudicate`: settle what people decided differently."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import say, show_table


@click.command(name="adjudicate", short_help="Settle what coders read differently.")
@click.argument("id_", metavar="[ID]", default="")
@click.argument("choice", default="")
@click.option("--rationale", default="", help="Why; needed to settle something.")
@study_options.STUDY
@study_options.CODER
def command(id_: str, choice: str, rationale: str, study: Path, coder: str) -> None:
    """Without ID, list what was read differently, what matters most first. With ID, settle it.

    What is listed was decided differently, or coded differently by coders who worked apart. CHOICE is a
    coder whose reading stands, one of the decisions listed, "both", or "none". The review screen does
    the same with both readings in view: key d.

    \b
    Example:
      realist-eval adjudicate
      realist-eval adjudicate 3f9a Ana --rationale "the second half is about the other team"
    """
    from realist_eval.errors import InputError, Problem
    from realist_eval.study import Study
    from realist_eval.study.settled import adjudicate, waiting

    opened = Study.open(study, coder=coder)
    if not id_:
        rows = list(waiting(opened))
        show_table("Read differently", ("id", "choice", "coder", "reading", "words", "memo"), rows)
        if not rows:
            say("Nothing waits to be adjudicated.")
        return
    if not choice or not rationale:
        raise InputError(Problem("Name the decision that is to stand, and say why: --rationale."))
    adjudicate(opened, id_, choice, rationale)
    say("Settled.")
