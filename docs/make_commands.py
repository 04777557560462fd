"""Writes docs/commands.md from the commands' own help: `python docs/make_commands.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from realist_eval.cli.main import main

WIDTHS = {"terminal_width": 100, "max_content_width": 100}
HEAD = """# Commands

Made from the commands' own help by `python docs/make_commands.py`; a test fails when the two differ.
"""


def sections(command: click.Command, name: str) -> Iterator[str]:
    """The help of a command and of those below it, as Markdown."""
    settings: dict[str, Any] = {**WIDTHS, "help_option_names": ["-h", "--help"]}
    with click.Context(command, info_name=name, **settings) as context:
        yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                assert found is not None, f"{below} is listed but not found"  # noqa: S101 - a script's own check
                yield from sections(found, f"{name} {below}")


def reference() -> str:
    """The whole page."""
    return "\n".join([HEAD, *sections(main, "realist-eval")])


if __name__ == "__main__":
    Path(__file__).with_name("commands.md").write_text(reference(), encoding="utf-8")
