"""`run`: files and a codebook in, every report out, without a study folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.cli import options
from realist_eval.cli.console import many, progress, say, say_and_end

if TYPE_CHECKING:
    from realist_eval.engine import CausationCoder


@click.command(name="run", short_help="From transcripts to reports in one go, without a study folder.")
@options.FILES
@click.option(
    "--codebook", "-c", metavar="FILE", required=True, help="A codebook in YAML, or a bundled one's name."
)
@click.option(
    "--output", "-o", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR"
)
@click.option(
    "--participants", type=click.Path(path_type=Path), help="A CSV with speaker, source, role, case."
)
@click.option("--title", default="", help="What to call the study in the reports.")
@options.FORMATS
@options.engine
def command(
    files: tuple[Path, ...],
    codebook: str,
    output: Path,
    participants: Path | None,
    title: str,
    formats: tuple[str, ...],
    coder: CausationCoder,
) -> None:
    """Read FILES (or folders), suggest configurations, and write every report to DIR.

    Nobody has decided anything: all that it writes is marked "suggested, not reviewed". To accept, amend
    and reject suggestions, begin a study with `realist-eval init`.

    \b
    Example:
      realist-eval run interviews/ --codebook generic_realist --output reports
    """
    from realist_eval import pipeline as work
    from realist_eval.errors import InputError
    from realist_eval.reporter import write_all

    book = options.load(codebook)
    with progress("Reading") as on_progress:
        imported = work.read_all(files, participants, on_progress)
    if not imported.transcripts:  # a report of nothing would look like a finding
        raise InputError(imported.problems)
    with progress("Coding") as on_progress:
        material = work.run(imported.transcripts, book, title=title, suggester=coder, on_progress=on_progress)
    with progress("Writing") as on_progress:
        written = write_all(material, output, formats or None, on_progress=on_progress)
    read, found = len(imported.transcripts), len(material.configurations)
    say(f"{many(read, 'transcript')}: {many(found, 'configuration')} suggested, not reviewed.")
    for path in written:
        click.echo(path)
    say_and_end(imported.problems)
