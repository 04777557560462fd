"""`adjudicate`: settle what people decided differently."""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli.console import say, show_table
from realist_eval.cli.study_options import CODER, in_study


@click.command(name="adjudicate", short_help="Settle what coders read differently.")
@click.argument("id_", metavar="[ID]", default="")
@click.argument("choice", default="")
@click.option("--rationale", default="", help="Why; needed to settle something.")
@in_study(CODER)
def command(study: studies.Study, id_: str, choice: str, rationale: str) -> None:
    """Without ID, list what was read differently, what matters most first. With ID, settle it.

    What is listed was decided differently, or coded differently by coders who worked apart. CHOICE is a
    coder whose reading stands, one of the decisions listed, "both", or "none". The review screen does
    the same with both readings in view: key d.

    \b
    Example:
      realist-eval adjudicate
      realist-eval adjudicate 3f9a Ana --rationale "half of it is about others"
    """
    from realist_eval.errors import InputError
    from realist_eval.study.settled import adjudicate, waiting

    if not id_:
        rows = list(waiting(study))
        show_table("Read differently", ("id", "choice", "coder", "reading", "words", "memo"), rows)
        if not rows:
            say("Nothing waits to be adjudicated.")
        return
    if not choice or not rationale:
        raise InputError("Name the decision that is to stand, and say why: --rationale.")
    adjudicate(study, id_, choice, rationale)
    say("Settled.")
