"""`theory`: programme theories, their versions, and what the evidence says of them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from realist_eval import study as studies
from realist_eval.cli.console import many, say, show_table
from realist_eval.cli.matrix import titled
from realist_eval.cli.options import SUGGESTIONS, ZOOM_OUT
from realist_eval.cli.study_options import CODER, in_study

if TYPE_CHECKING:
    from realist_eval.analysis import Pattern
    from realist_eval.model import Codebook


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
      realist-eval theory weigh 3f9a T1 refutes --memo "no leader, and it worked"
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


@command.command(name="patterns")
@ZOOM_OUT
@SUGGESTIONS
@in_study()
def patterns(study: studies.Study, *, zoom_out: bool, include_suggestions: bool) -> None:
    """Show demi-regularities: patterns, how far each reaches, which may be one, and which contradict.

    A pattern gathers configurations that share context, mechanism, outcome and direction. Its configurations
    are counted by case, role and level. “Alike” names patterns that differ in one thing only, such as two
    contexts under one parent: if they mean the same, `realist-eval code merge` makes them one.

    \b
    Example:
      realist-eval theory patterns
      realist-eval theory patterns --zoom-out > patterns.tsv
    """
    from realist_eval import analysis

    material = study.material(include_suggestions=include_suggestions)
    evidence = analysis.Evidence(analysis.zoom_out(material) if zoom_out else material)
    found = analysis.patterns(evidence)
    notes = _likeness(evidence.codebook, found), _against(found)
    rows = [
        (
            *(number, _pattern(evidence.codebook, one), one.n_sources, len(one.configurations)),
            *map(_counted, vars(analysis.spread(evidence, one)).values()),
            *("; ".join(note.get(number, [])) for note in notes),
        )
        for number, one in enumerate(found, 1)
    ]
    _show(titled(material, "demi-regularities"), rows)
    recurring = sum(one.demi_regularity for one in found)
    say(f"{many(len(found), 'pattern')}, {recurring} in more than one source." if found else _NONE)


_NONE = "No configuration was decided yet: realist-eval review, or add --include-suggestions."
COLUMNS = (
    "no", "pattern", "sources", "configurations", "by case", "by role", "by level", "alike",
    "contradicted by",
)  # fmt: skip


def _show(title: str, rows: Sequence[Sequence[object]]) -> None:
    """A table where piped; on a terminal a paragraph a pattern, since nine columns fit none."""
    if not sys.stdout.isatty():
        show_table(title, COLUMNS, rows)
        return
    click.echo(title)
    for row in rows:
        click.echo(f"\n{row[0]}. {row[1]}")
        for name, cell in zip(COLUMNS[2:], row[2:], strict=True):
            if cell:
                click.echo(f"   {name}: {cell}")


def _pattern(book: Codebook, pattern: Pattern) -> str:
    """`Office > Trust > Referrals (achieved)`, with what is unstated and not reviewed in sight."""
    from realist_eval.model import UNREVIEWED, UNSTATED

    words = " > ".join(book.label(code) if code else UNSTATED for code in pattern.codes.values())
    valence = f" ({pattern.valence.replace('_', ' ')})" if pattern.valence else ""
    held = ", held back" if pattern.polarity == "-" else ""
    return words + valence + held + (f" [{UNREVIEWED}]" if pattern.unreviewed else "")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _likeness(book: Codebook, found: list[Pattern]) -> dict[int, list[str]]:
    """For each pattern's number, those that may be one with it, and why."""
    from realist_eval.analysis import alike

    number = {one.key: n for n, one in enumerate(found, 1)}
    said: dict[int, list[str]] = {}
    for group in alike(book, found):
        members = [number[one.key] for one in group.patterns]
        for one in members:
            others = ", ".join(str(other) for other in members if other != one)
            said.setdefault(one, []).append(f"{others} (but for the {group.differ_in}: {group.because})")
    return said


def _against(found: list[Pattern]) -> dict[int, list[str]]:
    """For each pattern's number, those that say the opposite."""
    from realist_eval.analysis import deviant_patterns

    number = {one.key: n for n, one in enumerate(found, 1)}
    said: dict[int, list[str]] = {}
    for pair in deviant_patterns(found):
        for side, other in ((pair.usual, pair.deviant), (pair.deviant, pair.usual)):
            for one in side:
                said.setdefault(number[one.key], []).extend(str(number[two.key]) for two in other)
    return said


@command.command(name="ripples")
@click.option("--confirm", metavar="ID", help="Say that this one holds: the outcome did become the context.")
@click.option("--reject", metavar="ID", help="Say that this one does not hold.")
@click.option("--memo", default="", help="Why.")
@SUGGESTIONS
@in_study(CODER)
def ripples(
    study: studies.Study, confirm: str | None, reject: str | None, memo: str, *, include_suggestions: bool
) -> None:
    """Show where one pattern's outcome is the next one's context, and confirm or reject such a ripple.

    A ripple is found where the same words, or the same code, stand as an outcome and as a context. Whether
    the one set off the other only a person can say; who said so, when and why is in `theory log`.

    \b
    Example:
      realist-eval theory ripples
      realist-eval theory ripples --confirm 3f9a --memo "two managers say so"
    """
    from realist_eval.study import rippling

    if confirm is not None and reject is not None:
        raise click.UsageError("Give --confirm or --reject, not both.")
    if confirm is not None or reject is not None:
        name, verdict = (confirm, "confirmed") if confirm is not None else (reject or "", "rejected")
        one = rippling.judge(study, name, verdict, memo)  # type: ignore[arg-type]
        say(f"{verdict.capitalize()}: {one.id}.")
        return
    material = study.material(include_suggestions=include_suggestions)
    found = rippling.found(study, material)
    rows = [
        (
            one.id,
            _pattern(material.codebook, one.ripple.first),
            _pattern(material.codebook, one.ripple.then),
            len(one.ripple.sources),
            one.status,
            one.said.coder if one.said else "",
            one.said.payload.memo if one.said else "",
        )
        for one in found
    ]
    columns = ("ripple", "first", "its outcome is the context of", "sources", "status", "by", "why")
    show_table(titled(material, "ripples"), columns, rows, numbers=("sources",))
    if not found:
        say("No pattern's outcome is the context of another.")
    gone = rippling.judged(study.state).keys() - {one.id for one in found}
    if gone:
        say(f"{many(len(gone), 'ripple')} that somebody judged cannot be found any more.")
