"""`import`: sources into a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from realist_eval import study as studies
from realist_eval.cli import options
from realist_eval.cli.console import many, progress, say, say_and_end, show_table
from realist_eval.cli.read import profile_of, with_reading_options
from realist_eval.cli.study_options import CODER, in_study

if TYPE_CHECKING:
    from realist_eval.importer import Profile
    from realist_eval.study import Imported, Study


@click.command(name="import", short_help="Bring transcripts into the study.")
@options.FILES
@click.option("--replace", is_flag=True, help="FILES are corrected versions; their codings move along.")
@click.option("--as", "name", default="", metavar="TRANSCRIPT", help="With --replace: which one it replaces.")
@click.option("--reason", default="", help="With --replace: why; it is kept in the log.")
@click.option("--yes", is_flag=True, help="With --replace: do not ask.")
@click.option("--split", "apart", is_flag=True, help="Make a transcript of each interview that a file holds.")
@with_reading_options
@in_study(CODER)
def command(
    study: studies.Study,
    files: tuple[Path, ...],
    *,
    replace: bool,
    name: str,
    reason: str,
    yes: bool,
    apart: bool,
    **said: Any,
) -> None:
    """Copy FILES (or folders of files) into the study and freeze their text.

    A file that came in before changes nothing. One that cannot be read is listed at the end, and the rest
    still comes in. How FILES are read can be set with the options of `read`, which study.yaml then remembers.

    With --replace, what moves, what is unsure and what is lost is shown before anything is written; the old
    version stays in versions/.

    \b
    Example:
      realist-eval import interviews/ focus-group.docx
      realist-eval import --replace corrected/interview-3.docx
    """
    profile = profile_of(said) or None
    if replace:
        for path in files:
            _replace(study, path, name, reason, profile, ask=not yes)
        return
    with progress("Importing") as on_progress:
        imported = study.import_sources(files, profile, on_progress, apart=apart)
    _show(imported)
    say_and_end(imported.problems)
    if imported.arrived:
        say("Next: realist-eval suggest")


def _show(imported: Imported) -> None:
    if imported.arrived:
        rows = [
            (row.transcript, row.source, row.turns, row.words, ", ".join(row.speakers))
            for row in imported.arrived
        ]
        columns = ("transcript", "source", "turns", "words", "speakers")
        show_table("Came in", columns, rows, numbers=("turns", "words"))
    if imported.unchanged:
        say(f"Had come in before and stay as they are: {len(imported.unchanged)}.")


def _replace(
    opened: Study, path: Path, name: str, reason: str, profile: Profile | None, *, ask: bool
) -> None:
    from realist_eval.study import replacing

    planned = replacing.plan(opened, path, name, profile)
    rows = [(move.how, ", ".join(move.codes), move.before, move.after, move.why) for move in planned.doubtful]
    if rows:
        show_table(
            f"Codings of {planned.old.id}", ("", "code", "words now", "in the corrected file", "why"), rows
        )
    counts = ", ".join(f"{how} {count}" for how, count in planned.counts.items())
    places = many(len(planned.moves), "coded place")
    say(f"{planned.old.id}: {places}: {counts}. Nothing has been written yet.")
    if ask and not click.confirm("Replace it?", err=True):
        say("Left as it was.")
        return
    replacing.carry_out(opened, planned, reason)
    say(f"{planned.old.id} is replaced. To be looked at: realist-eval code stale. To go back: undo.")
