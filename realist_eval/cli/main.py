"""The `realist-eval` command: a table of commands, each loaded only when it is called."""

from __future__ import annotations

import os
from importlib import import_module

import click

from realist_eval import __version__
from realist_eval.cli.boundary import ErrorBoundary

COMMANDS = {  # name: module under realist_eval.cli, which holds a click command called `command`
    "demo": "demo",
    "run": "run",
    "init": "init",
    "import": "import_",
    "suggest": "suggest",
    "matrix": "matrix",
    "report": "report",
    "status": "status",
    "review": "review",
    "codings": "codings",
    "code": "code",
    "memo": "memo",
    "log": "log",
    "blame": "blame",
    "undo": "undo",
    "redo": "redo",
    "merge": "merge",
    "adjudicate": "adjudicate",
    "agree": "agree",
    "calibrate": "calibrate",
    "check": "check",
    "repair": "repair",
    "forget": "forget",
    "theory": "theory",
    "pseudonymise": "pseudonymise",
    "read": "read",
    "tag": "tag",
    "explain": "explain",
    "evaluate": "evaluate",
    "codebook": "codebook",
    "workshop": "workshop",
}


class Commands(ErrorBoundary, click.Group):
    """The commands of the table, in the table's order."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in the order a study needs them, not the alphabet's."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        # read when numpy is first imported; with more threads than one, parsing takes three times as long
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
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
