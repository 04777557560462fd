"""`code`: change the codebook without losing what was coded under it."""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli.console import many, say, show_table
from realist_eval.cli.study_options import CODER, in_study

_REASON = click.option("--reason", default="", help="Why; it is kept with the change.")


@click.group(name="code", short_help="Rename, merge, split or retire codes; see what is stale.")
def command() -> None:
    """Change codes while keeping their history: codings follow, and every version of the codebook is kept."""


@command.command(name="rename")
@click.argument("code")
@click.argument("new")
@_REASON
@in_study(CODER)
def rename(study: studies.Study, code: str, new: str, reason: str) -> None:
    """Give CODE the id NEW. Its codings, its children and the theories that name it follow.

    \b
    Example:
      realist-eval code rename mec.trust mec.mutual_trust
    """
    from realist_eval.study import recoding

    recoding.rename(study, code, new, reason)
    say(f"“{code}” is now “{new}”.")


@command.command(name="merge")
@click.argument("code")
@click.argument("into")
@_REASON
@in_study(CODER)
def merge(study: studies.Study, code: str, into: str, reason: str) -> None:
    """Make CODE part of INTO, which takes over its indicators and examples. Its codings follow.

    \b
    Example:
      realist-eval code merge mec.goodwill mec.trust --reason "one and the same"
    """
    from realist_eval.study import recoding

    recoding.merge(study, code, into, reason)
    say(f"“{code}” is now part of “{into}”.")


@command.command(name="split")
@click.argument("code")
@click.argument("into", nargs=-1, required=True)
@_REASON
@in_study(CODER)
def split(study: studies.Study, code: str, into: tuple[str, ...], reason: str) -> None:
    """Split CODE INTO two or more new codes. Its codings stay until you give each its new code.

    \b
    Example:
      realist-eval code split mec.trust mec.trust_in_people mec.trust_in_money
    """
    from realist_eval.study import recoding

    recoding.split(study, code, into, reason)
    say(f"“{code}” is split. Give the new codes their labels and definitions in codebook.yaml.")
    waiting = len(recoding.stale(study.state, study.codebook()))
    say(f"{many(waiting, 'coding')} to be looked at: realist-eval code stale")


@command.command(name="retire")
@click.argument("code")
@_REASON
@in_study(CODER)
def retire(study: studies.Study, code: str, reason: str) -> None:
    """Use CODE no longer for new codings or suggestions. Those that it has stay.

    \b
    Example:
      realist-eval code retire con.weather
    """
    from realist_eval.study import recoding

    recoding.retire(study, code, reason)
    say(f"“{code}” is retired.")


@command.command(name="stale")
@in_study()
def stale(study: studies.Study) -> None:
    """List codings made under another definition of their code, or under one that was split.

    Confirm one with `codings accept`, or give it another code with `codings amend`.

    \b
    Example:
      realist-eval code stale
    """
    from realist_eval.study import recoding

    why = recoding.stale(study.state, study.codebook())
    material = study.material(apart=True)
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
@in_study()
def log(study: studies.Study) -> None:
    """List the versions of the codebook, with dates and reasons.

    \b
    Example:
      realist-eval code log
    """
    from realist_eval.study import recoding

    found = recoding.versions(study)
    rows = [(one.sha[:12], one.at, one.coder, one.what, one.reason) for one in found]
    show_table("Versions of the codebook", ("version", "time (UTC)", "coder", "what", "why"), rows)


@command.command(name="note")
@_REASON
@in_study(CODER)
def note(study: studies.Study, reason: str) -> None:
    """Keep codebook.yaml as it is now as a version, with the reason for what you changed in it.

    \b
    Example:
      realist-eval code note --reason "definitions agreed in the team meeting"
    """
    from realist_eval.study import recoding

    noted = recoding.note(study, reason)
    say("Noted." if noted else "Nothing has changed since the last version.")
