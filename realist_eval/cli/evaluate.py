"""`evaluate`: how far to trust the engine, measured on people's coding."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.cli import options
from realist_eval.cli.console import say, show_table

if TYPE_CHECKING:
    from realist_eval.engine import CausationCoder
    from realist_eval.engine.evaluate import Figure, Miss
    from realist_eval.model import Codebook

COLUMNS = ("measure", "precision", "recall", "F1", "95 % interval", "coded", "suggested")
NUMBERS = COLUMNS[1:]
GOLD = click.argument(
    "gold", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)


@click.command(name="evaluate", short_help="Measure the engine against people's coding.")
@GOLD
@options.CODEBOOK
@options.engine
@options.number("--misses", 10, 0, None, "Misses to quote.")
@click.option("--curve", is_flag=True, help="Show what 10, 20, 50 and 100 decisions would teach.")
def command(
    gold: tuple[Path, ...], codebook: str | None, coder: CausationCoder, misses: int, curve: bool
) -> None:
    """Measure the engine against people's coding: precision, recall and F1 with bootstrap intervals.

    GOLD is a JSONL file of codings, an object a text, as `tag` prints them:

    \b
      {"id": "q1",
       "spans": [{"sid": "a", "start": 0, "end": 42, "kind": "context",
                  "code": "ctx.cuts", "valence": "hindering"}],
       "links": [{"context": "a", "mechanism": "b", "outcome": null,
                  "polarity": "+"}],
       "relations": [{"cause": [0, 42], "effect": [50, 80]}]}

    "relations" may be left out. The texts, {"id", "text", "turns"}, stand in the same rows or in another
    .jsonl file in the same folder. Offsets are half-open code points. An element counts as found where a
    suggestion of the same kind shares at least half of what the two cover together; a link where both ends
    are found. Without a codebook, elements are looked for by kind only. Give two people's codings of the
    same texts to see each compared. --curve takes the coding as decisions on the suggestions, in many random
    orders, and shows how much better `suggest --learn` would rank those that are left after so many.

    \b
    Example:
      realist-eval evaluate coder1.jsonl --codebook codebook.yaml
    """
    from realist_eval.engine.evaluate import CODES, evaluate_gold

    book = options.load(codebook) if codebook else None
    for path in gold:
        figures, worst = evaluate_gold(path, book, coder, misses)
        say(f"{path}: every figure is agreement with these codings, on these texts alone.")
        show_table(path.name, COLUMNS, map(_row, figures), numbers=NUMBERS)
        if CODES.isdisjoint(figure.name for figure in figures):
            why = "none of these codes is in the codebook" if book else "that needs their --codebook"
            say(f"Codes were not compared: {why}.")
        _show_misses(worst)
        if curve:
            _show_curve(path, book, coder)


def _show_curve(path: Path, book: Codebook | None, coder: CausationCoder) -> None:
    from realist_eval.engine import learning_curve, load_gold
    from realist_eval.engine.evaluate import BY_KIND
    from realist_eval.engine.learn import as_if_decided

    decided = as_if_decided(load_gold(path), coder, book or BY_KIND)
    rows = [(size, f"{share:.3f}") for size, share in learning_curve(decided)]
    title = "How often one that would be accepted stands above one that would not (0.5 is chance)"
    show_table(title, ("decisions", "share"), rows, numbers=("decisions", "share"))


def _row(figure: Figure) -> tuple[str, ...]:
    interval = f"{figure.low:.2f} to {figure.high:.2f}"
    if figure.accuracy:
        return figure.name, "", "", f"{figure.f1:.3f}", interval, f"{figure.gold:.0f}", ""
    shares = (f"{share:.3f}" for share in (figure.precision, figure.recall, figure.f1))
    return figure.name, *shares, interval, f"{figure.gold:.0f}", f"{figure.suggested:.0f}"


def _show_misses(worst: Iterable[Miss]) -> None:
    rows = [(miss.text_id, miss.kind, miss.code, miss.what, miss.quote) for miss in worst]
    if rows:
        show_table("Worst misses", ("text", "kind", "code", "what happened", "words"), rows)
