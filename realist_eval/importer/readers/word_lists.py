"""Speech recognisers that give words one by one: words to utterances, by speaker or by pause."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from realist_eval.importer.raw import Utterance

_NO_SPACE_BEFORE = re.compile(r"[.,!?;:…%)\]}»”’]+|['’](?:s|t|re|ve|ll|d|m)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)]*$")
_PAUSE = 1.0  # seconds after a sentence, at which words without speakers begin a new utterance
_LONG_PAUSE = 3.0
_MANY_WORDS = 80  # after which the next sentence begins a new utterance


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a punctuation mark; times in seconds."""

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Who speaks from `start` on; in seconds."""

    start: float
    speaker: str | None


def utterances(words: Sequence[Word], stretches: Sequence[Stretch] = ()) -> tuple[Utterance, ...]:
    """Words joined while one speaker goes on; where nobody is named, until a pause."""
    attributed = list(_attributed(words, sorted(stretches, key=lambda stretch: stretch.start)))
    named = any(word.speaker for word in attributed)
    groups: list[list[Word]] = []
    for word in attributed:
        if not groups or (_next_speaker if named else _next_breath)(groups[-1], word):
            groups.append([])
        groups[-1].append(word)
    return tuple(_utterance(number, group) for number, group in enumerate(groups, start=1))


def _attributed(words: Sequence[Word], stretches: Sequence[Stretch]) -> Iterator[Word]:
    """Each word with its speaker: its own, else of the stretch it falls in, else of the word before."""
    starts = [stretch.start for stretch in stretches]
    speaker: str | None = None
    for word in words:
        if word.speaker is not None:
            speaker = word.speaker
        elif word.start is not None and stretches:
            middle = (word.start + max(word.start, word.end or word.start)) / 2
            speaker = stretches[max(0, bisect_right(starts, middle) - 1)].speaker
        yield Word(word.text, word.start, word.end, speaker)


def _next_speaker(group: list[Word], word: Word) -> bool:
    return word.speaker != group[-1].speaker


def _next_breath(group: list[Word], word: Word) -> bool:
    timed = [earlier for earlier in group[-3:] if earlier.start is not None]
    if word.start is None or not timed:
        return False
    pause = word.start - (timed[-1].end if timed[-1].end is not None else timed[-1].start or 0.0)
    ended = bool(_SENTENCE_END.search(group[-1].text))
    return pause >= _LONG_PAUSE or (ended and (pause >= _PAUSE or len(group) >= _MANY_WORDS))


def _utterance(number: int, group: list[Word]) -> Utterance:
    starts = [word.start for word in group if word.start is not None]
    ends = [word.end for word in group if word.end is not None]
    text, start = join(word.text for word in group), next(iter(starts), None)
    return Utterance(text, group[0].speaker, start, max(ends, default=None), number)


def join(words: Iterator[str] | Sequence[str]) -> str:
    """Words with spaces between them, none before a punctuation mark."""
    text: list[str] = []
    for word in map(str.strip, words):
        if word:
            text.append(word if not text or _NO_SPACE_BEFORE.fullmatch(word) else f" {word}")
    return "".join(text)
