"""`agree`: how far coders agree, and what they should talk about."""

from __future__ import annotations

import json
from pathlib import Path

import click

from realist_eval import study as studies
from realist_eval.cli import options
from realist_eval.cli.console import say
from realist_eval.cli.study_options import in_study

UNITS = click.Choice(("turn", "sentence", "span", "character"))
LEVELS = click.Choice(("pooled", "kind", "code"))
FORMATS = click.Choice(("text", "json", "docx", "html"))
_UNIT = "What is compared: whole turns, sentences, the coded spans themselves, or characters."
_BY = "Only figures for all codes together, per kind, or per code; may be given more than once."


@click.command(name="agree", short_help="Measure how far coders agree, and show where they do not.")
@click.argument("coders", nargs=-1, required=True, metavar="CODER CODER...")
@click.option("--unit", type=UNITS, default="turn", show_default=True, help=_UNIT)
@click.option("--by", type=LEVELS, multiple=True, help=_BY)
@options.number("--samples", 1000, 0, 100_000, "Bootstrap samples for the intervals; 0 for none.")
@click.option("--in", "only", multiple=True, metavar="TRANSCRIPT", help="Only there, such as one round's.")
@options.number("--show", 10, 0, None, "Disagreements to print.")
@click.option("--format", "format_", type=FORMATS, default="text", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
@click.option("--round", "round_", default="", metavar="NAME", help="Keep these figures as a coding round.")
@in_study()
def command(
    study: studies.Study,
    coders: tuple[str, ...],
    unit: str,
    by: tuple[str, ...],
    samples: int,
    only: tuple[str, ...],
    show: int,
    format_: str,
    output: Path | None,
    round_: str,
) -> None:
    """Compare what two or more CODERs did on their own, before anything was adjudicated.

    A CODER is a person, `engine` for the suggestions at hand, or a name that `suggest --freeze` kept.

    With --format docx or html, write a hand-out for the meeting: every disagreement side by side, with both
    readings and the codebook's text, those that matter most first.

    \b
    Example:
      realist-eval agree ana ben
      realist-eval agree ana ben --unit span --by kind
      realist-eval agree ana ben --format docx
      realist-eval agree ana ben --round pilot
      realist-eval agree ana ben --round second --in interview-4 --in interview-5
    """
    from realist_eval.agreement.disagreements import disagreements
    from realist_eval.agreement.figures import BY, compare
    from realist_eval.study.agreeing import as_json, keep_round, rounds, works
    from realist_eval.study.settled import marked

    made = works(study, coders)
    transcripts, codebook = list(map(study.transcript, only or study.ids())), study.codebook()
    chosen = BY if round_ else by or BY  # a round is kept whole
    found = compare(transcripts, made, codebook, unit=unit, by=chosen, samples=samples)
    differ = marked(study, disagreements(transcripts, made))
    earlier = rounds(study)
    if round_:
        say(f"Kept as the round “{round_}”: {keep_round(study, round_, found)}")
    if format_ in {"docx", "html"}:
        from realist_eval.study.agreeing_pages import hand_out
        from realist_eval.workshop.layout import write_hand_out

        path = output or study.layout.reports / f"agreement.{format_}"
        click.echo(write_hand_out(hand_out(study, found, differ, earlier), path, format_))
    elif format_ == "json":
        values = {**as_json(found), "disagreements": [one.as_json() for one in differ]}
        _write(json.dumps(values, ensure_ascii=False, indent=1) + "\n", output)
    else:
        from realist_eval.cli.agreement_text import text

        _write(text(study.title, found, differ, show, earlier, codebook), output)
        if differ:
            say("Next: a hand-out to talk about, --format docx; or settle them: realist-eval review, key d.")


def _write(words: str, output: Path | None) -> None:
    if output is None:
        click.echo(words, nl=False)
        return
    output.write_text(words, encoding="utf-8")
    click.echo(output)
