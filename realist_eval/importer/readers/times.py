"""One parser for every way in which a transcript writes a time; everything becomes seconds."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from realist_eval.importer.raw import Utterance

_CLOCK = re.compile(
    r"""(?P<minus>-\s*)?
        (?P<fields>\d{1,4}(?:\s?:\s?-?\d{1,3}){1,2})  # h:m:s or m:s, padded or not; even 00:00:-0.5
        (?: [:;](?P<frames>\d{2}) | [.,]\s?(?P<decimals>\d{1,9}) )?
        \s*(?P<half>[ap]\.?\s?m\.?)?""",
    re.VERBOSE | re.IGNORECASE,
)
_UNITS = re.compile(
    r"(?:PT)?(?:(\d{1,4})\s?h)?\s?(?:(\d{1,5})\s?m(?:in)?)?\s?(?:(\d{1,7}(?:[.,]\d{1,9})?)\s?s(?:ec)?)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,12})?")
_FRAMES_A_SECOND = 25
_LONGEST = 10**14  # what is longer is no place in a recording, even in its smallest unit
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T ]\s*(?=\d)|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4},?\s+(?=\d)")
_ZONE = re.compile(r"\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$")
_UNITS_OF_NUMBERS = (1e-3, 1 / 16_000, 1e-6, 1e-7, 1e-9)  # milliseconds, Otter's samples, ..., Azure's ticks
_BRACKETS = str.maketrans("", "", "[]()<>#{}")


def seconds(text: str) -> float | None:
    """Seconds of `1:02:03.5`, `02:03`, `00:00:01:12` (frames), `1h 2m`, `62.5`; None where it is no time."""
    text = text.strip().translate(_BRACKETS).strip()
    if date := _DATE.match(text):
        text = _ZONE.sub("", text[date.end() :])
    return clock(text) if ":" in text else _spelled(text)


def clock(text: str) -> float | None:
    """The seconds of a time written with colons; the time of day counts from midnight."""
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        return None
    fields = re.split(r"\s?:\s?", match["fields"])
    total = 0.0
    for field in fields:
        total = total * 60 + abs(int(field))
    total += float(f"0.{match['decimals']}") if match["decimals"] else 0
    total += int(match["frames"]) / _FRAMES_A_SECOND if match["frames"] else 0
    if match["half"]:
        total = _half_day(total, len(fields), match["half"])
    negative = match["minus"] or "-" in match["fields"]
    return plausible(-total if negative else total)


def _half_day(total: float, fields: int, half: str) -> float:
    """The time of day in 24 hours; two fields beside am or pm are hours and minutes."""
    total = total * 60 if fields == 2 else total
    hours, rest = divmod(total, 3600)
    return (hours % 12 + (12 if half[0] in "pP" else 0)) * 3600 + rest


def _spelled(text: str) -> float | None:
    """Seconds of `1h 2m 3s` or of a plain number."""
    if _NUMBER.fullmatch(text):
        return plausible(float(text.replace(",", ".")))
    match = _UNITS.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    hours, minutes, rest = (float((group or "0").replace(",", ".")) for group in match.groups())
    return plausible(hours * 3600 + minutes * 60 + rest)


def from_value(value: object, scale: float = 1.0) -> float | None:
    """Seconds of a number (times `scale`), a clock, a date or text; None where it is no time."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return plausible(value * scale) if abs(value) < 1e15 else None
    if isinstance(value, str):
        found = seconds(value)
        return plausible(found * scale) if found is not None and _NUMBER.fullmatch(value.strip()) else found
    return _from_date(value)


def _from_date(value: object) -> float | None:
    """Seconds of a time of day, of a duration, or of the clock of a date."""
    if isinstance(value, dt.timedelta):
        return plausible(value.total_seconds())
    if isinstance(value, (dt.time, dt.datetime)):
        return value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return None


def plausible(value: float) -> float | None:
    """`value` to the millisecond, never below zero; None where it cannot be a place in a recording."""
    if not math.isfinite(value) or abs(value) > _LONGEST:
        return None
    return max(0.0, round(value, 3))


def unit(starts: Sequence[float], characters: int) -> float:
    """How many seconds one unit of `starts` is, judged by the pace of speech (2 to 60 letters a second)."""
    length = max(starts) - min(starts) if starts else 0.0
    if length <= 0 or characters / length >= 0.5:
        return 1.0
    return next((scale for scale in _UNITS_OF_NUMBERS if 2 <= characters / (length * scale) <= 60), 1.0)


def evenly(said: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """Where only some have times, one speaker's next utterance goes on with the last: all join alike."""
    timed = sum(utterance.start_time is not None for utterance in said)
    if not 0 < timed < len(said):
        return tuple(said)
    joined = [said[0]]
    for before, after in pairwise(said):
        same = after.speaker is not None and after.speaker == before.speaker
        joined.append(replace(after, continues=True) if same else after)
    return tuple(joined)


def in_seconds(said: Sequence[Utterance], scale: float | None = None) -> list[Utterance]:
    """Times in seconds: `scale` to the unit, else by the pace of speech; no end before its start."""
    if scale is None:
        times = [time for each in said for time in (each.start_time, each.end_time) if time is not None]
        scale = unit(times, sum(len(each.text) for each in said))
    return [_in_seconds(each, scale) for each in said]


def _in_seconds(said: Utterance, scale: float) -> Utterance:
    start, end = (None if at is None else plausible(at * scale) for at in (said.start_time, said.end_time))
    backwards = start is not None and end is not None and end < start
    return replace(said, start_time=start, end_time=None if backwards else end)
