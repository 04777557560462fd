"""Transcribers' marks and times inside the words: marks stay and are noted, times go to the turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from realist_eval.importer.labels import fold
from realist_eval.importer.readers.times import seconds
from realist_eval.importer.words import fold_word, word_set
from realist_eval.model import Note

REMARKS = word_set(
    """
    laugh laughs laughing laughter chuckle chuckles chuckling giggles sigh sighs sighing pause pauses
    paused long short silence silent inaudible unclear indistinct unintelligible crosstalk overlap
    overlapping overlaps talkingover cough coughs coughing sniffs cries crying sobs clears clearsthroat
    throat applause music noise background foreign speaks phonetic sic redacted anonymised name whispers
    whispering shouts sings nods nodding shakes gestures points pointing smiles smiling interruption
    interrupted phone rings ringing door break bleep beep blank audio recording tape noaudio end start
    begin starts ends ph lacht lachen pause risas ríe risa silencio rires rire silence ride risate ri
    risos inaudibel unverständlich inaudibile inintelligible ininteligible incomprensibile
    """
)

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,:;]\d{1,3})?"
_BRACKETED_TIME = re.compile(
    rf"(?:[\[(<{{]\s?(?P<time>{_CLOCK})(?:\s?(?:-->|-|–|to)\s?(?P<until>{_CLOCK}))?\s?[\])>}}]"
    rf"|#(?P<hash>{_CLOCK})(?:-\d)?#"
    r"|(?<![\w:])(?P<smpte>\d{2}:\d{2}:\d{2}[:;]\d{2})(?![\w:]))"
)
_TIME_FIRST = re.compile(r"(\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?)\s+")
_TIME_LAST = re.compile(r"\s(\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?)$")
_EDGE = 20  # characters at the end in which a time may stand
_MARK = re.compile(
    r"\(\([^()\n]{1,80}\)\)|\[[^\[\]\n]{1,120}\]|</?[A-Za-z][^<>\n]{0,60}>|\((?P<inner>[^()\n]{1,60})\)"
    r"|\*(?P<star>[a-z ]{2,30})\*|[♪♫][^♪♫\n]{0,80}[♪♫]*"
)


def is_remark(text: str) -> bool:
    """Whether bracketed words are a transcriber's remark: `laughs`, `inaudible 00:12`."""
    words = [fold_word(word) for word in text.split()]
    return bool(words) and (words[0] in REMARKS or fold(text) in REMARKS or words[-1] in REMARKS)


def without_times(text: str) -> tuple[str, float | None, float | None]:
    """The words without timecodes, and the first time and the time at the very end, in seconds."""
    if ":" not in text:
        return text, None, None
    start = end = None
    kept: list[str] = []
    last = 0
    for found in _BRACKETED_TIME.finditer(text):
        at = seconds(found["time"] or found["hash"] or found["smpte"])
        kept.append(text[last : found.start()].rstrip(" "))
        last = found.end()
        if not text[last:].strip() and "".join(kept).strip():
            end = at
        else:
            start = at if start is None else start
            end = seconds(found["until"]) if found["until"] else end
    rest = "".join([*kept, text[last:]]).strip()
    return (rest, start, end) if start is not None or end is not None else _bare_time(rest)


def _bare_time(text: str) -> tuple[str, float | None, float | None]:
    """A time without brackets before the words, or at their end."""
    if first := _TIME_FIRST.match(text):
        return text[first.end() :].strip(), seconds(first[1]), None
    if last := _TIME_LAST.search(text[-_EDGE:]):
        return text[: len(text) - len(last[0])].strip(), None, seconds(last[1])
    return text, None, None


def marks(text: str) -> Iterator[Note]:
    """Every transcriber's mark in the text, with its place."""
    for found in _MARK.finditer(text):
        inner = found["inner"] or found["star"]
        if inner is None or is_remark(inner):
            yield Note(found.start(), found.end(), "mark", found[0])
