"""`merge`: two copies of a study become one."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval import study as studies
from realist_eval.cli.console import many, say, say_problems
from realist_eval.cli.study_options import CODER, in_study


@click.command(name="merge", short_help="Bring in what colleagues did in their copy of the study.")
@click.argument("folder", type=click.Path(path_type=Path))
@in_study(CODER)
def command(study: studies.Study, folder: Path) -> None:
    """Bring in the decisions and sources of FOLDER, another copy of this study.

    Nothing of either side is lost, and doing it twice changes nothing. Where two people decided the same
    thing differently, it waits for `adjudicate`.

    \b
    Example:
      realist-eval merge ../study-of-ben
    """
    from realist_eval.study import joining

    planned = joining.plan(study, folder)
    joining.carry_out(study, planned)
    sources = len(planned.transcripts) + len(planned.apart)
    say(f"Came in: {many(len(planned.events), 'event')} and {many(sources, 'transcript')}.")
    say_problems(planned.problems)
    contested = study.state.contested()
    if contested:
        say(f"Decided differently: {len(contested)} (realist-eval adjudicate).")
