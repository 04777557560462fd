"""What can go wrong, and how it is said.

    RealistEvalError            a fault the user can mend: exit code 1
    ├── InputError              one or more faults in the user's files, as a list of problems
    │   ├── SourceError         a source that could not be read
    │   └── CodebookError       a codebook with faults
    ├── StudyError              a study folder that is missing, damaged, or in use
    └── OutputError             a report that could not be written

A `Problem` is a fault as a value, with a place: faults are gathered and shown together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning", "question", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault or doubt with its place: `FILE:LINE: what happened. What to do.`"""

    message: str
    file: str = ""
    line: int | None = None
    severity: Severity = "error"
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file and self.line else self.file
        said = f"{self.message} {self.hint}".rstrip()
        return f"{place}: {said}" if place else said


def extra_needed(name: str) -> Problem:
    """Say how an extra is installed."""
    hint = f"Install it once: pip install 'realist-eval[{name}]', or in a checkout: pip install '.[{name}]'"
    return Problem(f"This needs the extra “{name}”, which is not installed.", hint=hint)


class RealistEvalError(Exception):
    """The root: whatever is raised on purpose."""


class InputError(RealistEvalError):
    """Faults in the user's input, all of them at once."""

    def __init__(
        self,
        problems: Iterable[Problem] | Problem | str,
        file: Path | str = "",
        line: int | None = None,
        *,
        hint: str = "",
    ) -> None:
        """Take problems, or the words of one with its place and what to do."""
        if isinstance(problems, str):
            problems = Problem(problems, str(file), line, hint=hint)
        self.problems: Sequence[Problem] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class SourceError(InputError):
    """A source that could not be read."""


class CodebookError(InputError):
    """A codebook that cannot be used until its faults are mended."""


class StudyError(InputError):
    """A study folder that is missing, damaged, or in use by another program."""


class OutputError(InputError):
    """A report that could not be written."""

    @classmethod
    def cannot_write(cls, path: Path, reason: OSError) -> OutputError:
        """Say that `path` cannot be written, and the likeliest remedy."""
        hint = "If it is open in another program, such as Word or Excel, close it there and try again."
        if not isinstance(reason, PermissionError):
            hint = "Check that the disk has room and that the folder may be written to."
        return cls(Problem(f"could not be written ({reason.strerror or reason}).", str(path), hint=hint))
