"""JSON transcripts: what speech recognisers and their editors write, and plain lists of turns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Line, Page, Script, Utterance
from realist_eval.importer.readers import json_tree as tree
from realist_eval.importer.readers.times import evenly, from_value, in_seconds
from realist_eval.importer.readers.word_lists import Stretch, Word, utterances
from realist_eval.importer.source_file import SourceFile

_ROOTS = ("", "retval", "transcript", "speech", "result", "response", "data", "output", "body")
_MAX_CONTAINERS = 1_000_000
_MAX_VALUES = 4_000_000
_SCALES = (("millis", 1e-3), ("ms", 1e-3), ("ticks", 1e-7), ("nanos", 1e-9))  # how a key's name may end


@dataclass(frozen=True, slots=True)
class _Dialect:
    """Where a recogniser puts words, and who speaks when; paths as in json_tree, several with spaces."""

    name: str
    words: str
    text: str
    start: str
    end: str = ""
    duration: str = ""
    speaker: str = ""
    stretches: str = ""
    stretch_start: str = ""
    stretch_speaker: str = ""
    needs: str = ""  # a path that must be there
    unless: str = ""  # paths that must not: something better stands there


# fmt: off
_DIALECTS = (
    _Dialect("Amazon Transcribe", "results.items", "alternatives.0.content", "start_time", "end_time",
             speaker="speaker_label", stretch_start="start_time", stretch_speaker="speaker_label",
             stretches="results.speaker_labels.segments.*.items results.speaker_labels.segments"),
    _Dialect("Speechmatics", "results", "alternatives.0.content", "start_time", "end_time",
             speaker="alternatives.0.speaker", needs="results.0.alternatives.0.content"),
    _Dialect("Speechmatics", "words", "name", "time", duration="duration", needs="words.0.time",
             stretches="speakers", stretch_start="time", stretch_speaker="name"),
    _Dialect("Kaldi", "words", "punct word", "start", "end", needs="words.0.word",
             stretches="segmentation.segments segments", stretch_start="start",
             stretch_speaker="speaker.@id speaker.id speaker.name speaker",
             unless="segments.0.text utterances.0.text"),  # a newer Whisper gives words beside its segments
    _Dialect("digitalPaperEdit", "words", "text", "start", "end", needs="paragraphs.0.start",
             stretches="paragraphs", stretch_start="start", stretch_speaker="speaker"),
    _Dialect("IBM Watson", "results.*.alternatives.0.timestamps", "0", "1", "2",
             stretches="speaker_labels", stretch_start="from", stretch_speaker="speaker"),
    _Dialect("Google Speech-to-Text", "results.*.alternatives.0.words", "word",
             "startTime startOffset start_time", "endTime endOffset end_time",
             speaker="speakerLabel speakerTag speaker_tag"),
    _Dialect("autoEdit", "text.*.paragraph.*.line", "text", "startTime", "endTime"),
)
# fmt: on


def read_json(source: SourceFile, profile: Profile) -> Script | Page:
    """Read a JSON transcript; raises SourceError when it is no JSON or no turns are found in it."""
    decoded = source.decoded(profile.encoding)
    data = _parsed(source, decoded.text)
    problems = source.text_problems(decoded)
    for read in (_by_words, _by_turns, _by_pairs):
        if script := read(data):
            return replace(script, problems=problems)
    if lines := _running_text(data):
        return Page(lines, problems=problems)
    hint = "Turns are looked for in lists of objects with keys such as text, speaker and start."
    raise source.cannot("holds no transcript that is known here.", hint)


def _parsed(source: SourceFile, text: str) -> Any:
    """The JSON value; one object a line (JSON Lines) becomes a list."""
    if text.count("{") + text.count("[") > _MAX_CONTAINERS or text.count(",") > _MAX_VALUES:
        raise source.cannot("holds more values than any transcript.", "Split it into parts.")
    try:
        return json.loads(text)
    except RecursionError as reason:
        raise source.cannot("is nested too deeply to be a transcript.") from reason
    except ValueError as reason:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith("{") for line in lines[:5]):
            return [_parsed_line(source, line, number) for number, line in enumerate(lines, start=1)]
        line = getattr(reason, "lineno", None)
        what = getattr(reason, "msg", None) or "a number is too long"
        hint = "Is the file complete? Export it again."
        raise source.cannot(f"is no readable JSON ({what}).", hint, line) from reason


def _parsed_line(source: SourceFile, line: str, number: int) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as reason:
        raise source.cannot("holds a line that is no JSON object.", "Export it again.", number) from reason


# ---------------------------------------------------------------- words one by one


def _by_words(data: Any) -> Script | None:
    for dialect in _DIALECTS:
        for root in _ROOTS:
            node = tree.at(data, root) if root else data
            if isinstance(node, Mapping) and (script := _worded(node, dialect)):
                return script
    return None


def _worded(node: Mapping[str, Any], dialect: _Dialect) -> Script | None:
    items = tree.first(node, dialect.words)
    if not isinstance(items, list) or (dialect.needs and tree.at(node, dialect.needs) is None):
        return None
    if dialect.unless and tree.first(node, dialect.unless) is not None:
        return None
    words = [word for item in items if (word := _word(item, dialect))]
    if not any(word.start is not None for word in words):
        return None
    if any(word.speaker for word in words) and not dialect.stretches:
        words = _once(words)
    stretches = list(_stretches(node, dialect))
    said = utterances(words, stretches)
    who = "with speakers" if any(utterance.speaker for utterance in said) else "without speakers"
    return Script(evenly(in_seconds(said)), f"{dialect.name}, {who}")


def _word(item: Any, dialect: _Dialect) -> Word | None:
    text = tree.first(item, dialect.text)
    if not isinstance(text, str) or not text.strip():
        return None
    start = from_value(tree.first(item, dialect.start))
    end = from_value(tree.first(item, dialect.end)) if dialect.end else None
    if dialect.duration and start is not None:
        end = start + (from_value(tree.first(item, dialect.duration)) or 0.0)
    said = item if isinstance(item, Mapping) else {}
    if said.get("type") == "punctuation" or said.get("attaches_to") == "previous":
        return Word(text)  # stands where the word before it stands
    speaker = _label(tree.first(item, dialect.speaker)) if dialect.speaker else None
    return Word(text, start, end, speaker)


def _once(words: list[Word]) -> list[Word]:
    """Google says all words again at the end, now with speakers: keep those."""
    index = next(index for index, word in enumerate(words) if word.speaker)
    again = words[index].start
    starts = [word.start for word in words[:index] if word.start is not None]
    later = again is not None and any(start > again for start in starts)
    return words[index:] if later or (index and words[0].start == again) else words


def _stretches(node: Mapping[str, Any], dialect: _Dialect) -> Iterator[Stretch]:
    found = tree.first(node, dialect.stretches) if dialect.stretches else None
    for item in found if isinstance(found, list) else ():
        start = from_value(tree.first(item, dialect.stretch_start))
        if start is not None:
            yield Stretch(start, _label(tree.first(item, dialect.stretch_speaker)))


def _label(value: Any) -> str | None:
    """A speaker's name out of whatever a recogniser calls a speaker."""
    if isinstance(value, Mapping):
        value = tree.first(value, "name speaker_name displayName label @id id")
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    huge = isinstance(value, int) and abs(value) >= 10**9  # a number of the machine's, not of people
    return None if huge else " ".join(str(value).split())[:200] or None


# ---------------------------------------------------------------- turns


def _by_turns(data: Any) -> Script | None:
    """The list of objects that says the most, named speakers counting for it."""
    lists = tree.lists_of_objects(data)
    weights = {path: _weight(items) for path, items in lists.items()}
    best = max(weights, key=lambda path: weights[path], default="")
    if not weights.get(best):
        return None
    said = _turns(lists[best], _names(data))
    words = sum(" " in utterance.text for utterance in said) < len(said) / 3 and len(said) > 5
    if words and any(utterance.start_time is not None for utterance in said):
        said = list(utterances([Word(u.text, u.start_time, u.end_time, u.speaker) for u in said]))
    where = best.strip(".*") or "the list"
    return Script(evenly(in_seconds(said)), f"JSON turns in {where}") if said else None


def _turns(items: list[Mapping[str, Any]], names: Mapping[str, str]) -> list[Utterance]:
    """The turns of a list; a channel or a label is a speaker only where it tells turns apart."""
    perhaps = [_label(tree.pick(item, tree.PERHAPS_SPEAKER)[1]) for item in items]
    if not 1 < len({*perhaps}) <= max(2, len(items) // 2):
        perhaps = [None] * len(items)
    if any(_speaker(item, names) for item in items):
        perhaps = [None] * len(items)
    numbered = enumerate(zip(items, perhaps, strict=True), start=1)
    return [said for number, (item, who) in numbered for said in _turn(item, number, names, who)]


def _weight(items: list[Mapping[str, Any]]) -> float:
    """How much is said in a list, more where speakers or times are given."""
    letters = sum(len(tree.words_of(item)) or sum(map(len, _asked(item))) for item in items)
    sample = items[:200]
    spoken = any(_label(tree.pick(item, tree.SPEAKER)[1]) for item in sample)
    timed = any(_start_end(item)[0] is not None for item in sample)
    return letters * (1.5 if spoken else 1.0) * (1.2 if timed else 1.0) * (1.0 if spoken or timed else 0.5)


def _names(data: Any) -> dict[str, str]:
    """Speakers' names by their ids, where a list of speakers gives both."""
    names: dict[str, str] = {}
    for root in _ROOTS:
        for key in ("speakers", "participants", "members"):
            listed = tree.at(data, f"{root}.{key}" if root else key)
            for item in listed if isinstance(listed, list) else ():
                if isinstance(item, Mapping):
                    name = _label(tree.first(item, "speaker_name speakerName name displayName label"))
                    ids = [_label(item.get(key)) for key in ("id", "speaker_id", "speakerId", "label", "tag")]
                    names.update({id_: name for id_ in ids if id_ and name})
    return names


def _turn(
    item: Mapping[str, Any], number: int, names: Mapping[str, str], perhaps: str | None
) -> Iterator[Utterance]:
    start, end = _start_end(item)
    start = _start_end(tree.inner(item))[0] if start is None else start
    question, answer = _asked(item)
    if question and answer:
        yield Utterance(question, "Question", start, None, number)
        yield Utterance(answer, _speaker(item, names) or "Answer", start, end, number)
        return
    text = tree.words_of(item)
    if text:
        yield Utterance(text, _speaker(item, names) or perhaps, start, end, number)


def _asked(item: Mapping[str, Any]) -> tuple[str, str]:
    """The question and the answer of an object that holds both."""
    question = tree.words_of(tree.pick(item, "question q prompt")[1])
    return question, tree.words_of(tree.pick(item, "answer a response reply")[1])


def _speaker(item: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    for key in tree.SPEAKER.split():
        label = _label(tree.pick(item, key)[1])
        if label and label != tree.words_of(item):
            numbered = key == "speakermodellabel" and label.isdecimal()
            return names.get(label, f"Speaker {label}" if numbered else label)
    data = item.get("data")  # where Draft.js keeps it
    return _label(data.get("speaker")) if isinstance(data, Mapping) else None


def _start_end(item: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """(start, end) of a turn; a pair or a from/to under one key counts as both."""
    key, value = tree.pick(item, tree.START)
    if isinstance(value, Mapping):
        start, end = (from_value(value.get(name)) for name in ("from", "to"))
        return start, end
    if isinstance(value, list):
        start, end = ([from_value(part) for part in value[:2]] + [None, None])[:2]
        return start, end
    start = from_value(value, _scale(key)) if key != "dur" else None
    key, value = tree.pick(item, tree.END)
    end = from_value(value, _scale(key)) if key else None
    key, value = tree.pick(item, tree.DURATION)
    if end is None and start is not None and (length := from_value(value, _scale(key))) is not None:
        end = start + length
    return start, end


def _scale(key: str) -> float:
    return next((scale for ending, scale in _SCALES if key.endswith(ending)), 1.0)


def _by_pairs(data: Any) -> Script | None:
    """[["Ann", "Hello"], ...] or [{"Ann": "Hello"}, ...]: who and what, and no more."""
    if not isinstance(data, list) or not data:
        return None
    pairs = [pair for item in data if (pair := _pair(item))]
    if len(pairs) < len(data):
        return None
    said = (Utterance(text, speaker, number=number) for number, (speaker, text) in enumerate(pairs, start=1))
    return Script(tuple(said), "JSON pairs of speaker and words")


def _pair(item: Any) -> tuple[str, str] | None:
    if isinstance(item, Mapping) and len(item) == 1:
        item = next(iter(item.items()))
    if isinstance(item, (list, tuple)) and len(item) == 2 and all(isinstance(part, str) for part in item):
        speaker, text = item[0].strip(), item[1].strip()
        return (speaker, text) if text and 0 < len(speaker) < 60 else None
    return None


def _running_text(data: Any) -> tuple[Line, ...]:
    """The lines of a list of strings, or of the longest text under a key that means text."""
    if isinstance(data, list):
        texts = [item for item in data if isinstance(item, str)]
        return _lines("\n".join(texts)) if len(texts) == len(data) else ()
    nodes = [tree.at(data, root) if root else data for root in _ROOTS]
    texts = [tree.words_of(node) for node in nodes if isinstance(node, Mapping)]
    texts += [node for node in nodes if isinstance(node, str)]
    longest = max(texts, key=len, default="")
    return _lines(longest) if len(longest.split()) > 5 else ()


def _lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(line, number) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
