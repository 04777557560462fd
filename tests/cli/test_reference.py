import runpy
from pathlib import Path

import click
import pytest

from realist_eval.cli.main import COMMANDS, main

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_command_reference_is_what_the_commands_say() -> None:
    reference = runpy.run_path(str(DOCS / "make_commands.py"))["reference"]
    written = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert written == reference(), "run: python docs/make_commands.py"


def leaves(command: click.Command, name: str) -> list[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        return [(name, command)]
    context = click.Context(command)
    below = [(child, command.get_command(context, child)) for child in command.list_commands(context)]
    return [leaf for child, found in below if found for leaf in leaves(found, f"{name} {child}")]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    for leaf, found in leaves(command, name):
        assert f"realist-eval {leaf.split()[0]}" in (found.help or ""), f"{leaf} has no example"
