"""`theory patterns` and `theory ripples`: demi-regularities, and what one of them sets off."""

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


@click.command(name="patterns")
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


@click.command(name="ripples")
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
