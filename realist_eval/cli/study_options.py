"""Options of the commands that work inside a study."""

from __future__ import annotations

from pathlib import Path

import click

STUDY = click.option(
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


def must_type(name: str, said: str, what: str) -> None:
    """Ask for a name to be typed before something goes for good; raises InputError where it is not."""
    from realist_eval.errors import InputError, Problem

    typed = said or click.prompt(f"Type {name} to {what} for good", default="", show_default=False, err=True)
    if typed != name:
        raise InputError(Problem(f"Nothing was changed: “{name}” was not typed."))
