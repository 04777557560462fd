"""`init`: begin a study."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.cli import options
from realist_eval.cli.console import say


@click.command(name="init", short_help="Begin a study: a folder for sources, codebook and decisions.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="", help="What the study is called; the folder's name if not given.")
@click.option(
    "--codebook",
    "-c",
    metavar="FILE",
    default="generic_realist",
    show_default=True,
    help="A codebook in YAML, or a bundled one's name; it is copied into the study.",
)
@click.option("--coder", default="", help="Your name in the log; the name you logged in with if not given.")
def command(folder: Path, title: str, codebook: str, coder: str) -> None:
    """Begin a study in FOLDER: study.yaml, codebook.yaml, and folders for the rest.

    All of it is plain files. Change study.yaml and codebook.yaml in any editor.

    \b
    Example:
      realist-eval init my-study --title "Our partnership" -c generic_realist
    """
    from realist_eval.study import Study

    path = options.codebook_path(codebook)
    options.load(codebook)  # a codebook with faults is told of before anything is written
    study = Study.create(folder, title, codebook=path, coder=coder)
    say(f"“{study.title}” begins in {study.layout.root}, for the coder {study.coder}.")
    say(f"Next: cd {folder} && realist-eval import FILES")
