import runpy
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from realist_eval.cli.main import COMMANDS, main

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_command_reference_is_what_the_commands_say() -> None:
    reference = runpy.run_path(str(DOCS / "make_commands.py"))["reference"]
    written = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert written == reference(), "run: python docs/make_commands.py"


def nodes(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found
            yield from nodes(found, f"{name} {child}")


def test_no_line_of_help_is_wider_than_80_columns() -> None:
    for name, command in nodes(main, "realist-eval"):
        with click.Context(command, info_name=name, terminal_width=80, max_content_width=100) as context:
            wide = [line for line in command.get_help(context).splitlines() if len(line) > 80]
            assert not wide, name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    for leaf, found in nodes(command, name):
        if not isinstance(found, click.Group):
            assert f"realist-eval {leaf.split()[0]}" in (found.help or ""), f"{leaf} has no example"


def test_a_slip_in_a_command_is_answered_with_the_nearest() -> None:
    said = CliRunner().invoke(main, ["reprot", "--format", "docx"])
    assert said.exit_code == 2
    assert "There is no command “reprot”. Did you mean “report”?" in said.stderr
    assert CliRunner().invoke(main, ["--reprot"]).exit_code == 2
