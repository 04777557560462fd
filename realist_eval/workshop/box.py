"""ballots.jsonl on disk: what was acknowledged is there, whatever happens to the server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import msgspec

from realist_eval.errors import Problem
from realist_eval.study import files
from realist_eval.study.log import torn_tail
from realist_eval.workshop.ballots import AnyLine, Room, decode, encode


def read(path: Path) -> tuple[list[AnyLine], list[Problem]]:
    """Every whole line of a ballot file, and what could not be read, with its line."""
    if not path.exists():
        return [], []
    found: list[AnyLine] = []
    problems: list[Problem] = []
    torn = bool(torn_tail(path))
    lines = path.read_bytes().splitlines()
    for number, line in enumerate(lines[:-1] if torn else lines, 1):
        try:
            found.append(decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            hint = "It is left as it is; the rest stands."
            problems.append(
                Problem("is no ballot: the file was changed from outside.", str(path), number, hint=hint)
            )
    return found, problems


def mend(path: Path) -> None:
    """Set a torn last line aside. The caller holds the workshop's lock."""
    torn = torn_tail(path)
    if torn:
        files.append(path.with_suffix(".torn"), torn + b"\n")
        files.cut(path, path.stat().st_size - len(torn))


def add(path: Path, lines: Iterable[AnyLine]) -> None:
    """Append lines and wait for the disk. The caller holds the workshop's lock."""
    mend(path)
    data = b"".join(map(encode, lines))
    if data:
        files.append(path, data)


class Box:
    """The ballots of a workshop while its page is served: many phones share one wait for the disk."""

    def __init__(self, path: Path) -> None:
        """Read what is there; the caller holds the workshop's lock."""
        mend(path)
        lines, self.problems = read(path)
        self.path = path
        self.room = Room(lines)
        self._pending: list[bytes] = []
        self._writing = asyncio.Lock()

    async def put(self, line: AnyLine) -> None:
        """Take a line in; it is on disk when this returns. Raises StudyError."""
        self.room.apply(line)
        self._pending.append(encode(line))
        await self.settled()

    async def settled(self) -> None:
        """Wait until all that was put is on disk; who comes meanwhile goes with the next batch."""
        async with self._writing:
            batch, self._pending = self._pending, []
            if not batch:
                return
            try:
                await asyncio.to_thread(files.append, self.path, b"".join(batch))
            except BaseException:  # a full disk: the next who comes tries again with all of it
                self._pending = [*batch, *self._pending]
                raise
