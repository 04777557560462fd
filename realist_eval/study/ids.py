"""Names that are safe as file names on every system, and ids that follow from what a thing is."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

from realist_eval.errors import StudyError

T = TypeVar("T")

_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"
}
_LONGEST = 80  # characters; leaves room for endings and suffixes under every system's limit
_MOST_BYTES = 160


def safe_id(name: str) -> str:
    """A name of letters, digits, `. - _` that any file system takes; NFC, never empty."""
    word = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name))
    word = re.sub(r"\.{2,}", ".", re.sub(r"-{2,}", "-", word)).strip(".-")[:_LONGEST]
    while len(word.encode()) > _MOST_BYTES:
        word = word[:-1]
    word = word.rstrip(".-") or "source"
    return f"_{word}" if word.split(".")[0].casefold() in _RESERVED else word


def free_name(wanted: str, taken: Iterable[str], ending: str = "") -> str:
    """`wanted`, or `wanted-2` and so on: the first that no file system takes for one of `taken`."""
    used = {unicodedata.normalize("NFC", name).casefold() for name in taken}
    number, name = 1, wanted + ending
    while name.casefold() in used:
        number += 1
        name = f"{wanted}-{number}{ending}"
    return name


def begun(things: Iterable[T], name: str, what: str, hint: str, id_of: Callable[[T], str]) -> T:
    """The one thing that goes by an id, or whose id begins so; raises StudyError."""
    found = [one for one in things if id_of(one).startswith(name)]
    exact = [one for one in found if id_of(one) == name] or found
    if len(exact) == 1:
        return exact[0]
    if found:
        raise StudyError(f"{len(found)} ids begin with “{name}”.", hint="Type more of it.")
    raise StudyError(f"There is no {what} “{name}”.", hint=hint)


def key(*parts: object) -> str:
    """A short id that follows from what a thing is: the same on every machine."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]
