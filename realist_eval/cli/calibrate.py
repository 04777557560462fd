"""`calibrate`: prepare new coders by a blind sample, and score what they did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from realist_eval import study as studies
from realist_eval.cli import options
from realist_eval.cli.console import many, say, say_problem, say_problems
from realist_eval.cli.study_options import in_study

if TYPE_CHECKING:
    from realist_eval.model import Codebook
    from realist_eval.study.calibrating import Miss, Score


@click.group(name="calibrate", short_help="Prepare new coders: a blind sample, scored against a reference.")
def command() -> None:
    """Draw a blind sample for new coders, and score it against a coder whom you trust."""


@command.command(name="draw")
@options.number("--size", 30, 1, 1000, "Passages.")
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed draws the same sample.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the packs; reports/calibration-ID of the study if not given.",
)
@in_study()
def draw(study: studies.Study, size: int, seed: int, output: Path | None) -> None:
    """Draw passages over all cases and roles, a quarter of them unmarked, and write packs to fill in.

    The packs (Word, Excel, CSV tables) name no source and no speaker. Their key stays in the study.

    \b
    Example:
      realist-eval calibrate draw --size 30 --seed 7
    """
    from realist_eval.study.calibrating import draw_sample
    from realist_eval.study.calibrating_pack import pack, write_packs

    sample = draw_sample(study, size, seed)
    report = pack(study.title, sample, study.codebook())
    folder = output or study.layout.reports / f"calibration-{sample.id}"
    for path in write_packs(report, folder, say_problem):
        click.echo(path)
    strata = {(one.case, one.role) for one in sample.items}
    unmarked = sum(not one.marked for one in sample.items)
    drawn, from_ = many(len(sample.items), "passage"), many(len(strata), "stratum", "strata")
    say(f"{drawn} from {from_} of case and role; unmarked: {unmarked}.")
    if len(sample.items) < size:
        say("There are no more passages than these.")
    say("Have a pack filled in, then: realist-eval calibrate score FILE --reference CODER")


@command.command(name="score")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reference", required=True, metavar="CODER", help="The coder to score against.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@in_study()
def score_(study: studies.Study, file: Path, reference: str, format_: str) -> None:
    """Score a filled-in pack by code, and explain each miss with the codebook's entry.

    The pack may come back as it was written (docx, xlsx, csv) or as an OpenDocument sheet (ods).

    \b
    Example:
      realist-eval calibrate score pack.docx --reference ana
    """
    from realist_eval.study.calibrating import score
    from realist_eval.study.calibrating_pack import read_answers

    found, problems = score(study, read_answers(file), reference)
    say_problems(problems)
    if format_ == "json":
        import json
        from dataclasses import asdict

        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
        return
    click.echo("\n".join(_text(found, study.codebook())))


def _text(found: Score, codebook: Codebook) -> Iterator[str]:
    from realist_eval.agreement.labels import name_of, shown

    yield f"{many(found.scored, 'passage')} scored against {found.reference}"
    if found.blank:
        yield from wrap(f"Left blank, not scored: {', '.join(found.blank)}", 80)
    if found.left_out:
        lost = "Left out, since their words changed or the reference did not work on them"
        yield from wrap(f"{lost}: {', '.join(found.left_out)}", 80)
    for name, one in found.overall.items():
        yield f"  {name_of(name):24}{shown(name, one)}"
    yield ""
    yield f"{'code':32}{'reference':>10}{'coder':>7}{'both':>6}   kappa, AC1"
    for row in found.codes:
        code = wrap(row.code, 31, break_on_hyphens=False)
        figures = wrap(f"{row.kappa}, {row.ac1}", 22)
        yield f"{code[0]:32}{row.reference:>10}{row.coder:>7}{row.both:>6}   {figures[0]}"
        for at in range(1, max(len(code), len(figures))):
            rest = code[at] if at < len(code) else ""
            yield f"{rest:58}{figures[at] if at < len(figures) else ''}".rstrip()
    for miss in found.misses:
        yield from _miss(miss, codebook)


def _miss(miss: Miss, codebook: Codebook) -> Iterator[str]:
    from realist_eval.study.calibrating import why

    yield ""
    yield from wrap(f"{miss.item}: “{' '.join(miss.words.split())}”", 80)
    if miss.right:
        yield from _indented(f"right: {', '.join(miss.right)}")
    for code in miss.missed:
        yield from _indented(f"missed {why(code, codebook, missed=True)}")
    for code in miss.extra:
        yield from _indented(f"not {why(code, codebook, missed=False)}")


def _indented(words: str) -> list[str]:
    return wrap(words, 80, initial_indent="   ", subsequent_indent="     ", break_on_hyphens=False)
