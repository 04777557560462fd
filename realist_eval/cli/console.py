"""Words on the screen: data to stdout, messages and progress to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from shutil import get_terminal_size
from textwrap import TextWrapper
from typing import Literal

import click

from realist_eval.codebook import words
from realist_eval.errors import InputError, Problem
from realist_eval.model import OnProgress

many = words.many
NARROWEST = 12  # letters that a column of words keeps in a table


def say(message: str) -> None:
    """A message to the person, on stderr."""
    click.echo(message, err=True)


def say_problem(problem: Problem) -> None:
    """One fault or doubt on a line of its own, named as what it is."""
    say(f"{problem.severity.capitalize()}: {problem}")


def say_problems(problems: Iterable[Problem]) -> None:
    """Several of them, in the order given."""
    for problem in problems:
        say_problem(problem)


def say_and_end(problems: Sequence[Problem]) -> None:
    """Say what is doubtful; raises InputError with what is at fault, where anything is."""
    say_problems(problem for problem in problems if problem.severity != "error")
    faults = [problem for problem in problems if problem.severity == "error"]
    if faults:
        raise InputError(faults)


@contextmanager
def progress(label: str) -> Iterator[OnProgress]:
    """A progress bar on a terminal; nothing where stderr is piped."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def advance(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"{label} {what}"[:48], completed=done, total=total)

        yield advance


def show_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[str] = ()
) -> None:
    """A table on stdout: ruled on a terminal, tab-separated where piped; `numbers` are right-aligned.

    The first column, such as ids to copy, is never broken: where the rest has no room beside it, each row is
    a paragraph.
    """
    if not sys.stdout.isatty():
        click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join(str(cell).replace("\t", " ").replace("\n", " ") for cell in row))
        return
    said = [list(map(str, row)) for row in rows]
    first, *others = zip(columns, *said, strict=True)
    least = [max(1, *map(len, first)), *map(_least, others)]
    spare = get_terminal_size().columns - sum(least) - 3 * len(columns) - 1
    if spare >= 0:
        wanted = [max(len(line) for cell in cells for line in cell.split("\n")) for cells in (first, *others)]
        _show_ruled(title, columns, said, numbers, _widened(least, wanted, spare))
        return
    click.echo(title)
    for name, *cells in said:
        click.echo("\n" + _filled(name))
        _show_rest([f"{head}: {cell}" for head, cell in zip(columns[1:], cells, strict=True) if cell])


def _least(cells: Sequence[str]) -> int:
    """How narrow a column can be: no word of it is broken, and it does not run down the page."""
    words = [word for cell in cells for word in cell.split()]
    return max(min(NARROWEST, max(map(len, cells))), max(map(len, words), default=1))


def _widened(widths: Sequence[int], wanted: Sequence[int], spare: int) -> list[int]:
    """Widths of columns with the spare room given, letter by letter, to where most of a line is cut."""
    found = list(widths)
    for _ in range(min(spare, sum(wanted))):
        at = max(range(len(found)), key=lambda at: wanted[at] / found[at])
        found[at] += found[at] < wanted[at]
    return found


def _filled(line: str, first: str = "", later: str = "") -> str:
    """In lines that the terminal has room for, each after its indent; never broken inside a word."""
    options = TextWrapper(get_terminal_size().columns - 1, initial_indent=first, subsequent_indent=later)
    options.break_long_words = options.break_on_hyphens = False
    return options.fill(line)


def _show_rest(cells: Sequence[str]) -> None:
    """The cells of a paragraph in one line if they fit, else each in lines of its own."""
    width = get_terminal_size().columns - 1
    line = f"   {'; '.join(cells)}"
    for one in [line] if len(line) <= width and "\n" not in line else cells:
        click.echo(_filled(one.strip(), "   ", "     "))


def _show_ruled(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Sequence[str],
    widths: Sequence[int],
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, box=box.ASCII2, title_justify="left", show_lines=True)
    for at, (column, width) in enumerate(zip(columns, widths, strict=True)):
        justify: Literal["left", "right"] = "right" if column in numbers else "left"
        table.add_column(column, justify=justify, overflow="fold", no_wrap=at == 0, width=width)
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
