"""Transcriber files (.trs): turns with their speakers' names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Script, Utterance
from realist_eval.importer.readers.times import from_value
from realist_eval.importer.source_file import Element, SourceFile

_NOISES = re.compile(
    r"laugh|\brires?\b|lach|\bris[ao]s?\b|skratt|latter|\bcry|pleur|\bsob|wein|sigh|soupir|appla",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words between two marks; `who` counts the speakers of a turn from 1, and 0 is not said."""

    who: int
    time: float | None
    text: str


def read_trs(source: SourceFile, profile: Profile) -> Script:  # noqa: ARG001 - all readers are called alike
    """Read a Transcriber file; raises SourceError when it is damaged or nobody speaks."""
    root = source.xml(doctype=True)
    names = {person.get("id", ""): person.get("name", "").strip() for person in root.iter("Speaker")}
    utterances = tuple(said for turn in root.iter("Turn") for said in _turn(turn, names))
    if not utterances:
        raise source.cannot("holds no turns with words.", "Was it saved before it was transcribed?")
    return Script(utterances, "Transcriber turns", source.problems)


def _turn(turn: Element, names: dict[str, str]) -> Iterator[Utterance]:
    """One utterance a turn; where people talk at once, one each time another is named."""
    ids = turn.get("speaker", "").split()
    people = [names.get(id_) or id_ for id_ in ids]
    end = from_value(turn.get("endTime"))
    runs: list[list[_Piece]] = []
    for piece in _pieces(turn):
        if runs and runs[-1][0].who == piece.who:
            runs[-1].append(piece)
        elif piece.text.strip():
            runs.append([piece])
    for run in runs:
        who = run[0].who or (1 if len(people) == 1 else 0)
        speaker = people[who - 1] if 0 < who <= len(people) else None
        text = " ".join(" ".join(piece.text for piece in run).split())
        start = run[0].time if len(runs) > 1 else from_value(turn.get("startTime"))
        yield Utterance(text, speaker, start if start is not None else run[0].time, end, turn.sourceline or 0)


def _pieces(turn: Element) -> Iterator[_Piece]:
    """The words of a turn in order, with who says them and since when; noises people make stay as marks."""
    who, time = 0, from_value(turn.get("startTime"))
    yield _Piece(who, time, turn.text or "")
    for mark in turn:
        text = mark.tail or ""
        if mark.tag == "Sync":
            time = from_value(mark.get("time"))
        elif mark.tag == "Who":
            number = mark.get("nb", "")
            who = int(number) if re.fullmatch(r"\d{1,2}", number, re.ASCII) else 0
        elif mark.tag == "Event":
            text = _noise(mark) + text
        yield _Piece(who, time, text)


def _noise(event: Element) -> str:
    """`[laugh]` where somebody laughs, cries or claps; breaths, pauses and technical marks say nothing."""
    name = " ".join(event.get("desc", "").split())
    momentary = event.get("extent", "instantaneous") == "instantaneous"
    heard = event.get("type", "noise") == "noise" and momentary and _NOISES.search(name)
    return f" [{name}] " if heard else " "
