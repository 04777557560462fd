"""`realist-eval codebook`: find the faults of a codebook, read it, and help editors to complete it."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from realist_eval.bundled import codebooks
from realist_eval.cli import study_options
from realist_eval.cli.codebook_draft import draft
from realist_eval.cli.console import say, say_problems
from realist_eval.cli.options import codebook_path

if TYPE_CHECKING:
    from realist_eval.model import Codebook
    from realist_eval.study import Study


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HASH = re.compile(r"[0-9a-f]{4,64}")


@click.group("codebook")
def command() -> None:
    """Check, show, draft and edit codebooks.

    FILE is a YAML file, or the name of a bundled codebook: generic_realist, public_social_partnership or
    template.

    \b
    Example:
      realist-eval codebook show template --format yaml > my_codebook.yaml
      realist-eval codebook check my_codebook.yaml
    """


command.add_command(draft)


@command.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--strict", is_flag=True, help="Let warnings fail too: exit code 1.")
def check(files: tuple[str, ...], strict: bool) -> None:
    """Find every fault of a codebook, and what is doubtful in it.

    Faults in the file are errors (exit code 1). Doubts on substance are warnings: no exclusion rule,
    overlapping codes, a mechanism that names only an activity, an outcome without a direction, and more.

    \b
    Example:
      realist-eval codebook check my_codebook.yaml
    """
    results = [_check_one(name) for name in files]
    sys.exit(int(any(errors or (strict and warnings) for errors, warnings in results)))


@command.command("show")
@click.argument("file", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "json", "yaml"]),
    default="text",
    show_default=True,
    help="text: an outline of 80 columns; md: tables; json; yaml: the file itself, or a bundled one to copy.",
)
def show(file: str | None, form: str) -> None:
    """Print a codebook to read.

    Without FILE: the codebook.yaml of this folder, or else a list of the bundled codebooks.

    \b
    Example:
      realist-eval codebook show generic_realist
      realist-eval codebook show my_codebook.yaml --format md
    """
    from realist_eval.codebook import load_codebook, outline

    if file is None and not Path("codebook.yaml").is_file():
        _list_bundled()
        return
    path = codebook_path(file or "codebook.yaml")
    book = load_codebook(path)
    said = path.read_text("utf-8-sig") if form == "yaml" else outline(book, form)
    click.echo(said, nl=False)


@command.command("diff")
@click.argument("old")
@click.argument("new", default="codebook.yaml")
@click.option(
    "--format", "form", type=click.Choice(["text", "md"]), default="text", help="md: for a handout."
)
@study_options.STUDY
def diff(old: str, new: str, form: str, study: Path) -> None:
    """Say in words what has changed from the codebook OLD to NEW, for a workshop to read.

    OLD and NEW are files or bundled codebooks; inside a study also its versions, by the beginning of their
    SHA-256 (`realist-eval code log` lists them) or by a date: the version that stood at the end of that day.
    Without NEW: codebook.yaml as it is.

    \b
    Example:
      realist-eval codebook diff codebook-january.yaml codebook-march.yaml
      realist-eval codebook diff 2026-01-31 --format md > changes.md
    """
    from realist_eval.codebook import compare, told

    before, after, renamed = _either(old, new, study)
    click.echo(told(compare(before, after, renamed), form), nl=False)


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of codebooks, from which editors complete and check.

    \b
    Example:
      realist-eval codebook schema > codebook.schema.json
    """
    import json

    from realist_eval.codebook import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _check_one(name: str) -> tuple[int, int]:
    """Say what is wrong with one file; how many errors and warnings it has."""
    from realist_eval.codebook import lines_of, lint, load_codebook
    from realist_eval.codebook.source import decode, read_bytes
    from realist_eval.errors import InputError

    try:
        path = codebook_path(name)
        book = load_codebook(path)
    except InputError as error:
        say_problems(error.problems)
        click.echo(f"{name}: {_count(len(error.problems), 'error')}")
        return len(error.problems), 0
    warnings = lint(book, str(path), lines_of(decode(read_bytes(path), str(path))))
    say_problems(warnings)
    click.echo(f"{path}: {_contents(book)}; no errors, {_count(len(warnings), 'warning')}")
    return 0, len(warnings)


def _contents(book: Codebook) -> str:
    kinds = Counter(code.kind for code in book.codes)
    parts = ", ".join(_count(kinds[kind], kind) for kind in book.kinds if kinds[kind])
    return f"{_count(len(book.codes), 'code')} ({parts}), {_count(len(book.theories), 'theory', 'theories')}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def _list_bundled() -> None:
    from realist_eval.codebook import load_codebook

    say("There is no codebook.yaml in this folder. Bundled codebooks:")
    for name, path in codebooks().items():
        book = load_codebook(path)
        click.echo(f"{name:28}{_count(len(book.codes), 'code'):>9}  {book.title}")


def _either(old: str, new: str, folder: Path) -> tuple[Codebook, Codebook, dict[str, str]]:
    """Both codebooks, and what the log says of codes renamed since; raises InputError.

    Each is a file, a bundled one, or a version of the study by hash or date.
    """
    study = _study(folder)
    return _codebook(old, study), _codebook(new, study), study.state.renamed() if study else {}


def _study(folder: Path) -> Study | None:
    from realist_eval.errors import StudyError
    from realist_eval.study import Study

    try:
        return Study.open(folder)
    except StudyError:
        if folder != Path():
            raise
        return None  # two files can be compared anywhere


def _codebook(name: str, study: Study | None) -> Codebook:
    from realist_eval.codebook import load_codebook, parse_codebook

    path = Path(name)
    if not path.is_file() and (_DATE.fullmatch(name) or _HASH.fullmatch(name)) and study is not None:
        sha = _version(name, study)
        return parse_codebook(study.settling.versions.get(sha).decode("utf-8-sig"), f"versions/{sha[:12]}")
    if name == "codebook.yaml" and not path.is_file() and study is not None:
        return study.codebook()
    return load_codebook(codebook_path(name))


def _version(name: str, study: Study) -> str:
    """The SHA-256 of a version by its beginning, or of the one that stood at the end of a day."""
    from realist_eval.errors import StudyError
    from realist_eval.study.recoding import versions

    known = versions(study)
    if _DATE.fullmatch(name):
        found = [one.sha for one in known if one.at[:10] <= name][-1:]
    else:
        found = list(dict.fromkeys(one.sha for one in known if one.sha.startswith(name)))
    if len(found) == 1:
        return found[0]
    days = ", ".join(f"{one.at[:10]} {one.sha[:12]}" for one in known)
    hint = f"Versions: {days or 'none noted yet: realist-eval code note'}."
    raise StudyError(f"The study has no version “{name}” of its codebook.", hint=hint)
