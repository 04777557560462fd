"""The `realist-eval` command: a table of commands, each loaded only when it is called."""

from __future__ import annotations

import gc
import os
from importlib import import_module

import click

from realist_eval import __version__
from realist_eval.cli.boundary import ErrorBoundary

SECTIONS = {  # heading: {name: module under realist_eval.cli, which holds a click command called `command`}
    "Begin": {
        "demo": "demo",
        "run": "run",
        "init": "init",
        "import": "import_",
        "read": "read",
    },
    "Code": {
        "suggest": "suggest",
        "review": "review",
        "codings": "codings",
        "import-marked": "import_marked",
        "explain": "explain",
        "memo": "memo",
        "theory": "theory",
    },
    "Report": {
        "status": "status",
        "matrix": "matrix",
        "report": "report",
    },
    "Codebook": {
        "codebook": "codebook",
        "code": "code",
    },
    "Work together": {
        "agree": "agree",
        "calibrate": "calibrate",
        "merge": "merge",
        "adjudicate": "adjudicate",
        "workshop": "workshop",
    },
    "Look back": {
        "log": "log",
        "blame": "blame",
        "undo": "undo",
        "redo": "redo",
        "check": "check",
        "repair": "repair",
    },
    "Confidentiality": {
        "pseudonymise": "pseudonymise",
        "forget": "forget",
    },
    "For scripts": {
        "tag": "tag",
        "evaluate": "evaluate",
    },
}
COMMANDS = {name: module for section in SECTIONS.values() for name, module in section.items()}


class Commands(ErrorBoundary, click.Group):
    """The commands of the table, in the table's order."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in the order a study needs them, not the alphabet's."""
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under their headings, with a line on each."""
        width = max(map(len, COMMANDS))
        for heading, names in SECTIONS.items():
            with formatter.section(heading):
                lines = [(name.ljust(width), self._about(ctx, name, 78 - width)) for name in names]
                formatter.write_dl(lines)

    def _about(self, ctx: click.Context, name: str, limit: int) -> str:
        command = self.get_command(ctx, name)
        return command.get_short_help_str(limit) if command else ""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        # read when numpy is first imported; with more threads than one, parsing takes three times as long
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        gc.set_threshold(50_000, 20, 50)  # what is made lives on: to look for garbage costs a tenth
        module = import_module(f"realist_eval.cli.{COMMANDS[cmd_name]}")
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
