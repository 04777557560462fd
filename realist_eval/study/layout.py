"""Where things are in a study folder, and how the folder is found and begun."""

from __future__ import annotations

from pathlib import Path

from realist_eval.errors import OutputError, StudyError
from realist_eval.study import files
from realist_eval.study.config import FILE

STAND_IN = "# Names and other details in this text were replaced"  # begins what takes a source's place
_GIT = {
    ".gitignore": b".realist-eval/\n.*.lock\n.*.part\n",
    ".gitattributes": b"log/*.jsonl merge=union\nsources/* binary\nversions/* binary\n",
}


class Layout:
    """The names in a study folder, as paths."""

    def __init__(self, root: Path) -> None:
        """Name the study's folder."""
        self.root = root
        self.config = root / FILE
        self.codebook = root / "codebook.yaml"
        self.participants = root / "participants.csv"  # facts about speakers; may be missing
        self.theory = root / "theory.yaml"  # programme theories; may be missing
        self.sources = root / "sources"  # files as received
        self.transcripts = root / "transcripts"  # frozen texts
        self.log = root / "log"  # decisions
        self.versions = root / "versions"  # what was replaced, by SHA-256
        self.reports = root / "reports"
        self.cache = root / ".realist-eval"  # what may be deleted at any time
        self.lock = self.log / ".study.lock"  # held while sources, transcripts or the codebook change


def find(folder: Path) -> Layout:
    """The study that a folder belongs to, itself or one around it; raises StudyError."""
    start = folder.resolve()
    for place in (start, *start.parents):
        if (place / FILE).is_file():
            return Layout(place)
    if not start.exists():
        raise StudyError("does not exist.", folder, hint="Check the name of the study folder.")
    hint = "Go to the folder of your study, or begin one: realist-eval init my-study"
    raise StudyError("is not a study folder (it holds no study.yaml).", folder, hint=hint)


def begin(folder: Path, config: str, codebook: bytes | None) -> Layout:
    """Make the folders and first files of a study; study.yaml comes last. Raises StudyError, OutputError."""
    layout = Layout(folder.resolve())
    if layout.config.exists():
        raise StudyError("is a study already.", folder, hint="Import into it, or name another folder.")
    if folder.exists() and not folder.is_dir():
        raise StudyError("is a file, not a folder.", folder, hint="Name another folder.")
    try:
        for place in (layout.sources, layout.transcripts, layout.log, layout.reports):
            files.make_folder(place)
    except OSError as error:
        raise OutputError.cannot_write(folder, error) from error
    if codebook is not None and not layout.codebook.exists():
        files.write_atomic(layout.codebook, codebook)
    for name, lines in _GIT.items():
        if not (layout.root / name).exists():
            files.write_atomic(layout.root / name, lines)
    files.write_atomic(layout.config, config.encode())
    return layout
