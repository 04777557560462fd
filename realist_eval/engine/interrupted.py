"""Speech that goes on over a short word of somebody else's: "because they" "Mm." "listened to us".

What was begun and what goes on are parsed as one; the word between is not. Whatever is found across them
stays one element, coded turn by turn.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace

from realist_eval.engine.lexicon import load_lexicon
from realist_eval.model import Coding, Span, Transcript, Turn

LONGEST = 6_000  # characters that are parsed in one piece
MOST_WORDS = 4  # of a word thrown in
ENDED = re.compile(r"[.?!:;][\"'”’)\]]*$")
TRAILING_OFF = re.compile(r"(?:\.\.\.|…|[-–—,])[\"'”’)\]]*$")
GOING_ON = re.compile(r"(?:\.\.\.|…|[-–—]|\W*I(?!\w)|\W*[^\W\d_A-Z])")  # no capital, or "I"
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
MARK = re.compile(r"[\[(<][^\[\]()<>]*[\])>]")


def runs(transcript: Transcript) -> Iterator[list[Turn]]:
    """The turns, those that one speaker goes on in together; the words thrown in between are left out."""
    turns, at = transcript.turns, 0
    thrown_in = _thrown_in(load_lexicon(transcript.language).backchannels)
    while at < len(turns):
        run = [turns[at]]
        while at + 2 < len(turns) and _goes_on(transcript, run, turns[at + 1], turns[at + 2], thrown_in):
            run.append(turns[at + 2])
            at += 2
        yield run
        at += 1


def _thrown_in(backchannels: frozenset[str]) -> Callable[[str], bool]:
    """Whether somebody says no more than that they listen."""

    def holds(said: str) -> bool:
        words = WORD.findall(MARK.sub(" ", said).lower())
        listening = len(words) <= MOST_WORDS and backchannels.issuperset(words)
        return "?" not in said and (listening if words else bool(said.strip()))

    return holds


def _goes_on(
    transcript: Transcript, run: list[Turn], between: Turn, after: Turn, thrown_in: Callable[[str], bool]
) -> bool:
    """Whether a speaker who had not finished goes on after a word of another's."""
    last = run[-1]
    if last.speaker is None or last.speaker != after.speaker or last.speaker == between.speaker:
        return False
    if last.part == "interviewer" or after.end - run[0].start > LONGEST:
        return False
    said, then = transcript.quote(last).rstrip(), transcript.quote(after).lstrip()
    if not said or not then or not thrown_in(transcript.quote(between)):
        return False
    if TRAILING_OFF.search(said):
        return said.endswith((",", "-", "–", "—")) or GOING_ON.match(then) is not None
    return not ENDED.search(said)


def divide(transcript: Transcript, coding: Coding) -> list[Coding]:
    """A coding as it is, or, where others' words stand in it, one for each turn of its speaker's."""
    turns = transcript.turns
    first = max(0, bisect_right(turns, coding.start, key=lambda turn: turn.start) - 1)
    if not turns or coding.end <= turns[first].end:
        return [coding]
    last = bisect_right(turns, coding.end - 1, key=lambda turn: turn.start)
    own = [turn for turn in turns[first:last] if turn.speaker == turns[first].speaker]
    parts = [Span(max(coding.start, turn.start), min(coding.end, turn.end)) for turn in own]
    return [
        replace(
            coding,
            id=f"{coding.id}-{n}" if n else coding.id,
            start=part.start,
            end=part.end,
            element=coding.id,
        )
        for n, part in enumerate(parts)
    ]
