"""`explain`: why something was suggested."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.cli.study_options import STUDY

if TYPE_CHECKING:
    from realist_eval.model import Coding, Configuration, Suggestions, Transcript


@click.command(name="explain", short_help="Say why something was suggested.")
@click.argument("id_", metavar="ID")
@STUDY
def command(id_: str, study: Path) -> None:
    """Say why a coding or configuration was suggested: the rule, the words, the score, what would change it.

    ID is the suggestion's id, or its first letters, as `review` and the exported tables show it.

    \b
    Example:
      realist-eval explain 3f9a1c
    """
    from realist_eval.errors import InputError, Problem
    from realist_eval.study import Study

    opened = Study.open(study)
    for name in opened.ids():
        transcript = opened.transcript(name)
        made = opened.suggestions(transcript)
        items: list[Coding | Configuration] = [*made.codings, *made.configurations] if made else []
        for item in items:
            if made and item.id.startswith(id_):
                click.echo("\n".join(explain(item, transcript, made)))
                return
    hint = "Run `realist-eval suggest` first; ids change when the words or the codebook change."
    raise InputError(Problem(f"no suggestion has the id “{id_}”.", hint=hint))


def explain(item: Coding | Configuration, transcript: Transcript, made: Suggestions) -> list[str]:
    """The lines that say why."""
    from realist_eval.model import KINDS, UNSTATED, Coding

    codings = {coding.id: coding for coding in made.codings}
    if isinstance(item, Coding):
        lines = [_said(item, transcript), f"  {item.kind}: {item.code}, {item.valence or 'no valence'}"]
    else:
        lines = [f"Configuration {item.id}, polarity {item.polarity}"]
        for kind in KINDS:
            part = item.parts.get(kind)
            lines.append(f"  {kind}: {_said(codings[part], transcript) if part else UNSTATED}")
        if item.signal:
            lines.append(f"  joined by “{transcript.quote(item.signal)}”")
    reason = item.reason
    lines += [f"  score {item.score:.2f}", f"  why: {reason}"]
    lines += [f"    {weight:+.2f}  {name}" for name, weight in reason.weights]
    return [*lines, f"  otherwise: {reason.otherwise}"] if reason.otherwise else lines


def _said(coding: Coding, transcript: Transcript) -> str:
    turn = transcript.turn_at(coding.start)
    return f"“{transcript.quote(coding.span)}” ({transcript.id}, turn {turn.n}, {coding.id})"
