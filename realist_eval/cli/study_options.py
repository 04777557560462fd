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
CODER = click.option(
    "--coder",
    default="",
    metavar="NAME",
    help="Who decides; if not given, the one coder that study.yaml names.",
)
