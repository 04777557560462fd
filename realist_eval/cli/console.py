"""Words on the screen: data to stdout, messages and progress to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from realist_eval.codebook import words
from realist_eval.errors import Problem
from realist_eval.model import OnProgress

many = words.many


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
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[str] = ()
) -> None:
    """A table on stdout: ruled on a terminal, tab-separated where piped; `numbers` are right-aligned."""
    if not sys.stdout.isatty():
        click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, box=box.ASCII2, title_justify="left", show_lines=True)
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
