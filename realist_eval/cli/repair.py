"""`repair`: mend what can be mended safely."""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli.console import say, say_problem
from realist_eval.cli.study_options import in_study


@click.command(name="repair", short_help="Mend what `check` found, as far as that is safe.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@in_study()
def command(study: studies.Study, *, yes: bool) -> None:
    """Show what can be mended and how, ask, and do it. A copy of whatever changes is kept in versions/.

    \b
    Example:
      realist-eval repair
    """
    from realist_eval.study.checking import check, repair

    faults = check(study)
    able = [fault for fault in faults if fault.mend]
    for fault in faults:
        say_problem(fault.problem)
        say(f"    can be mended: {fault.mending}" if fault.mend else "    cannot be mended from here")
    if not able:
        say("There is nothing to mend." if not faults else "Nothing of this can be mended safely.")
        return
    if not yes and not click.confirm(f"Mend {len(able)}?", err=True):
        say("Left as it was.")
        return
    say(f"{repair(study, able)} mended. Check again: realist-eval check")
