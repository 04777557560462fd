"""Subtitle cues, WebVTT and SubRip: one utterance a cue, or a voice within a cue."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise

from realist_eval.importer.labels import plausible
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Script, Utterance
from realist_eval.importer.readers.times import seconds
from realist_eval.importer.source_file import SourceFile

_TIMES = re.compile(
    r"\s*(-?\d[\d:;., ]{0,24}?(?:-\d[\d.,]*)?)\s*(?:--?>|--?&gt;|→)"
    r"\s*(-?\d[\d:;.,]{0,24}(?:-\d[\d.,]*)?)?(?:\s.*)?"
)
_BLOCKS = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_COUNTED = re.compile(r"\d{1,7}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\S*")
_PARTS = re.compile(r"(?P<base>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?:/\d+)?)-(?P<part>\d+)")
_NAMED = re.compile(r'\d+ +"([^"]+)"(?: +\(\d+\))?')  # Webex keeps the speaker in the id: 12 "Ann Lee" (34)
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,200})?(?:\s{1,9}([^<>]{0,200}))?>|(</v>)", re.IGNORECASE)
_CLOCKS_INSIDE = re.compile(r"<\d{1,3}(?::\d{1,3}){1,2}(?:[.,]\d{1,3})?>")
_TAGS = re.compile(
    r"</?(?:c|i|b|u|s|em|strong|font|span|ruby|rt|lang|p|div)(?:[.\s][^<>]*)?/?>|\{\\[^{}]*\}", re.IGNORECASE
)
_MARKED = re.compile("[<&{]")
_BREAKS = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LABEL = re.compile(r"[A-Z][\w .,'’()-]{0,40}:\s+\S")
_DASH = re.compile(r"[-–—]\s*\S")
MAX_CUES = 100_000  # two days and nights of speech
_ROLLING = 0.3  # of the cues start with a line that the cue before ended with
_DISORDER = 0.1
_NAMED_OFTEN = 0.6  # of the cues start with a name on a line of its own
_MOST_NAMES = 30


@dataclass(slots=True)
class _Cue:
    start: float | None
    end: float | None
    id: str
    number: int
    name: str = ""  # the speaker, where the first line is a name alone
    lines: list[str] = field(default_factory=list)


def read_cues(source: SourceFile, profile: Profile) -> Script:
    """Read a .vtt or .srt; raises SourceError when there is not one cue in it."""
    decoded = source.decoded(profile.encoding)
    text = decoded.text.lstrip("\ufeff")
    webvtt = text.startswith("WEBVTT") or source.suffix == ".vtt"
    cues = list(islice(_cues(text.split("\n"), webvtt), MAX_CUES + 1))
    if not cues:
        hint = "A cue starts with a line such as 00:00:01.000 --> 00:00:04.000. Is the file complete?"
        raise source.cannot("holds no cues with times.", hint)
    _drop_repeated_lines(cues, timed_words=bool(_CLOCKS_INSIDE.search(text)))
    _name_first_lines(cues)
    said = list(islice((utterance for cue in cues for utterance in _said(cue)), MAX_CUES + 1))
    source.too_long(max(len(cues), len(said)), MAX_CUES, "cues")
    utterances = tuple(_joined(_in_order(said), {cue.number: cue.id for cue in cues}))
    kind = "voice tags" if any(utterance.speaker for utterance in utterances) else "cues"
    return Script(utterances, f"{'WebVTT' if webvtt else 'SubRip'} {kind}", source.text_problems(decoded))


def _cues(lines: list[str], webvtt: bool) -> Iterator[_Cue]:
    """Cues in the order of the file; the words of a cue end where the next one's id or times begin."""
    cue: _Cue | None = None
    skipping = False
    previous = ""  # the line before, while it may be an id
    after_blank = True
    for number, line in enumerate(lines, start=1):
        times = _TIMES.fullmatch(line) if ">" in line or "→" in line or "&gt;" in line else None
        if times:
            id_ = _take_id(cue, previous, after_blank)
            if cue:
                yield cue
            start, end = (seconds(time) if time else None for time in times.groups())
            cue = _Cue(start, end if end is None or start is None or end >= start else None, id_, number)
            skipping, previous, after_blank = False, "", False
            continue
        if not line.strip():
            skipping, previous, after_blank = False, "", True
            continue
        skipping = skipping or (webvtt and not previous and after_blank and bool(_BLOCKS.match(line)))
        if not skipping and cue:
            cue.lines.append(line)
        after_blank = after_blank and not previous
        previous = line
    if cue:
        yield cue


def _take_id(cue: _Cue | None, previous: str, alone: bool) -> str:
    """The id above a line of times, taken back from the words of the cue before."""
    if not previous or not (alone or _COUNTED.fullmatch(previous.strip())):
        return ""
    if cue and cue.lines and cue.lines[-1] == previous:
        cue.lines.pop()
    return previous.strip()


def _clean(text: str) -> str:
    """Words without tags and entities; marks such as <laughs> stay."""
    if not _MARKED.search(text):
        return " ".join(text.split())
    text = _TAGS.sub("", _CLOCKS_INSIDE.sub("", _BREAKS.sub(" ", text)))
    return " ".join(html.unescape(text).split())


def _drop_repeated_lines(cues: list[_Cue], timed_words: bool) -> None:
    """Automatic captions roll up: each cue repeats the line before. Say every line once."""
    plain = [[words for line in cue.lines if (words := _clean(line))] for cue in cues]
    repeats = [_overlap(before, after) for before, after in pairwise(plain)]
    often = sum(map(bool, repeats)) > max(2, _ROLLING * len(repeats))
    several = sum(len(lines) > 1 for lines in plain) > _ROLLING * len(plain)  # without which nothing rolls
    if not often or not (timed_words or several):
        return
    for cue, lines, repeated in zip(cues[1:], plain[1:], repeats, strict=True):
        cue.lines = lines[repeated:]


def _name_first_lines(cues: list[_Cue]) -> None:
    """Take the first line of cues for a name where such lines recur as speakers do."""
    first = {id(cue): _clean(cue.lines[0]) for cue in cues if len(cue.lines) > 1}
    counts = Counter(line for line in first.values() if _may_be_name(line))
    names = {line for line, count in counts.items() if count > 1}
    often = sum(counts[name] for name in names) >= _NAMED_OFTEN * len(cues)
    if not often or len(names) > _MOST_NAMES or not any(map(str.isalpha, "".join(names))):
        return
    for cue in cues:
        if first.get(id(cue)) in names:
            cue.name, cue.lines = first[id(cue)].rstrip(":"), cue.lines[1:]


def _may_be_name(line: str) -> bool:
    return bool(line) and line[-1] not in ".,?!…" and plausible(line.rstrip(":"))


def _overlap(before: list[str], after: list[str]) -> int:
    """How many first lines of `after` are the last lines of `before`."""
    sizes = range(min(len(before), len(after), 4), 0, -1)
    return next((size for size in sizes if before[-size:] == after[:size]), 0)


def _said(cue: _Cue) -> Iterator[Utterance]:
    """The utterances of a cue: one, or one a voice."""
    named = _NAMED.fullmatch(cue.id)
    for voice, text in _voices("\n".join(cue.lines)):
        speaker = voice or (named[1].strip() if named else None) or cue.name or None
        for words in _labelled(text):
            yield Utterance(words, speaker, cue.start, cue.end, cue.number)


def _voices(payload: str) -> Iterator[tuple[str | None, str]]:
    """(voice or None, words) in order."""
    speaker: str | None = None
    position = 0
    for tag in _VOICE.finditer(payload):
        yield speaker, payload[position : tag.start()]
        speaker = _clean(tag[1]) or None if tag[1] else None
        position = tag.end()
    yield speaker, payload[position:]


def _labelled(text: str) -> Iterator[str]:
    """Lines of a cue joined; apart where each line has a label of its own, on lines where each has a dash."""
    lines = [words for line in text.split("\n") if (words := _clean(line))]
    if len(lines) > 1 and all(map(_LABEL.match, lines)):
        yield from lines
    elif len(lines) > 1 and all(map(_DASH.match, lines)):
        yield "\n".join(lines)
    elif lines:
        yield " ".join(lines)


def _in_order(utterances: list[Utterance]) -> list[Utterance]:
    """As in the file; by time where the file jumbles them (a few cues overlap in any file)."""
    times = [utterance.start_time for utterance in utterances if utterance.start_time is not None]
    inversions = sum(before > after for before, after in pairwise(times))
    if inversions <= _DISORDER * len(times) or len(times) < len(utterances):
        return utterances
    return sorted(utterances, key=lambda utterance: utterance.start_time or 0.0)


def _joined(utterances: Iterable[Utterance], ids: dict[int, str]) -> Iterator[Utterance]:
    """Mark cues whose ids say that they go on with the one before: uuid/12-0, uuid/12-1."""
    base = None
    for utterance in utterances:
        parts = _PARTS.fullmatch(ids.get(utterance.number, ""))
        goes_on = parts is not None and parts["base"] == base and parts["part"] != "0"
        base = parts["base"] if parts else None
        yield replace(utterance, continues=True) if goes_on else utterance
