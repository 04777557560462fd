"""The one place where errors become messages and exit codes.

0 done, 1 a fault in the user's input, 2 wrong usage (click's own), 3 a bug of ours.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from realist_eval import __version__
from realist_eval.cli.console import say_problem
from realist_eval.errors import InputError, Problem, RealistEvalError, extra_needed

EXTRAS = {  # module: the extra that brings it
    "jinja2": "workshop",
    "segno": "workshop",
    "starlette": "workshop",
    "uvicorn": "workshop",
    "pyarrow": "parquet",
}


class ErrorBoundary(click.Group):
    """A command group whose faults end as plain messages on stderr."""

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        """Run, and turn whatever goes wrong into a message and an exit code."""
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **extra)
        _use_utf8()
        try:
            return super().main(args, standalone_mode=True, **extra)
        except InputError as error:
            for problem in error.problems:
                say_problem(problem)
        except RealistEvalError as error:
            say_problem(Problem(str(error)))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the rest goes nowhere
        except OSError as error:
            say_problem(_of_system(error))
        except Exception as error:  # noqa: BLE001 - the boundary: a bug becomes a short message and a crash file
            needed = EXTRAS.get(str(getattr(error, "name", "")))
            if needed is None:
                _say_bug()
                sys.exit(3)
            say_problem(extra_needed(needed))
        sys.exit(1)


def _use_utf8() -> None:
    """Let quotations print on consoles whose encoding is not UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _of_system(error: OSError) -> Problem:
    name = os.fspath(error.filename) if error.filename else ""
    return Problem(
        f"{error.strerror or error}.",
        str(name),
        hint="Check the name, the disk and the folder's permissions.",
    )


def _say_bug() -> None:
    """Keep the traceback in a file; show one line. The file holds no words of any transcript."""
    lines = traceback.format_exc()
    handle, name = tempfile.mkstemp(prefix="realist-eval-crash-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(
            f"realist-eval {__version__}, Python {platform.python_version()}, {platform.platform()}\n{lines}"
        )
    say_problem(
        Problem(
            "Something went wrong inside realist-eval. Nothing that was saved before is lost.",
            hint=f"Please read {Path(name)} through and send it with a report of what you typed.",
        )
    )
