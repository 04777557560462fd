"""Writes that are whole or not there at all: the only functions that change a study on disk.

A file is replaced by writing beside it, syncing and renaming; a log grows by one write and a sync, under a
lock. After a crash or a power cut each file is either as it was or as it was meant to be; only the last line
of a log can be torn, and the log sets that aside.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from realist_eval.errors import OutputError, Problem, StudyError
from realist_eval.study.ids import free_name

PART = ".part"  # the ending of a file that was being written when the power went
WAIT = 10.0  # seconds to wait for another program


def write_atomic(path: Path, data: bytes, *, durable: bool = True, private: bool = False) -> None:
    """Replace `path` by `data` or leave it as it was; `durable` waits for the disk. Raises OutputError.

    `private`: only its owner can read it; on Windows the folder decides who can.
    """
    beside = path.with_name(f".{path.name[:120]}.{os.getpid()}{PART}")
    try:
        make_folder(path.parent)
        _write_whole(beside, data, durable=durable, private=private)
        os.replace(beside, path)  # noqa: PTH105 - all writes go through `os`, so that tests can replay them
        if durable:
            sync_folder(path.parent)
    except OSError as error:
        _remove(beside)
        raise OutputError.cannot_write(path, error) from error
    except BaseException:  # Ctrl-C: leave nothing half-written
        _remove(beside)
        raise


def write_keeping(path: Path, data: bytes, tell: Callable[[Problem], None]) -> None:
    """Write what people fill in: a file there with other bytes is kept beside it, and `tell` hears its name.

    Raises OutputError.
    """
    try:
        if path.is_file() and path.read_bytes() != data:
            taken = (one.name for one in path.parent.iterdir())
            kept = path.with_name(free_name(f"{path.stem}-earlier", taken, path.suffix))
            os.replace(path, kept)  # noqa: PTH105 - as above
            tell(Problem(f"was there with other contents, kept as {kept.name}.", str(path), severity="note"))
    except OSError as error:
        raise OutputError.cannot_write(path, error) from error
    write_atomic(path, data)


def create(path: Path, data: bytes) -> None:
    """Write a new file; raises OutputError, also where something stands there already."""
    if path.exists():
        raise OutputError("is already there and is never overwritten.", path)
    write_atomic(path, data)


def append(path: Path, data: bytes) -> int:
    """Add `data` at the end, wait for the disk, and give the new size. On failure the file is as it was.

    The caller holds the lock of the file. Raises StudyError.
    """
    try:
        new = not path.exists()
        make_folder(path.parent)
        with _opened(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as handle:
            size = os.fstat(handle).st_size
            try:
                _write_all(handle, data)
                os.fsync(handle)
            except OSError:
                with contextlib.suppress(OSError):
                    os.truncate(path, size)
                raise
    except OSError as error:
        raise cannot_save(path, error) from error
    if new:
        sync_folder(path.parent)
    return size + len(data)


def cut(path: Path, size: int) -> None:
    """Shorten a file to its first `size` bytes, and wait for the disk."""
    try:
        os.truncate(path, size)
        with _opened(path, os.O_RDWR) as handle:
            os.fsync(handle)
    except OSError as error:
        raise cannot_save(path, error) from error


def remove(path: Path) -> None:
    """Delete a file that may not be there, and wait for the disk."""
    try:
        if path.exists():
            os.unlink(path)  # noqa: PTH108 - as above
            sync_folder(path.parent)
    except OSError as error:
        raise OutputError.cannot_write(path, error) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those around it, where they are missing, so that their names outlive a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder)  # noqa: PTH102 - as above
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder outlive a power cut, where the system can (Windows cannot and need not)."""
    if os.name == "nt":
        return
    with _opened(folder, os.O_RDONLY) as handle, contextlib.suppress(OSError):
        os.fsync(handle)  # some network drives refuse; the rename itself stands


def cannot_save(path: Path, reason: OSError) -> StudyError:
    """Say that the study could not be written to, and that what was saved before stands."""
    message = f"could not be saved ({reason.strerror or reason}). All that was saved before stands."
    hint = "Check that the disk has room and that the folder may be written to, then do it again."
    return StudyError(message, path, hint=hint)


@contextlib.contextmanager
def locked(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock at `path`, also once more where this program holds it already.

    Raises StudyError when another program keeps it longer than `wait` seconds.
    """
    from filelock import FileLock, Timeout

    try:
        make_folder(path.parent)
        lock = FileLock(path, is_singleton=True)
        lock.acquire(timeout=wait)
    except Timeout as error:
        hint = "Wait until that one is done, or close it, then try again."
        raise StudyError("is in use by another realist-eval.", path.parent, hint=hint) from error
    except (OSError, NotImplementedError) as error:
        reason = error if isinstance(error, OSError) else OSError(str(error))
        raise cannot_save(path, reason) from error
    try:
        yield
    finally:
        lock.release()


def leftovers(folder: Path) -> list[Path]:
    """Files that were being written when a program was stopped; never part of the study."""
    return sorted(path for path in folder.rglob(f".*{PART}") if path.is_file())


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha_of(path: Path) -> str:
    """The SHA-256 of a file; empty where there is none."""
    return sha256(path.read_bytes()) if path.is_file() else ""


@contextlib.contextmanager
def _opened(path: Path, flags: int, mode: int = 0o666) -> Iterator[int]:
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0), mode)
    try:
        yield handle
    finally:
        os.close(handle)


def _write_whole(path: Path, data: bytes, *, durable: bool, private: bool = False) -> None:
    flags = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if private else os.O_TRUNC)
    with _opened(path, flags, 0o600 if private else 0o666) as handle:
        _write_all(handle, data)
        if durable:
            os.fsync(handle)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
