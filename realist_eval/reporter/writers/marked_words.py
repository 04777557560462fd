"""What a marked transcript and its reader agree on: labels, stamps, and how words are compared."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from hashlib import sha256
from typing import NamedTuple

from realist_eval.model import Coding, Span, Transcript, Turn
from realist_eval.reporter.report import printable

TURN_STYLE = "CMO Turn"  # labels between the turns; nothing in this style is speech
END_LABEL = "End of the transcript"
IDENTITY = re.compile(r"realist-eval marked transcript: (?P<id>.+), text (?P<sha>[0-9a-f]{12})")
TURN_LABEL = re.compile(r"Turn (\d{1,7})(?: · .*)?")
BOOKMARK = re.compile(r"(?P<status>[cs])_(?P<id>[0-9A-Za-z]{1,28})_(?P<stamp>[0-9a-f]{8})")
_SAME = {"\u2011": "-"}  # Word keeps a hyphen that does not break as a mark of its own


class Folded(NamedTuple):
    """Words as they are compared, and where each of their characters stands in the text."""

    text: str
    places: list[int]


def fold(text: str) -> Folded:
    """A run of white space is one space, none stands at the ends, and invisible marks are left out.

    Programs change these when they save a file; nothing else about the words is forgiven.
    """
    out: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(printable(text)):
        if letter.isspace():
            if not out or out[-1] == " ":
                continue
            letter = " "  # noqa: PLW2901 - what the letter counts as
        elif letter > "\x7f" and unicodedata.category(letter) == "Cf":
            continue
        out.append(_SAME.get(letter, letter))
        places.append(at)
    if out and out[-1] == " ":
        out.pop()
        places.pop()
    return Folded("".join(out), places)


class Words:
    """A transcript's words as they are compared; a `range` counts in them, a `Span` in the text."""

    def __init__(self, transcript: Transcript) -> None:
        """Fold the whole text once."""
        self.transcript = transcript
        self.text, self.places = fold(transcript.text)
        self.turns = {turn.n: self.range(turn.span) for turn in transcript.turns}

    def range(self, span: Span) -> Span:
        """The words of a span, without spaces at its ends; empty where it covers none."""
        return self.trimmed(bisect_left(self.places, span.start), bisect_left(self.places, span.end))

    def trimmed(self, start: int, end: int) -> Span:
        """A range without spaces at its ends."""
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return Span(start, end)

    def span(self, words: Span) -> Span:
        """Where a range that is not empty stands in the transcript's text."""
        return Span(self.places[words.start], self.places[words.end - 1] + 1)

    def of_turn(self, number: int) -> str:
        """The words of one turn."""
        return self.text[slice(*self.turns[number])]


def stamp(code: str, valence: str, words: Span) -> str:
    """What a comment said when it was written, in eight digits: tells later whether somebody changed it."""
    return sha256(f"{code}\x1f{valence}\x1f{words.start}\x1f{words.end}".encode()).hexdigest()[:8]


def bookmark_name(coding: Coding, words: Span) -> str:
    """The bookmark that records a comment; nothing where the coding's id cannot stand in one."""
    status = "s" if coding.status == "suggested" else "c"
    name = f"{status}_{coding.id}_{stamp(coding.code, coding.valence, words)}"
    return name if BOOKMARK.fullmatch(name) else ""


def identity(transcript: Transcript) -> str:
    """The line by which a marked transcript is known again."""
    return f"realist-eval marked transcript: {transcript.id}, text {transcript.sha[:12]}"


def turn_label(transcript: Transcript, turn: Turn) -> str:
    """`Turn 12 · Anna (link worker) · 0:03:10`."""
    speaker = transcript.speaker(turn.speaker)
    name = (speaker.pseudonym or speaker.label) if speaker else turn.speaker or ""
    role = (speaker.role if speaker else "") or (turn.part if turn.part == "interviewer" else "")
    named = f"{name} ({role})" if name and role and role.lower() != name.lower() else name
    parts = [f"Turn {turn.n}", named, _clock(turn.start_time)]
    return " · ".join(" ".join(part.split()) for part in parts if part)


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, second = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
