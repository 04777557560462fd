"""`theory`: programme theories, their versions, and what the evidence says of them."""

from __future__ import annotations

import click

from realist_eval import study as studies
from realist_eval.cli import theory_chains
from realist_eval.cli.console import say, show_table
from realist_eval.cli.study_options import CODER, in_study


@click.group(name="theory", short_help="Programme theories, their versions, and the evidence on them.")
def command() -> None:
    """Keep programme theories in theory.yaml, and hold configurations against them."""


@command.command(name="init")
@in_study()
def init(study: studies.Study) -> None:
    """Write theory.yaml, from the codebook's theories where it has some.

    \b
    Example:
      realist-eval theory init
    """
    from realist_eval.study import theories

    theories.begin(study)
    say(f"Written: {study.layout.theory}. Change it in any editor, then: realist-eval theory note")


@command.command(name="show")
@in_study()
def show(study: studies.Study) -> None:
    """Show each theory with how many configurations support, refine or refute it, or are silent.

    \b
    Example:
      realist-eval theory show
    """
    from realist_eval.study import theories

    found = theories.told(study)
    columns = (
        "theory",
        "statement",
        "status",
        *theories.WEIGHTS,
        "to be weighed",
        "configurations to be weighed",
    )
    rows = [
        (
            one.theory.id,
            theories.statement(one.theory),
            one.theory.status,
            *(one.weights[weight] for weight in theories.WEIGHTS),
            len(one.waiting),
            ", ".join(one.waiting),
        )
        for one in found
    ]
    show_table("Programme theories", columns, rows, numbers=(*theories.WEIGHTS, "to be weighed"))
    if not found:
        say("There is no theory yet: realist-eval theory init")


@command.command(name="weigh")
@click.argument("configuration")
@click.argument("theory")
@click.argument("weight", type=click.Choice(["supports", "refines", "refutes", "silent"]))
@click.option("--memo", default="", help="Why; the reasoning back from the outcome to what caused it.")
@in_study(CODER)
def weigh(study: studies.Study, configuration: str, theory: str, weight: str, memo: str) -> None:
    """Say that CONFIGURATION supports, refines or refutes THEORY, or is silent on it.

    \b
    Example:
      realist-eval theory weigh 3f9a T1 refutes --memo "no leader, and it worked all the same"
    """
    from realist_eval.study import theories

    name = theories.weigh(study, configuration, theory, weight, memo)  # type: ignore[arg-type]
    say(f"{name} {weight} {theory}.")


@command.command(name="note")
@click.option("--reason", default="", help="Why it was changed.")
@in_study(CODER)
def note(study: studies.Study, reason: str) -> None:
    """Keep theory.yaml as it is now as a version, with the reason for what was changed.

    \b
    Example:
      realist-eval theory note --reason "the third site has no leader"
    """
    from realist_eval.study import theories

    noted = theories.note_version(study, reason)
    say("Noted." if noted else "Nothing has changed since it was last noted.")


@command.command(name="diff")
@click.argument("version", default="")
@in_study()
def diff(study: studies.Study, version: str) -> None:
    """Show in words what has changed since VERSION, or since the version that was noted last.

    \b
    Example:
      realist-eval theory diff
    """
    from realist_eval.study import theories

    changes = list(theories.diff(study, version))
    for change in changes:
        click.echo(change)
    if not changes:
        say("Nothing has changed.")


@command.command(name="log")
@in_study()
def log(study: studies.Study) -> None:
    """Show how you reasoned, and when: versions of the theory, weighings and ripples, with their memos.

    \b
    Example:
      realist-eval theory log
    """
    from realist_eval.study import recoding, theories
    from realist_eval.study.telling import story

    known = recoding.versions(study, theories.FILE)
    rows = [(one.at, one.coder, f"version {one.sha[:12]}", one.reason) for one in known]
    rows += [
        (one.at, one.coder, what + " (undone)" * one.undone, one.words)
        for what, op in (("weighed", "weigh"), ("ripple", "ripple"))
        for one in story(study, op=op)
    ]
    show_table("Theory log", ("time (UTC)", "coder", "what", "why"), sorted(rows))


command.add_command(theory_chains.patterns)
command.add_command(theory_chains.ripples)
