"""`status`: where a study stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import many, say, say_problems, show_table

if TYPE_CHECKING:
    from realist_eval.study import Status


@click.command(name="status", short_help="Show where the study stands.")
@study_options.STUDY
@study_options.CODER
@study_options.BLIND
def command(study: Path, coder: str, *, blind: bool) -> None:
    """Show what is in the study, what is suggested, what is decided and by whom.

    \b
    Example:
      realist-eval status
    """
    from realist_eval.study import Study

    found = Study.open(study, coder=coder, blind=blind).status()
    columns = ("transcript", "case", "turns", "words", "suggested", "undecided", "decided", "uncoded turns")
    rows = [
        (
            row.id,
            row.case,
            *map(str, (row.turns, row.words)),
            *("run suggest" if count is None else str(count) for count in (row.suggested, row.undecided)),
            str(row.decided),
            str(row.uncoded),
        )
        for row in found.transcripts
    ]
    show_table(found.title, columns, rows, numbers=columns[2:])
    _say_rest(found)


def _say_rest(found: Status) -> None:
    say(f"Study: {found.folder}. You are {found.coder}.")
    if found.codes is not None:
        say(f"Codebook: {many(found.codes, 'code')}.")
    if found.verdicts:
        say("Decisions that stand: " + _counts(found.verdicts) + ". By coder: " + _counts(found.coders) + ".")
    if found.contested:
        say(f"Waiting to be adjudicated: {found.contested}.")
    if found.stale:
        say(f"To be looked at, since code or words have changed: {found.stale} (realist-eval code stale).")
    if found.ripples:
        say("Ripples: " + _counts(found.ripples) + " (realist-eval theory ripples).")
    if found.verdicts:
        say("New codes a source: " + _bars([row.new_codes for row in found.transcripts]))
    say_problems(found.problems)
    if not found.transcripts:
        say("Next: realist-eval import FILES")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _bars(numbers: list[int]) -> str:
    """A small plot: one bar a source, and the numbers for who cannot see it."""
    most = max([*numbers, 1])
    bars = "".join(" ▁▂▃▄▅▆▇█"[-(-8 * number // most)] for number in numbers)
    return f"{bars}  ({', '.join(map(str, numbers))})"
