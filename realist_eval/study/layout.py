"""Where things are in a study folder, and how the folder is found and begun."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from realist_eval.errors import OutputError, Problem, StudyError
from realist_eval.study import files
from realist_eval.study.config import FILE

STAND_IN = "# Names and other details in this text were replaced"  # begins what takes a source's place
_GIT = {
    ".gitignore": b".realist-eval/\n.*.lock\n.*.part\n",
    ".gitattributes": b"log/*.jsonl merge=union\nsources/* binary\nversions/* binary\n",
}


@dataclass(frozen=True)
class Layout:
    """The names of DESIGN's study folder, as paths."""

    root: Path

    @property
    def config(self) -> Path:
        """study.yaml."""
        return self.root / FILE

    @property
    def codebook(self) -> Path:
        """The codes."""
        return self.root / "codebook.yaml"

    @property
    def participants(self) -> Path:
        """Facts about speakers; may be missing."""
        return self.root / "participants.csv"

    @property
    def theory(self) -> Path:
        """Programme theories; may be missing."""
        return self.root / "theory.yaml"

    @property
    def sources(self) -> Path:
        """Files as received."""
        return self.root / "sources"

    @property
    def transcripts(self) -> Path:
        """Frozen texts."""
        return self.root / "transcripts"

    @property
    def log(self) -> Path:
        """Decisions."""
        return self.root / "log"

    @property
    def versions(self) -> Path:
        """What was replaced, by SHA-256."""
        return self.root / "versions"

    @property
    def reports(self) -> Path:
        """What the reporter wrote."""
        return self.root / "reports"

    @property
    def cache(self) -> Path:
        """What may be deleted at any time."""
        return self.root / ".realist-eval"

    @property
    def lock(self) -> Path:
        """Held while sources, transcripts or the codebook change."""
        return self.log / ".study.lock"


def find(folder: Path) -> Layout:
    """The study that a folder belongs to, itself or one around it; raises StudyError."""
    start = folder.resolve()
    for place in (start, *start.parents):
        if (place / FILE).is_file():
            return Layout(place)
    if not start.exists():
        raise StudyError(Problem("does not exist.", str(folder), hint="Check the name of the study folder."))
    hint = "Go to the folder of your study, or begin one: realist-eval init my-study"
    raise StudyError(Problem("is not a study folder (it holds no study.yaml).", str(folder), hint=hint))


def begin(folder: Path, config: str, codebook: bytes | None) -> Layout:
    """Make the folders and first files of a study; study.yaml comes last. Raises StudyError, OutputError."""
    layout = Layout(folder.resolve())
    if layout.config.exists():
        hint = "Import into it, or name another folder."
        raise StudyError(Problem("is a study already.", str(folder), hint=hint))
    if folder.exists() and not folder.is_dir():
        raise StudyError(Problem("is a file, not a folder.", str(folder), hint="Name another folder."))
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
