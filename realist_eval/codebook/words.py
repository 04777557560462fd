"""Small words for messages: the nearest allowed name, lists, and quoted values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


def nearest(word: str, allowed: Iterable[str]) -> str:
    """`Did you mean X?` where one allowed name is near; otherwise the names allowed, or nothing."""
    names = list(dict.fromkeys(name for name in allowed if name))
    by_lower = {name.lower(): name for name in names}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    if near:
        return f"Did you mean “{by_lower[near[0]]}”?"
    return f"Allowed: {listed(names)}." if names else ""


def listed(words: Sequence[str], most: int = 12) -> str:
    """The words with commas, cut after `most`."""
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def many(number: int, thing: str, things: str = "") -> str:
    """`1 code`, `2 codes`; `things` where it takes more than an s."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def shown(value: str, most: int = 60) -> str:
    """A value from the user's file, quoted on one line and cut where long."""
    flat = " ".join(value.split())
    return f"“{flat[: most - 1]}…”" if len(flat) > most else f"“{flat}”"
