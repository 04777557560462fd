"""`tag`: causal relations and coded spans as JSON lines, for scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.cli import options
from realist_eval.cli.console import say_and_end

if TYPE_CHECKING:
    from realist_eval.engine import CausationCoder


@click.command(name="tag", short_help="Print claims, codings and links of texts as JSON lines.")
@options.FILES
@options.CODEBOOK
@click.option("--format", "format_", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@options.engine
def command(files: tuple[Path, ...], codebook: str | None, format_: str, coder: CausationCoder) -> None:  # noqa: ARG001 - one format so far
    """Print what the engine suggests for each text, one JSON object a line.

    FILES are transcripts, or JSONL files of {"id", "text", "turns"}. Without a codebook only causal
    relations are given. Offsets are half-open code points into the transcript's text.

    \b
    Example:
      realist-eval tag interview-1.docx --codebook generic_realist > tagged.jsonl
    """
    from realist_eval import pipeline as work

    book = options.load(codebook) if codebook else None
    texts = [path for path in files if path.suffix.lower() == ".jsonl"]
    others = [path for path in files if path not in texts]
    imported = work.read_all(others) if others else work.Imported((), ())
    for path in texts:
        for row in work.tag(work.read_texts(path), book, coder):
            click.echo(json.dumps(row, ensure_ascii=False))
    for row in work.tag(imported.transcripts, book, coder):
        click.echo(json.dumps(row, ensure_ascii=False))
    say_and_end(imported.problems)
