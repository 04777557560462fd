"""`check`: is the study sound?"""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli.console import many, say, say_problem
from realist_eval.cli.study_options import in_study


@click.command(name="check", short_help="Verify that nothing in the study is lost or damaged.")
@in_study()
def command(study: studies.Study) -> None:
    """Verify the whole study: logs, transcripts, sources, versions, codings. Changes nothing.

    Ends with 1 where something is wrong.

    \b
    Example:
      realist-eval check
    """
    from realist_eval.study.checking import check

    faults = check(study)
    for fault in faults:
        say_problem(fault.problem)
    if any(fault.mend for fault in faults):
        say("Some of this can be mended: realist-eval repair")
    if any(fault.problem.severity in {"error", "warning"} for fault in faults):
        raise click.exceptions.Exit(1)
    say(f"All is well: {many(len(study.ids()), 'transcript')}, {many(len(study.state.events), 'event')}.")
