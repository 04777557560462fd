"""`code`: change the codebook without losing what was coded under it."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import study_options
from realist_eval.cli.console import many, say, show_table

_REASON = click.option("--reason", default="", help="Why; it is kept with the change.")


@click.group(name="code", short_help="Rename, merge, split or retire codes; see what is stale.")
def command() -> None:
    """Change codes while keeping their history: codings follow, and every version of the codebook is kept."""


@command.command(name="rename")
@click.argument("code")
@click.argument("new")
@_REASON
@study_options.STUDY
@study_options.CODER
def rename(code: str, new: str, reason: str, study: Path, coder: str) -> None:
    """Give CODE the id NEW. Its codings, its children and the theories that name it follow.

    \b
    Example:
      realist-eval code rename mec.trust mec.mutual_trust
    """
    from realist_eval.study import Study, recoding

    recoding.rename(Study.open(study, coder=coder), code, new, reason)
    say(f"“{code}” is now “{new}”.")


@command.command(name="merge")
@click.argument("code")
@click.argument("into")
@_REASON
@study_options.STUDY
@study_options.CODER
def merge(code: str, into: str, reason: str, study: Path, coder: str) -> None:
    """Make CODE part of INTO, which takes over its indicators and examples. Its codings follow.

    \b
    Example:
      realist-eval code merge mec.goodwill mec.trust --reason "nobody could tell them apart"
    """
    from realist_eval.study import Study, recoding

    recoding.merge(Study.open(study, coder=coder), code, into, reason)
    say(f"“{code}” is now part of “{into}”.")


@command.command(name="split")
@click.argument("code")
@click.argument("into", nargs=-1, required=True)
@_REASON
@study_options.STUDY
@study_options.CODER
def split(code: str, into: tuple[str, ...], reason: str, study: Path, coder: str) -> None:
    """Split CODE INTO two or more new codes. Its codings stay until you give each its new code.

    \b
    Example:
      realist-eval code split mec.trust mec.trust_in_people mec.trust_in_money
    """
    from realist_eval.study import Study, recoding

    opened = Study.open(study, coder=coder)
    recoding.split(opened, code, into, reason)
    say(f"“{code}” is split. Give the new codes their labels and definitions in codebook.yaml.")
    waiting = len(recoding.stale(opened.state, opened.codebook()))
    say(f"{many(waiting, 'coding')} to be looked at: realist-eval code stale")


@command.command(name="retire")
@click.argument("code")
@_REASON
@study_options.STUDY
@study_options.CODER
def retire(code: str, reason: str, study: Path, coder: str) -> None:
    """Use CODE no longer for new codings or suggestions. Those that it has stay.

    \b
    Example:
      realist-eval code retire con.weather
    """
    from realist_eval.study import Study, recoding

    recoding.retire(Study.open(study, coder=coder), code, reason)
    say(f"“{code}” is retired.")


@command.command(name="stale")
@study_options.STUDY
def stale(study: Path) -> None:
    """List codings made under another definition of their code, or under one that was split.

    Confirm one with `codings accept`, or give it another code with `codings amend`.

    \b
    Example:
      realist-eval code stale
    """
    from realist_eval.study import Study, recoding

    opened = Study.open(study)
    why = recoding.stale(opened.state, opened.codebook())
    material = opened.material(apart=True)
    rows = [
        (
            coding.id,
            coding.transcript,
            coding.by,
            why[coding.id],
            material.transcripts[coding.transcript].quote(coding.span),
        )
        for coding in material.codings
        if coding.id in why
    ]
    show_table("To be looked at", ("id", "transcript", "coder", "why", "words"), rows)
    if not rows:
        say("Nothing is stale.")


@command.command(name="log")
@study_options.STUDY
def log(study: Path) -> None:
    """List the versions of the codebook, with dates and reasons.

    \b
    Example:
      realist-eval code log
    """
    from realist_eval.study import Study, recoding

    found = recoding.versions(Study.open(study))
    rows = [(one.sha[:12], one.at, one.coder, one.what, one.reason) for one in found]
    show_table("Versions of the codebook", ("version", "time (UTC)", "coder", "what", "why"), rows)


@command.command(name="note")
@_REASON
@study_options.STUDY
@study_options.CODER
def note(reason: str, study: Path, coder: str) -> None:
    """Keep codebook.yaml as it is now as a version, with the reason for what you changed in it.

    \b
    Example:
      realist-eval code note --reason "definitions agreed in the team meeting"
    """
    from realist_eval.study import Study, recoding

    noted = recoding.note(Study.open(study, coder=coder), reason)
    say("Noted." if noted else "Nothing has changed since the last version.")
