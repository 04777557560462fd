"""Options of the commands that work inside a study."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]
Option = Callable[[Command], Command]

STUDY: Option = click.option(
    "--study",
    "-s",
    default=".",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The study's folder, or one inside it; the current folder if not given.",
)
BLIND = click.option(
    "--blind", is_flag=True, help="Show neither what others decided nor what the engine suggests."
)
CONFIRM = click.option(
    "--confirm", default="", metavar="NAME", help="What is to be typed, without being asked."
)
CODER = click.option(
    "--coder",
    default="",
    metavar="NAME",
    help="Who decides; if not given, the one coder that study.yaml names.",
)


def in_study(*options: Option) -> Option:
    """The option --study, and those of CODER and BLIND that are given: the command takes the opened study."""

    def decorated(command: Command) -> Command:
        @wraps(command)
        def called(study: Path, coder: str = "", *, blind: bool = False, **said: Any) -> Any:
            from realist_eval.study import Study

            return command(Study.open(study, coder=coder, blind=blind), **said)

        whole: Command = called
        for option in reversed((STUDY, *options)):
            whole = option(whole)
        return whole

    return decorated


def must_type(name: str, said: str, what: str) -> None:
    """Ask for a name to be typed before something goes for good; raises InputError where it is not."""
    from realist_eval.errors import InputError

    typed = said or click.prompt(f"Type {name} to {what} for good", default="", show_default=False, err=True)
    if typed != name:
        raise InputError(f"Nothing was changed: “{name}” was not typed.")
