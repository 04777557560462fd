"""`status`: where a study stands."""

from __future__ import annotations

import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

from realist_eval import study as studies
from realist_eval.cli.console import many, say, say_problems, show_table
from realist_eval.cli.study_options import BLIND, CODER, in_study

if TYPE_CHECKING:
    from realist_eval.study import Status


@click.command(name="status", short_help="Show where the study stands.")
@in_study(CODER, BLIND)
def command(study: studies.Study) -> None:
    """Show what is in the study, what is suggested, what is decided and by whom.

    \b
    Example:
      realist-eval status
    """
    found = study.status()
    columns = ("transcript", "case", "turns", "words", "suggested", "undecided", "decided", "uncoded turns")
    rows = [
        (
            *(row.id, row.case, row.turns, row.words),
            *("-" if count is None else count for count in (row.suggested, row.undecided)),
            *(row.decided, row.uncoded),
        )
        for row in found.transcripts
    ]
    if sys.stdout.isatty():
        _show(found.title, rows)
    else:
        show_table(found.title, columns, rows)
    _say_rest(found, blind=study.blind)


_HEADS = ("turns", "words", "suggested", "undecided", "decided", "uncoded")


def _show(title: str, rows: list[tuple[Any, ...]]) -> None:
    """A line a transcript, or two where its name takes one: no name is broken, however narrow the screen."""
    names, cases = (max([len(row[at]) for row in rows], default=0) for at in (0, 1))
    width = get_terminal_size().columns - sum(map(len, _HEADS)) - 2 * len(_HEADS)
    cases = cases + 2 if names + cases + 2 <= width else 0  # where there is room for them
    room = max(10, min(names, width))
    heads = "".join(f"  {head}" for head in _HEADS)
    click.echo(f"{title}\n{'transcript':{room}}{'  case'[:cases]:{cases}}{heads}")
    for name, case, *numbers in rows:
        line = "".join(f"  {number:>{len(head)}}" for number, head in zip(numbers, _HEADS, strict=True))
        line = f"{f'  {case}'[:cases]:{cases}}{line}"
        click.echo(f"{name:{room}}{line}" if len(name) <= room else f"{name}\n{'':{room}}{line}")


def _say_rest(found: Status, *, blind: bool) -> None:
    say(f"Study: {found.folder}. You are {found.coder}.")
    if found.codes is not None:
        say(f"Codebook: {many(found.codes, 'code')}.")
    new = sum(row.suggested is None for row in found.transcripts)
    if new and not blind and found.codes is not None:
        say(f"New or changed since the engine looked: {new} (realist-eval suggest).")
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
    elif not found.verdicts and any(row.undecided for row in found.transcripts):
        say("Next: realist-eval review")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _bars(numbers: list[int]) -> str:
    """A small plot: one bar a source, and the numbers for who cannot see it."""
    most = max([*numbers, 1])
    bars = "".join(" ▁▂▃▄▅▆▇█"[-(-8 * number // most)] for number in numbers)
    return f"{bars}  ({', '.join(map(str, numbers))})"
