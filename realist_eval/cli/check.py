"""`check`: is the study sound?"""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import many, say, say_problem


@click.command(name="check", short_help="Verify that nothing in the study is lost or damaged.")
@study_options.STUDY
def command(study: Path) -> None:
    """Verify the whole study: logs, transcripts, sources, versions, codings. Changes nothing.

    Ends with 1 where something is wrong.

    \b
    Example:
      realist-eval check
    """
    from realist_eval.study import Study
    from realist_eval.study.checking import check

    opened = Study.open(study)
    faults = check(opened)
    for fault in faults:
        say_problem(fault.problem)
    if any(fault.mend for fault in faults):
        say("Some of this can be mended: realist-eval repair")
    if any(fault.problem.severity in {"error", "warning"} for fault in faults):
        raise click.exceptions.Exit(1)
    say(f"All is well: {many(len(opened.ids()), 'transcript')}, {many(len(opened.state.events), 'event')}.")
