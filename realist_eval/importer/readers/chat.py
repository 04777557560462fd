"""CHAT transcripts (.cha): one utterance a main line; codings on dependent lines are not speech."""

from __future__ import annotations

import re
from collections.abc import Iterator

from realist_eval.errors import Problem
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Script, Utterance
from realist_eval.importer.readers.times import evenly
from realist_eval.importer.source_file import SourceFile

MAX_LINES = 200_000
_MAIN = re.compile(r"\*\s*([^\s:*]{1,30})\s*:\s*(.*)", re.DOTALL)
_BULLET = re.compile(r"(?:^|(?<=\s))(?:%(?:snd|mov):\s*\"?[^\"\s]*\"?_)?(\d{1,9})_(\d{1,9})(?=\s|$)")
_ASKING = {"INV": "Investigator", "EXP": "Experimenter", "EXA": "Examiner"}  # codes with a fixed meaning
_PARTICIPANTS = re.compile(r"@Participants:\s*(.*)", re.DOTALL | re.IGNORECASE)


def read_chat(source: SourceFile, profile: Profile) -> Script:
    """Read a CHAT file; speakers go by their codes (CHI, INV). Raises SourceError where nobody speaks."""
    decoded = source.decoded(profile.encoding)
    source.too_long(decoded.text.count("\n"), MAX_LINES, "lines")
    lines = list(_logical_lines(decoded.text))
    utterances = evenly([said for number, line in lines if (said := _utterance(number, line))])
    if not utterances:
        hint = "What is said stands on lines such as “*INV:\twords”. Is the file complete?"
        raise source.cannot("holds no lines of speech.", hint)
    problems = source.text_problems(decoded)
    if not any(line.casefold().startswith("@end") for _, line in lines[-5:]):
        message = "has no @End: its last lines may be missing."
        problems = (*problems, Problem(message, source.file, severity="warning"))
    speaking = {utterance.speaker for utterance in utterances}
    people = _participants(lines)
    roles = {**_ASKING, **{code: role for code, role in people.items() if role}}
    key = tuple((code, role) for code, role in roles.items() if code in speaking)
    return Script(utterances, "CHAT speaker lines", problems, key=key)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """(number, line) with lines that start with a tab or a space joined to the one before."""
    whole: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        if line[:1] in {"\t", " "} and whole:
            whole[-1][1].append(line.strip())
        else:
            whole.append((number, [line.rstrip()]))
    return ((number, " ".join(parts)) for number, parts in whole)


def _utterance(number: int, line: str) -> Utterance | None:
    """The speech of a main line, its times taken out; None for any other line and for silence."""
    main = _MAIN.fullmatch(line)
    if not main:
        return None
    times = [(int(start) / 1000, int(end) / 1000) for start, end in _BULLET.findall(main[2])]
    words = " ".join(_BULLET.sub(" ", main[2]).split())
    if not re.search(r"\w", words):
        return None
    if not times:
        return Utterance(words, main[1], number=number)
    start, end = times[0][0], times[-1][1]
    return Utterance(words, main[1], start, end if end >= start else None, number)


def _participants(lines: list[tuple[int, str]]) -> dict[str, str]:
    """Codes and roles of the header: `@Participants: CHI Ross Target_Child, INV Investigator`."""
    for _, line in lines[:100]:
        if found := _PARTICIPANTS.fullmatch(line):
            people = [words for person in found[1].split(",") if (words := person.split())]
            return {words[0]: " ".join(words[1:]).replace("_", " ") for words in people}
    return {}
