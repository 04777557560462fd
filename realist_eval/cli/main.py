"""The `realist-eval` command: a table of commands, each loaded only when it is called."""

from __future__ import annotations

import gc
import os
from importlib import import_module

import click

from realist_eval import __version__
from realist_eval.cli.boundary import ErrorBoundary
from realist_eval.codebook.words import nearest

SECTIONS = {  # a command `a-b` is the click command called `command` in the module a_b
    "Begin": ("demo", "run", "init", "import", "read"),
    "Code": ("suggest", "review", "codings", "import-marked", "explain", "memo", "theory"),
    "Report": ("status", "matrix", "report"),
    "Codebook": ("codebook", "code"),
    "Work together": ("agree", "calibrate", "merge", "adjudicate", "workshop"),
    "Look back": ("log", "blame", "undo", "redo", "check", "repair"),
    "Confidentiality": ("pseudonymise", "forget"),
    "For scripts": ("tag", "evaluate"),
}
COMMANDS = [name for names in SECTIONS.values() for name in names]


class Commands(ErrorBoundary, click.Group):
    """The commands of the table, in the table's order."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in the order a study needs them, not the alphabet's."""
        return COMMANDS

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under their headings, with a line on each."""
        width = max(map(len, COMMANDS))
        for heading, names in SECTIONS.items():
            with formatter.section(heading):
                found = {name: self.get_command(ctx, name) for name in names}
                formatter.write_dl(
                    [
                        (name.ljust(width), command.get_short_help_str(78 - width))
                        for name, command in found.items()
                        if command
                    ]
                )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; for a slip, the nearest is named."""
        name = args[0]
        if name not in COMMANDS and name[:1].isalnum() and not ctx.resilient_parsing:
            ctx.fail(f"There is no command “{name}”. {nearest(name, COMMANDS)}")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        # read when numpy is first imported; with more threads than one, parsing takes three times as long
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        gc.set_threshold(50_000, 20, 50)  # what is made lives on: to look for garbage costs a tenth
        name = "import_" if cmd_name == "import" else cmd_name.replace("-", "_")
        module = import_module(f"realist_eval.cli.{name}")
        command: click.Command = module.command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="realist-eval")
def main() -> None:
    """From interview transcripts to context-mechanism-outcome matrices, offline.

    \b
    Start here:
      realist-eval demo                     see the whole job on an invented study
      realist-eval read interview.docx      see how one of your files will be read
      realist-eval init my-study            begin a study
    """
