"""A change of many files of a study that is done altogether or not at all, also when the power goes.

All new files are written beside the study's own, then a list of what is to be done; from then on the change
stands, and whoever opens the study next finishes it. Before that, nothing has happened.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from realist_eval.errors import OutputError
from realist_eval.study import files
from realist_eval.study.layout import Layout
from realist_eval.study.log import lock_of

FOLDER = ".changing"
_LIST = "list.json"


@dataclass
class Change:
    """Files to be written and files to be deleted, by their paths in the study."""

    puts: dict[str, bytes] = field(default_factory=dict)
    removes: set[str] = field(default_factory=set)


class _Put(msgspec.Struct, frozen=True):
    path: str
    staged: str
    size: int  # of the file before; a log may have grown since
    sha: str


class _List(msgspec.Struct, frozen=True):
    puts: tuple[_Put, ...]
    removes: tuple[str, ...]


@contextlib.contextmanager
def alone(layout: Layout) -> Iterator[None]:
    """Hold the locks of the study and of all its logs; raises StudyError where somebody is at work."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(files.locked(layout.lock))
        for path in sorted(layout.log.glob("*.jsonl")):
            stack.enter_context(files.locked(lock_of(path)))
        yield


def carry_out(layout: Layout, change: Change) -> None:
    """Do it. The caller holds all locks (`alone`). Raises OutputError, and then nothing has happened."""
    folder = layout.root / FOLDER
    try:
        listed = tuple(_stage(layout, folder, change))
        removes = tuple(sorted(change.removes - set(change.puts)))
        files.write_atomic(folder / _LIST, msgspec.json.encode(_List(listed, removes)))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _finish(layout)


def finish(layout: Layout) -> None:
    """Finish a change that was stopped on its way, or clear away one that had not begun."""
    if (layout.root / FOLDER).exists():
        with alone(layout):
            _finish(layout)


def _stage(layout: Layout, folder: Path, change: Change) -> Iterator[_Put]:
    for number, (path, data) in enumerate(sorted(change.puts.items())):
        staged = f"{number:06}"
        files.write_atomic(folder / staged, data)
        place = layout.root / path
        old = place.read_bytes() if place.is_file() else b""
        yield _Put(path, staged, len(old), files.sha256(old))


def _finish(layout: Layout) -> None:
    folder = layout.root / FOLDER
    listed = folder / _LIST
    if listed.is_file():
        todo = msgspec.json.decode(listed.read_bytes(), type=_List)
        for put in todo.puts:
            _put(layout.root / put.path, folder / put.staged, put)
            _clear_beside(layout.root / put.path)
        for name in todo.removes:
            files.remove(layout.root / name)
        _clear(layout.cache)
        files.remove(listed)
    _clear(folder)


def _put(place: Path, staged: Path, put: _Put) -> None:
    """Replace a file; what was appended to a log after the change was planned comes along."""
    data = staged.read_bytes()
    now = place.read_bytes() if place.is_file() else b""
    if put.size and now.startswith(data):
        return
    more = now[put.size :] if place.suffix == ".jsonl" and files.sha256(now[: put.size]) == put.sha else b""
    files.write_atomic(place, data + more)


def _clear_beside(place: Path) -> None:
    """What an earlier attempt to write this very file left, when the power went."""
    for path in files.leftovers(place.parent):
        if path.name.startswith(f".{place.name[:120]}."):
            files.remove(path)


def _clear(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise OutputError.cannot_write(folder, error) from error
