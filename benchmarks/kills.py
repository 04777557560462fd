"""Is anything ever lost? `python benchmarks/kills.py --kills 300 --screens 50`.

Four trials, each followed by `check`:
- a process that decides, reviews, imports, merges, replaces, recodes or reports is killed (kill -9) at a
  random moment;
- the writes of such work are recorded, and the folder is made as a power cut at each point may leave it: a
  kill does not lose what the system has not yet written, a power cut does;
- the disk is full, or may not be written to, from each write on;
- `realist-eval review` is killed in a terminal while keys are pressed.
What was acknowledged must be there, and nothing may be corrupt.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from realist_eval.errors import RealistEvalError
from realist_eval.study import Study, files, hand, joining, recoding, replacing
from realist_eval.study.checking import check

TALK = """Interviewer: What changed for you in year {n}?
Ana: Because the team had a shared office, we trusted each other, so referrals went up.
Interviewer: And then?
Ana: The money stopped, so people left. That was number {n}.
"""
CODEBOOK = """version: 1
title: Trials
codes:
- {id: con.office, kind: context, label: Shared office, definition: A place together.}
- {id: mec.trust, kind: mechanism, label: Trust, definition: People trust each other.}
- {id: out.referrals, kind: outcome, label: Referrals, definition: More referrals.}
"""
WORDS = (
    ("a shared office", "con.office"),
    ("trusted each other", "mec.trust"),
    ("referrals went up", "out.referrals"),
)
Ack = Callable[[str], None]


# ------------------------------------------------------------ the study and the work done on it


def build(folder: Path) -> Path:
    """A study of two transcripts, a copy in which a colleague went on, and files to come in."""
    book = folder / "book.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    talks = folder / "talks"
    talks.mkdir()
    for n in range(40):
        (talks / f"talk-{n}.txt").write_text(TALK.format(n=n), encoding="utf-8")
    study = Study.create(folder / "study", "Trials", codebook=book, coder="ana")
    study.import_sources([talks / "talk-0.txt", talks / "talk-1.txt"])
    hand.add_coding(study, "talk-0", *WORDS[0])
    shutil.copytree(folder / "study", folder / "other")
    other = Study.open(folder / "other", coder="ben")
    other.import_sources([talks / f"talk-{n}.txt" for n in range(30, 34)])
    for n in range(30, 34):
        hand.add_coding(other, f"talk-{n}", *WORDS[1])
    return folder / "study"


def deciding(root: Path, ack: Ack) -> None:
    """Code, undo, redo, note; each acknowledged once it is done."""
    study = Study.open(root, coder="ana")
    for turn in range(10_000):
        words, code = WORDS[turn % 3]
        ack("event:" + hand.add_coding(study, "talk-0", words, code).id)
        if turn % 3 == 1:
            study.undo()
            study.redo()
        if turn % 5 == 4:
            study.memo("talk-0", f"memo {turn}")


def reviewing(root: Path, ack: Ack) -> None:
    """What the keys of the review screen do: code words, amend, undo, redo, note, reject."""
    from realist_eval.review import Desk

    study = Study.open(root, coder="ana")
    desk = Desk(study)
    desk.session = desk.session.open("talk-1")
    acts = (
        lambda: desk.amend(end=desk.coding().end - 1),
        lambda: (desk.undo(), desk.redo()),
        lambda: desk.memo("seen twice"),
        desk.reject,
    )
    for turn in range(10_000):
        words, code = WORDS[turn % 3]
        start = desk.session.transcript.text.index(words)
        desk.draw_over(start, start + len(words) - 1)
        desk.code_words(code)
        ack("event:" + study.state.last)
        acts[turn % 4]()
        ack("event:" + study.state.last)


def importing(root: Path, ack: Ack) -> None:
    """Take in one file after another."""
    study = Study.open(root, coder="ana")
    for n in range(2, 30):
        study.import_sources([root.parent / "talks" / f"talk-{n}.txt"])
        ack(f"transcript:talk-{n}")


def merging(root: Path, ack: Ack) -> None:
    """Bring a colleague's copy in."""
    study = Study.open(root, coder="ana")
    planned = joining.plan(study, root.parent / "other")
    joining.carry_out(study, planned)
    for name in planned.events:
        ack("event:" + name)
    for name in planned.transcripts:
        ack("transcript:" + name)
    time.sleep(0.2)


def replacing_one(root: Path, ack: Ack) -> None:
    """Correct a transcript, go back, forth, and again."""
    study = Study.open(root, coder="ana")
    path = root.parent / f"corrected-{os.getpid()}" / "talk-0.txt"
    path.parent.mkdir(exist_ok=True)
    for n in range(50):
        path.write_text(TALK.format(n=f"{n} and a half"), encoding="utf-8")
        replacing.carry_out(study, replacing.plan(study, path))
        ack("event:" + study.state.last)
        study.undo()
        study.redo()


def recoding_one(root: Path, ack: Ack) -> None:
    """Rename a code again and again."""
    study = Study.open(root, coder="ana")
    for n in range(200):
        now = study.state.renamed().get("con.office", "con.office")
        recoding.rename(study, now, f"con.office_{n}_{os.getpid()}")
        ack("event:" + study.state.last)
        study.undo()
        study.redo()


def reporting(root: Path, ack: Ack) -> None:
    """Write every report over and over."""
    from realist_eval.reporter import write_all

    study = Study.open(root, coder="ana")
    material = study.material()
    for n in range(50):
        written = write_all(material, study.layout.reports, ("csv", "md", "json", "xlsx"))
        for path in written:
            ack(f"report:{path.relative_to(root)}:{n}")


WORK: dict[str, Callable[[Path, Ack], None]] = {
    "deciding": deciding,
    "reviewing": reviewing,
    "importing": importing,
    "merging": merging,
    "replacing": replacing_one,
    "recoding": recoding_one,
    "reporting": reporting,
}


KINDS = ("deciding", "reviewing", "importing", "merging", "replacing", "recoding")  # each write is known


# ------------------------------------------------------------ what must hold


def faults(root: Path, acknowledged: list[str]) -> list[str]:
    """What was lost of what was acknowledged, and whatever check finds wrong."""
    study = Study.open(root, coder="ana")
    events, transcripts = study.state.events, set(study.ids())
    lost = []
    for ack in acknowledged:
        kind, name, *_ = ack.split(":")
        there = {
            "event": name in events,
            "transcript": name in transcripts,
            "report": _whole(root / name),
        }[kind]
        if not there:
            lost.append(f"lost {ack}")
    found = [fault.problem for fault in check(study)]
    torn = "was not written to its end"
    return lost + [str(one) for one in found if one.severity != "note" and torn not in one.message]


def usable(root: Path) -> list[str]:
    """Whether work goes on after it: one more coding, and no fault afterwards."""
    study = Study.open(root, coder="ana")
    name = hand.add_coding(study, "talk-1", *WORDS[2]).id
    again = Study.open(root, coder="ana")
    return [] if name in again.state.events else [f"lost {name} after it"]


def _whole(path: Path) -> bool:
    if path.suffix == ".xlsx":
        return path.is_file() and zipfile.ZipFile(path).testzip() is None
    if path.suffix == ".json":
        return bool(json.loads(path.read_text(encoding="utf-8")))
    return path.is_dir() or (path.is_file() and path.stat().st_size > 0)


# ------------------------------------------------------------ trial 1: kill -9


def kill_once(start: Path, kind: str, moment: float) -> tuple[int, list[str]]:
    """Start the work in a process of its own, kill it, and look; gives how much had been acknowledged."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(start.parent, folder, dirs_exist_ok=True)
        root = Path(folder) / start.name
        said, saying = os.pipe()
        child = os.fork()
        if not child:
            _work_until_killed(kind, root, saying)
        os.close(saying)
        with os.fdopen(said, encoding="utf-8") as pipe:
            pipe.readline()
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            acknowledged = [line.strip() for line in pipe if line.endswith("\n")]
        return len(acknowledged), faults(root, acknowledged) + usable(root)


def _work_until_killed(kind: str, root: Path, saying: int) -> None:
    os.write(saying, b"ready\n")
    try:
        WORK[kind](root, lambda name: void(os.write(saying, f"{name}\n".encode())))
        time.sleep(5)
    finally:
        os._exit(1)


def void(_result: object) -> None:
    """Nothing."""


def kills(start: Path, count: int, seed: int) -> Iterator[tuple[str, int, list[str]]]:
    """Kill each kind of work at random moments."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    for n in range(count):
        kind = list(WORK)[n % len(WORK)]
        acknowledged, found = kill_once(start, kind, chance.uniform(0, 0.5))
        yield kind, acknowledged, found


# ------------------------------------------------------------ trial 2: power cuts


@dataclass
class Recorder:
    """Stands in for `os` in the module that writes, and notes every step."""

    steps: list[tuple[Any, ...]] = field(default_factory=list)
    handles: dict[int, Path] = field(default_factory=dict)
    fail_at: int = -1  # the write from which on nothing can be written
    error: int = 28  # ENOSPC
    writes: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: Path | str, flags: int, mode: int = 0o777) -> int:
        """Open, and note what is made."""
        if flags & os.O_CREAT:
            self._may_fail()
        handle = os.open(path, flags, mode)
        self.handles[handle] = Path(path)
        if flags & os.O_CREAT:
            self.steps.append(("create", Path(path), bool(flags & os.O_TRUNC)))
        return handle

    def write(self, handle: int, data: bytes) -> int:
        """Write, unless the disk is full."""
        self._may_fail()
        self.steps.append(("write", self.handles[handle], bytes(data)))
        return os.write(handle, data)

    def fsync(self, handle: int) -> None:
        """Note that the bytes or names are sure from here on."""
        self.steps.append(("sync", self.handles[handle]))

    def close(self, handle: int) -> None:
        """Close."""
        self.handles.pop(handle)
        os.close(handle)

    def mkdir(self, path: Path) -> None:
        """Make a folder."""
        self._may_fail()
        self.steps.append(("mkdir", Path(path)))
        os.mkdir(path)  # noqa: PTH102 - it stands in for os

    def replace(self, old: Path, new: Path) -> None:
        """Rename."""
        self.steps.append(("rename", Path(old), Path(new)))
        os.replace(old, new)  # noqa: PTH105 - it stands in for os

    def unlink(self, path: Path) -> None:
        """Delete."""
        self.steps.append(("unlink", Path(path)))
        os.unlink(path)  # noqa: PTH108 - it stands in for os

    def truncate(self, path: Path, size: int) -> None:
        """Shorten."""
        self.steps.append(("truncate", Path(path), size))
        os.truncate(path, size)

    def ack(self, name: str) -> None:
        """Note that the work said so here."""
        self.steps.append(("ack", name))

    def _may_fail(self) -> None:
        self.writes += 1
        if 0 <= self.fail_at < self.writes:
            raise OSError(self.error, os.strerror(self.error))


@contextmanager
def recorded(recorder: Recorder) -> Iterator[Recorder]:
    """Let the module that writes go through the recorder."""
    files.os = recorder  # type: ignore[assignment]
    try:
        yield recorder
    finally:
        files.os = os


class Disk:
    """A folder as the system sees it, and what of it is sure to outlive a power cut."""

    def __init__(self, root: Path) -> None:
        """Begin with what lies there, all of it sure."""
        found = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        self.data: dict[int, bytearray] = {}  # each file's bytes, by its number
        self.sure: dict[int, bytes] = {}
        self.names: dict[Path, int] = {}
        for number, (path, data) in enumerate(found.items()):
            self.data[number], self.sure[number], self.names[path] = bytearray(data), data, number
        self.sure_names = dict(self.names)
        self.unsure_folders: set[Path] = set()

    def do(self, step: tuple[Any, ...]) -> None:
        """One recorded step."""
        name, *said = step
        getattr(self, f"_{name}")(*said)

    def _create(self, path: Path, emptied: bool) -> None:
        if path not in self.names:
            self.names[path] = number = len(self.data)
            self.data[number], self.sure[number] = bytearray(), b""
        elif emptied:
            self.data[self.names[path]] = bytearray()

    def _write(self, path: Path, data: bytes) -> None:
        self.data[self.names[path]] += data

    def _sync(self, path: Path) -> None:
        if path in self.names:
            self.sure[self.names[path]] = bytes(self.data[self.names[path]])
        else:
            self._sync_names(path)

    def _mkdir(self, path: Path) -> None:
        self.unsure_folders.add(path)

    def _rename(self, old: Path, new: Path) -> None:
        self.names[new] = self.names.pop(old)

    def _unlink(self, path: Path) -> None:
        self.names.pop(path, None)

    def _truncate(self, path: Path, size: int) -> None:
        del self.data[self.names[path]][size:]

    def _sync_names(self, folder: Path) -> None:
        kept = {path: number for path, number in self.sure_names.items() if path.parent != folder}
        self.unsure_folders = {one for one in self.unsure_folders if one.parent != folder}
        self.sure_names = kept | {path: n for path, n in self.names.items() if path.parent == folder}

    def after_power_cut(self, how: str) -> dict[Path, bytes]:
        """What may lie there: all, only what is sure, or the new names with half of the unsure bytes."""
        names = self.names
        if how == "sure":
            names = {
                path: n for path, n in self.sure_names.items() if not self.unsure_folders & set(path.parents)
            }
        return {path: self._bytes(number, how) for path, number in names.items()}

    def _bytes(self, number: int, how: str) -> bytes:
        data, sure = bytes(self.data[number]), self.sure[number]
        if how == "all" or data == sure:
            return data
        return sure if how == "sure" else data[: (len(sure) + len(data)) // 2]


def power_cuts(
    start: Path, kinds: Sequence[str] = KINDS, every: int = 1
) -> Iterator[tuple[str, int, list[str]]]:
    """Record some work of each kind, then look at the study as a cut at each step may leave it."""
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(start.parent, folder, dirs_exist_ok=True)
            root = Path(folder) / start.name
            disk = Disk(root)
            steps = _record(kind, root)
            for at, step in enumerate(steps):
                if step[0] != "ack":
                    disk.do(step)
                if at % every:
                    continue
                acknowledged = [one[1] for one in steps[: at + 1] if one[0] == "ack"]
                for how in ("all", "sure", "half"):
                    _lay_out(root, disk.after_power_cut(how))
                    yield f"{kind}, {how}", at, faults(root, acknowledged) + usable(root)


def _record(kind: str, root: Path) -> list[tuple[Any, ...]]:
    """The steps of a little work of one kind."""
    with recorded(Recorder()) as recorder:
        said: list[str] = []

        def ack(name: str) -> None:
            recorder.ack(name)
            said.append(name)
            if kind != "merging" and len(said) >= 3:
                raise StopIteration

        with suppress(StopIteration):
            WORK[kind](root, ack)
    return recorder.steps


def _lay_out(root: Path, wanted: dict[Path, bytes]) -> None:
    for path in [path for path in root.rglob("*") if path.is_file() and path not in wanted]:
        path.unlink()
    for path, data in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


# ------------------------------------------------------------ trial 3: a full disk, a read-only folder


def full_disks(
    start: Path, kinds: Sequence[str] = KINDS, every: int = 1
) -> Iterator[tuple[str, int, list[str]]]:
    """From each write on nothing can be written: a plain error, and a sound study."""
    for kind in kinds:
        for error in (28, 30):  # ENOSPC, EROFS
            for at in range(0, 200, every):
                with tempfile.TemporaryDirectory() as folder:
                    shutil.copytree(start.parent, folder, dirs_exist_ok=True)
                    root = Path(folder) / start.name
                    said: list[str] = []
                    failed = _fail(kind, root, at, error, said)
                    yield f"{kind}, {os.strerror(error)}", at, faults(root, said) + usable(root)
                if not failed:
                    break


def _fail(kind: str, root: Path, at: int, error: int, said: list[str]) -> bool:
    """Do the work until writing fails; False where the work came to its end first."""

    def ack(name: str) -> None:
        said.append(name)
        if kind != "merging" and len(said) >= 2:
            raise StopIteration

    with recorded(Recorder(fail_at=at, error=error)):
        try:
            WORK[kind](root, ack)
        except RealistEvalError:
            return True
        except StopIteration:
            pass
    return False


# ------------------------------------------------------------ all of it


def report(title: str, trials: Iterator[tuple[str, int, list[str]]]) -> bool:
    """Run trials, print what they found, and say whether all was well."""
    count, told, bad = 0, 0, 0
    started = time.perf_counter()
    for kind, number, found in trials:
        count += 1
        told += number
        if found:
            bad += 1
            print(f"  {kind} ({number}): {'; '.join(found[:3])}")
    seconds = time.perf_counter() - started
    print(f"{title}: {count} trials, {bad} with faults, {told} steps or acknowledgements, {seconds:.0f} s")
    return not bad


def _screens(folder: Path, count: int, seed: int) -> Iterator[tuple[str, int, list[str]]]:
    """Kill the review itself; as a file of its own, since it needs what not every system has."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks import screen_kills

    place = folder / "screens"
    place.mkdir()
    yield from screen_kills.kills(screen_kills.begin(place), count, seed)


def main() -> None:
    """Run the four trials; exit 1 where anything was lost or corrupt."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--screens", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    os.environ.setdefault("REALIST_EVAL_DEVICE", "bench")
    with tempfile.TemporaryDirectory() as folder:
        start = build(Path(folder))
        results = [
            report("kill -9", kills(start, said.kills, said.seed)),
            report("power cuts", power_cuts(start)),
            report("full disk, read-only", full_disks(start)),
            report("kill -9 in a terminal", _screens(Path(folder), said.screens, said.seed)),
        ]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
