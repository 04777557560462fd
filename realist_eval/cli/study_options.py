"""Options of the commands that work inside a study."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from realist_eval.study import Study

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

            opened = Study.open(study, coder=coder, blind=blind)
            _tell_of_stranger(opened, coder)
            return command(opened, **said)

        whole: Command = called
        for option in reversed((STUDY, *options)):
            whole = option(whole)
        return whole

    return decorated


def _tell_of_stranger(study: Study, name: str) -> None:
    """A slip in a coder's name would begin another coder."""
    from realist_eval.cli.console import say_problem
    from realist_eval.codebook.words import nearest
    from realist_eval.errors import Problem, StudyError

    try:
        listed = study.config.coders
    except StudyError:
        return  # told by what needs the settings
    if name and listed and name not in listed:
        hint = f"{nearest(name, listed)} Who works under a new name is to be added to `coders` there."
        what = f"“{name}” is not among the coders that study.yaml lists."
        say_problem(Problem(what, severity="note", hint=hint))


def must_type(name: str, said: str, what: str) -> None:
    """Ask for a name to be typed before something goes for good; raises InputError where it is not."""
    from realist_eval.errors import InputError

    typed = said or click.prompt(f"Type {name} to {what} for good", default="", show_default=False, err=True)
    if typed != name:
        raise InputError(f"Nothing was changed: “{name}” was not typed.")
