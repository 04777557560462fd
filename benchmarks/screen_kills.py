"""Is anything lost when the review itself is killed? `python benchmarks/kills.py --screens 100`.

`realist-eval review` runs in a terminal of its own, keys are pressed, and at a random moment it is killed
(kill -9). What the screen said was decided must be decided when the study is opened again, and `check` must
find no fault.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import re
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.kills import faults
from benchmarks.review import Everywhere, LongStudy, build

ROWS, COLUMNS = 30, 100
KEYS = "aaarrnjkN"
START = "from realist_eval.cli.main import main; main()"
_STEP = re.compile(
    rb"\x1b\[(\d*);?(\d*)H|\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|\x1b[P\]][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|\r|\n"
)
_DECIDED = re.compile(r"(\d+)/\d+ in all")


class Screen:
    """What stands on a terminal: as much of one as it takes to read a line of it."""

    def __init__(self) -> None:
        """An empty one."""
        self.lines: dict[int, str] = {}
        self._at = (1, 1)
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Take in what a program wrote."""
        data = self._rest + data
        done = 0
        for step in _STEP.finditer(data):
            self._write(data[done : step.start()])
            self._move(step)
            done = step.end()
        cut = data.rfind(b"\x1b", done)
        self._write(data[done : cut if cut >= 0 else len(data)])
        self._rest = data[cut:] if cut >= 0 else b""

    def _move(self, step: re.Match[bytes]) -> None:
        row, column = self._at
        if step[1] is not None:
            self._at = (int(step[1] or 1), int(step[2] or 1))
        elif step[0] == b"\r":
            self._at = (row, 1)
        elif step[0] == b"\n":
            self._at = (row + 1, column)

    def _write(self, data: bytes) -> None:
        row, column = self._at
        words = data.decode(errors="replace")
        line = self.lines.get(row, "").ljust(column - 1)
        self.lines[row] = line[: column - 1] + words + line[column - 1 + len(words) :]
        self._at = (row, column + len(words))

    @property
    def decided(self) -> int | None:
        """How many decisions the screen shows; None before it shows any number."""
        found = (_DECIDED.search(line) for line in self.lines.values())
        return next((int(match[1]) for match in found if match), None)


class AtHand(LongStudy):
    """A study whose suggestions the real engine takes for its own, so that no model is needed."""

    def engine(self, jobs: int = 1) -> Everywhere:
        """The suggester of even distances under the real one's name."""
        real, made = super(LongStudy, self).engine(jobs), Everywhere()
        made.name, made.version = real.name, real.version
        return made


def begin(folder: Path) -> Path:
    """A study with some hundred suggestions."""
    root = build(folder, 24_000).layout.root
    AtHand.open(root, coder="ana").suggest()
    return root


def kill_once(start: Path, moment: float, chance: random.Random) -> tuple[int, list[str]]:
    """Review in a terminal and kill after so many seconds; gives what the screen showed, and faults."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "study"
        shutil.copytree(start, root)
        child, handle = pty.fork()
        if not child:
            os.environ["TERM"] = "xterm-256color"
            os.execv(  # noqa: S606 - this very program
                sys.executable,
                [sys.executable, "-c", START, "review", "--study", str(root), "--coder", "ana"],
            )
        fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        shown = _press(child, handle, moment, chance)
        if shown is None:
            return 0, ["the review did not begin"]
        lost = _decided(root)
        return shown, faults(root, []) + ([f"{shown} were shown, {lost} are there"] if lost < shown else [])


def _press(child: int, handle: int, moment: float, chance: random.Random) -> int | None:
    """Keys at random, until the moment has come; then what the screen last showed."""
    screen = Screen()
    waiting = time.monotonic() + 90
    while screen.decided is None and time.monotonic() < waiting and _read(handle, screen, 0.2):
        continue
    end = time.monotonic() + moment
    while screen.decided is not None and time.monotonic() < end:
        os.write(handle, chance.choice(KEYS).encode())
        _read(handle, screen, chance.uniform(0, min(0.08, moment)))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while _read(handle, screen, 0.2):
        continue
    os.close(handle)
    return screen.decided


def _read(handle: int, screen: Screen, wait: float) -> bool:
    """Take in what was written meanwhile; False where the program is gone."""
    ready, _, _ = select.select([handle], [], [], wait)
    if not ready:
        return True
    try:
        data = os.read(handle, 65536)
    except OSError:  # the other side is gone
        return False
    screen.feed(data)
    return bool(data)


def _decided(root: Path) -> int:
    from realist_eval.review import Desk
    from realist_eval.study import Study

    return Desk(Study.open(root, coder="ana")).session.queue.progress.decided


def kills(start: Path, count: int, seed: int, longest: float = 3.0) -> Iterator[tuple[str, int, list[str]]]:
    """Kill the review at random moments."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    for _ in range(count):
        yield "reviewing in a terminal", *kill_once(start, chance.uniform(0, longest), chance)
