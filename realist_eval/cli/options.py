"""Arguments that several commands share, and what they turn into."""

from __future__ import annotations

from pathlib import Path

import click

from realist_eval.errors import InputError, Problem
from realist_eval.model import Codebook

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
CODEBOOK = click.option(
    "--codebook",
    "-c",
    metavar="FILE",
    help="A codebook in YAML, or the name of a bundled one, such as generic_realist.",
)
JOBS = click.option(
    "--jobs", "-j", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes to use."
)
FORMATS = click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    help="Only this format (docx, xlsx, csv, md, html, json); may be given more than once.",
)
PIPELINE = click.option(
    "--pipeline", default="en_core_web_sm", show_default=True, help="An installed spaCy pipeline."
)


def codebook_path(name: str) -> Path:
    """The path of a codebook given as a file or by a bundled name; raises InputError where neither fits."""
    from realist_eval.bundled import codebooks

    path = Path(name)
    if path.exists():
        return path
    bundled = codebooks()
    if path.stem in bundled and path.parent == Path():
        return bundled[path.stem]
    names = ", ".join(bundled)
    raise InputError(
        Problem("there is no such codebook.", name, hint=f"Give a file, or one of these names: {names}.")
    )


def load(name: str) -> Codebook:
    """Read a codebook given as a file or by a bundled name."""
    from realist_eval.codebook import load_codebook

    return load_codebook(codebook_path(name))
