"""`theory`: programme theories, their versions, and what the evidence says of them."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import study_options, theory_chains
from realist_eval.cli.console import say, show_table


@click.group(name="theory", short_help="Programme theories, their versions, and the evidence on them.")
def command() -> None:
    """Keep programme theories in theory.yaml, and hold configurations against them."""


@command.command(name="init")
@study_options.STUDY
def init(study: Path) -> None:
    """Write theory.yaml, from the codebook's theories where it has some.

    \b
    Example:
      realist-eval theory init
    """
    from realist_eval.study import Study, theories

    opened = Study.open(study)
    theories.begin(opened)
    say(f"Written: {opened.layout.theory}. Change it in any editor, then: realist-eval theory note")


@command.command(name="show")
@study_options.STUDY
def show(study: Path) -> None:
    """Show each theory with how many configurations support, refine or refute it, or are silent.

    \b
    Example:
      realist-eval theory show
    """
    from realist_eval.study import Study, theories

    found = theories.told(Study.open(study))
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
            *(str(one.weights[weight]) for weight in theories.WEIGHTS),
            str(len(one.waiting)),
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
@study_options.STUDY
@study_options.CODER
def weigh(configuration: str, theory: str, weight: str, memo: str, study: Path, coder: str) -> None:
    """Say that CONFIGURATION supports, refines or refutes THEORY, or is silent on it.

    \b
    Example:
      realist-eval theory weigh 3f9a T1 refutes --memo "no leader, and it worked all the same"
    """
    from realist_eval.study import Study, theories

    name = theories.weigh(Study.open(study, coder=coder), configuration, theory, weight, memo)  # type: ignore[arg-type]
    say(f"{name} {weight} {theory}.")


@command.command(name="note")
@click.option("--reason", default="", help="Why it was changed.")
@study_options.STUDY
@study_options.CODER
def note(reason: str, study: Path, coder: str) -> None:
    """Keep theory.yaml as it is now as a version, with the reason for what was changed.

    \b
    Example:
      realist-eval theory note --reason "the third site has no leader"
    """
    from realist_eval.study import Study, theories

    noted = theories.note_version(Study.open(study, coder=coder), reason)
    say("Noted." if noted else "Nothing has changed since it was last noted.")


@command.command(name="diff")
@click.argument("version", default="")
@study_options.STUDY
def diff(version: str, study: Path) -> None:
    """Show in words what has changed since VERSION, or since the version that was noted last.

    \b
    Example:
      realist-eval theory diff
    """
    from realist_eval.study import Study, theories

    changes = list(theories.diff(Study.open(study), version))
    for change in changes:
        click.echo(change)
    if not changes:
        say("Nothing has changed.")


@command.command(name="log")
@study_options.STUDY
def log(study: Path) -> None:
    """Show how you reasoned, and when: versions of the theory, weighings and ripples, with their memos.

    \b
    Example:
      realist-eval theory log
    """
    from realist_eval.study import Study, recoding, theories
    from realist_eval.study.telling import story

    opened = Study.open(study)
    known = recoding.versions(opened, theories.FILE)
    rows = [(one.at, one.coder, f"version {one.sha[:12]}", one.reason) for one in known]
    rows += [
        (one.at, one.coder, what + " (undone)" * one.undone, one.words)
        for what, op in (("weighed", "weigh"), ("ripple", "ripple"))
        for one in story(opened, op=op)
    ]
    show_table("Theory log", ("time (UTC)", "coder", "what", "why"), sorted(rows))


command.add_command(theory_chains.patterns)
command.add_command(theory_chains.ripples)
