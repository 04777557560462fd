"""`import-marked`: read back what colleagues commented in Word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval import study as studies
from realist_eval.cli.console import many, say, say_problems, show_table
from realist_eval.cli.study_options import in_study
from realist_eval.errors import SourceError

if TYPE_CHECKING:
    from realist_eval.study.marked import ReadBack


@click.command(name="import-marked", short_help="Read back transcripts that were coded in Word.")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--coder", required=True, metavar="NAME", help="Who worked in the files: decisions are theirs.")
@click.option("--source", default="", metavar="ID", help="The transcript, where a file does not say which.")
@click.option(
    "--accept-unchanged", is_flag=True, help="Accept the suggestions whose comments were left as is."
)
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, and record nothing.")
@in_study()
def command(
    study: studies.Study, paths: tuple[Path, ...], source: str, *, accept_unchanged: bool, dry_run: bool
) -> None:
    """Read comments in marked transcripts back as the decisions of a coder.

    `report --format docx --marked` writes such files. What cannot be placed is listed with all its words,
    and the rest is recorded; the exit code is then 1.

    \b
    Example:
      realist-eval report --format docx --marked
      realist-eval import-marked marked-interview-3.docx --coder Ana --dry-run
      realist-eval import-marked marked-interview-3.docx --coder Ana
    """
    from realist_eval.study.marked import read_back, record

    unplaced = unread = 0
    for path in paths:
        try:
            found = read_back(study, path, accept_unchanged=accept_unchanged, transcript=source)
        except SourceError as error:
            say_problems(error.problems)
            unread += 1
            continue
        if not dry_run:
            record(study, [found])
        _show(found, dry_run=dry_run)
        unplaced += len(found.unplaced)
    if unplaced:
        say(f"{many(unplaced, 'comment')} could not be placed; see above.")
    if unplaced or unread:
        raise click.exceptions.Exit(1)


def _show(found: ReadBack, *, dry_run: bool) -> None:
    columns = ("what", "turn", "code", "valence", "words", "memo")
    rows = [(one.what, one.turn, one.code, one.valence, one.words, one.memo) for one in found.steps]
    if rows:
        show_table(found.transcript, columns, rows, numbers=("turn",))
    say_problems([*found.notes, *found.questions, *found.unplaced])
    done = "would be recorded" if dry_run else "recorded"
    unchanged = many(found.unchanged, "comment")
    say(f"{found.transcript}: {many(len(found.drafts), 'decision')} {done}, {unchanged} unchanged.")
