"""`merge`: two copies of a study become one."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import many, say, say_problems


@click.command(name="merge", short_help="Bring in what colleagues did in their copy of the study.")
@click.argument("folder", type=click.Path(path_type=Path))
@study_options.STUDY
@study_options.CODER
def command(folder: Path, study: Path, coder: str) -> None:
    """Bring in the decisions and sources of FOLDER, another copy of this study.

    Nothing of either side is lost, and doing it twice changes nothing. Where two people decided the same
    thing differently, it waits for `adjudicate`.

    \b
    Example:
      realist-eval merge ../study-of-ben
    """
    from realist_eval.study import Study, joining

    opened = Study.open(study, coder=coder)
    planned = joining.plan(opened, folder)
    joining.carry_out(opened, planned)
    sources = len(planned.transcripts) + len(planned.apart)
    say(f"Came in: {many(len(planned.events), 'event')} and {many(sources, 'transcript')}.")
    say_problems(planned.problems)
    contested = opened.state.contested()
    if contested:
        say(f"Decided differently: {len(contested)} (realist-eval adjudicate).")
