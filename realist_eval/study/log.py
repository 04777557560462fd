"""The logs on disk: one file a coder and machine, read by everybody, written by their owner alone."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from realist_eval.errors import OutputError, Problem
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.ids import safe_id

_NO_EVENT = (msgspec.MsgspecError, UnicodeDecodeError)
_OF_FILES = ev.Replacement | ev.Undo | ev.Redo
_CHUNK = 4_000_000  # bytes read at a time, so that a long log is never in memory as a whole
_REREAD = 0.1  # seconds until a torn last line counts as torn and not as being written just now


@dataclass(frozen=True)
class Reading:
    """The events of one file; `whole` is how many bytes hold whole lines."""

    events: list[ev.AnyEvent]
    problems: list[Problem]
    whole: int


class Log:
    """The logs of a study: everybody's, or, when blind, without what the others decided."""

    def __init__(self, folder: Path, coder: str, *, blind: bool = False) -> None:
        """Name the folder `log/` and who writes; nothing is read yet."""
        self.folder = folder
        self.coder = coder
        self.device = device()
        self.blind = blind
        self.own = folder / f"{safe_id(coder)}.{self.device}.jsonl"
        self._read: dict[Path, int] = {}  # how far each file has been read

    def load(self) -> tuple[list[ev.AnyEvent], list[Problem]]:
        """All events in order, with what could not be read."""
        found: list[ev.AnyEvent] = []
        problems: list[Problem] = []
        for path in logs_in(self.folder):
            reading = read_log(path)
            self._read[path] = reading.whole
            found.extend(event for event in reading.events if self._visible(event))
            problems.extend(reading.problems)
        return ev.in_order(found), problems

    def changed(self) -> bool:
        """Whether any file has grown, or come, since it was read."""
        return any(path.stat().st_size > self._read.get(path, 0) for path in logs_in(self.folder))

    def append(self, events: Sequence[ev.Event]) -> None:
        """Write events in one go and wait for the disk; raises StudyError, and then none is written."""
        data = b"".join(map(ev.encode, events))
        with files.locked(lock_of(self.own)):
            self._mend()
            size = files.append(self.own, data)
        if self._read.get(self.own, 0) == size - len(data):
            self._read[self.own] = size

    def _visible(self, event: ev.AnyEvent) -> bool:
        """To the blind, of what others did only what changed the files that everybody works on."""
        return not self.blind or event.coder == self.coder or isinstance(event, _OF_FILES)

    def _mend(self) -> None:
        """Set a torn last line aside before anything is written after it. The caller holds the lock."""
        torn = torn_tail(self.own)
        if torn:
            files.append(self.own.with_suffix(".torn"), torn + b"\n")
            files.cut(self.own, self.own.stat().st_size - len(torn))


def logs_in(folder: Path) -> list[Path]:
    """The log files of a folder; what some systems leave beside files (`._name`) is none."""
    return sorted(path for path in folder.glob("*.jsonl") if not path.name.startswith("."))


def lock_of(path: Path) -> Path:
    """The lock of a log file."""
    return path.with_name(f".{path.stem}.lock")


def read_log(path: Path) -> Reading:
    """Every event of a file; lines that are none are reported with their number and left where they are."""
    found: list[ev.AnyEvent] = []
    problems: list[Problem] = []
    whole = line = 0
    for block in _blocks(path):
        if not block.endswith(b"\n"):
            problems.append(_torn(path, line + 1))
            break
        try:
            found.extend(ev.decode_lines(block))
        except _NO_EVENT:
            _line_by_line(block, path, line, found, problems)
        line += block.count(b"\n")
        whole += len(block)
    return Reading(found, problems, whole)


def torn_tail(path: Path) -> bytes:
    """What stands after the last line feed: a line that a power cut tore."""
    if not path.exists():
        return b""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        back = 4096
        while True:
            file.seek(max(0, size - back))
            tail = file.read()
            if b"\n" in tail or back >= size:
                return tail[tail.rfind(b"\n") + 1 :]
            back *= 4


def _blocks(path: Path) -> Iterator[bytes]:
    """Whole lines, some megabytes at a time; at the end what a torn line left, if it stays."""
    with path.open("rb") as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            rest += chunk
            cut = rest.rfind(b"\n") + 1
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
        if rest:
            time.sleep(_REREAD)
            rest += file.read()
            cut = rest.rfind(b"\n") + 1
            yield from (part for part in (rest[:cut], rest[cut:]) if part)


def _line_by_line(
    block: bytes, path: Path, before: int, found: list[ev.AnyEvent], problems: list[Problem]
) -> None:
    """The slow way, for a block in which some line is not an event."""
    for number, line in enumerate(block.splitlines(keepends=True), before + 1):
        if not line.strip():
            continue
        try:
            found.append(ev.decode(line))
        except _NO_EVENT as error:
            problems.append(_unreadable(path, number, line, error))


def _unreadable(path: Path, number: int, line: bytes, error: Exception) -> Problem:
    if isinstance(error, msgspec.ValidationError) and b'"op"' in line:
        message = f"is an event that this version does not know ({error})."
        return Problem(message, str(path), number, hint="Install the newer realist-eval that wrote it.")
    hint = "It is left as it is; the rest stands. See `realist-eval check`."
    return Problem("is not an event: the file was changed from outside.", str(path), number, hint=hint)


def _torn(path: Path, line: int) -> Problem:
    hint = "All before it stands. It is set aside when you next decide something."
    return Problem("was not written to its end (a power cut?).", str(path), line, "warning", hint)


def device() -> str:
    """The name of this machine in log files: random, kept in the person's own settings, not in the study.

    `REALIST_EVAL_DEVICE` names another.
    """
    named = os.environ.get("REALIST_EVAL_DEVICE")
    if named:
        return safe_id(named)[:32]
    path = _settings() / "device"
    try:
        return safe_id(path.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError):
        return _new_device(path)


def _new_device(path: Path) -> str:
    name = secrets.token_hex(4)
    try:
        files.write_atomic(path, name.encode())
    except OutputError:  # a home that may not be written to: the host's name must do
        import platform

        return files.sha256(platform.node().encode())[:8]
    return name


def _settings() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("APPDATA", Path.home())) / "realist-eval"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "realist-eval"
