"""`codebook draft`: codes for open coding, from what no code covers yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.cli import options, study_options
from realist_eval.cli.console import many, progress, say, say_and_end

if TYPE_CHECKING:
    from realist_eval.engine.opencoding import Drafted

HEAD = """\
# Draft codes, made by counting words: nobody has read them. Before you code with them:
#   - keep what says something about your programme, join what belongs together, throw the rest away;
#   - give each a label that says it, and check its kind: that is a guess;
#   - write its definition, and when not to use it.
# The quotations are verbatim; the place of each stands behind it. Treat this file as you treat transcripts.
# Then: realist-eval codebook check THIS-FILE, and copy what you keep into codebook.yaml.
"""


@click.command("draft")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--codebook", "-c", metavar="FILE", help="With FILES: the codebook whose codes cover some already."
)
@options.number("--most", 12, 1, 100, "Draft no more codes than this.")
@study_options.STUDY
@options.JOBS
def draft(files: tuple[Path, ...], codebook: str | None, most: int, study: Path, jobs: int) -> None:
    """Draft codes for open coding: what people often give as causes and effects and no code covers.

    Works on the study of this folder, or on FILES. Phrases that lie outside everything coded, and that no
    code's words fit, are grouped by the words they share; each group becomes a draft with its quotations.
    Labels and kinds are guesses, and what a code means is yours to write. Without a codebook, every phrase
    counts: a way to begin one.

    \b
    Example:
      realist-eval codebook draft > draft.yaml
      realist-eval codebook draft interviews/ -c generic_realist > draft.yaml
    """
    if codebook and not files:
        raise click.UsageError("--codebook goes with FILES; a study has its own.")
    title, drafted = _of_files(files, codebook, most, jobs) if files else _of_study(study, most)
    if not drafted:
        say("No words are shared by enough causal phrases that no code covers: there is nothing to draft.")
        return
    click.echo(HEAD + written(drafted, f"Draft codes: {title}"), nl=False)
    phrases = many(sum(len(one.phrases) for one in drafted), "phrase")
    say(f"{many(len(drafted), 'code')} drafted from {phrases}. Nobody has read them.")


def _of_study(folder: Path, most: int) -> tuple[str, list[Drafted]]:
    from realist_eval.study import Study, drafting

    study = Study.open(folder)
    with progress("Reading") as on_progress:
        return study.title, drafting.draft(study, most, on_progress)


def _of_files(
    files: tuple[Path, ...], codebook: str | None, most: int, jobs: int
) -> tuple[str, list[Drafted]]:
    from realist_eval import pipeline as work
    from realist_eval.engine import CausationCoder
    from realist_eval.engine.opencoding import draft_codes, uncovered

    book = options.load(codebook) if codebook else None
    imported = work.read_all(files)
    say_and_end([problem for problem in imported.problems if problem.severity == "error"])
    digests = CausationCoder(jobs=jobs).digest(imported.transcripts)
    phrases = [phrase for transcript, digest in digests for phrase in uncovered(transcript, digest, book)]
    title = many(len(imported.transcripts), "transcript")
    return title, draft_codes(phrases, most=most, ids=book.by_id if book else ())


def written(drafted: list[Drafted], title: str) -> str:
    """The drafts as a codebook, with the counts and places as comments."""
    from realist_eval.codebook import dump_codebook
    from realist_eval.model import Codebook

    notes = {place: said for one in drafted for place, said in one.places.items()}
    for one in drafted:
        sources = many(len({phrase.transcript for phrase in one.phrases}), "source")
        notes[one.code.id] = f"{many(len(one.phrases), 'phrase')} in {sources}; the kind is a guess"
    return dump_codebook(Codebook(title, tuple(one.code for one in drafted)), notes)
