"""Arguments that several commands share, and what they turn into."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from realist_eval.errors import InputError
from realist_eval.model import Codebook

C = TypeVar("C", bound=Callable[..., Any])
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
CODEBOOK = click.option(
    "--codebook",
    "-c",
    metavar="FILE",
    help="A codebook in YAML, or the name of a bundled one, such as generic_realist.",
)


def number(name: str, default: int, least: int, most: int | None, text: str) -> Callable[[C], C]:
    """An option that takes a whole number; after a comma the short name, where there is one."""
    reach = click.IntRange(least, most)
    return click.option(*name.split(", "), default=default, show_default=True, type=reach, help=text)


JOBS = number("--jobs, -j", 1, 1, 64, "Processes to use.")
SUGGESTIONS = click.option(
    "--include-suggestions", is_flag=True, help="Also what nobody has decided, marked as such."
)
ZOOM_OUT = click.option("--zoom-out", is_flag=True, help="Count codes under their topmost parents.")
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
SEMANTIC = click.option(
    "--semantic", is_flag=True, help="Have a small transformer read too: finds more, takes longer."
)


def engine(command: Callable[..., None]) -> Callable[..., None]:
    """Options of the engine; the command takes a `coder`, with these settings."""

    @JOBS
    @PIPELINE
    @SEMANTIC
    @wraps(command)
    def with_coder(*given: Any, jobs: int, pipeline: str, semantic: bool, **options: Any) -> None:
        from realist_eval.engine import CausationCoder

        command(*given, coder=CausationCoder(pipeline, jobs=jobs, semantic=semantic), **options)

    return with_coder


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
    raise InputError("there is no such codebook.", name, hint=f"Give a file, or one of these names: {names}.")


def load(name: str) -> Codebook:
    """Read a codebook given as a file or by a bundled name."""
    from realist_eval.codebook import load_codebook

    return load_codebook(codebook_path(name))
