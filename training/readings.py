"""Reads our own coding of published interviews, kept as places in their text, as gold sets.

`training/data/readings.jsonl` has a transcript a line: its file, the hash of its text as the importer reads
it, its turns, which of them were read and which only ask, and the elements: start, end, kind with valence,
and the letters of the configurations they belong to. The words themselves stay where they were published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path

import msgspec
from invented import KINDS, OUTCOMES, VALENCES, links_within

from realist_eval.engine.evaluate import Gold, GoldLink, GoldRow, GoldSpan
from realist_eval.importer import read_file
from realist_eval.model import Transcript, Turn

READINGS = Path(__file__).parent / "data" / "readings.jsonl"
STRETCH = 600  # words that are learned from as one text
APART = 700  # characters between elements beyond which the same letter means another configuration


class Reading(msgspec.Struct):
    """One transcript as it was read."""

    file: str
    sha256: str
    read: list[tuple[int, int]]  # first and last number of turns that were read with care
    asked: list[int]  # numbers of turns that only ask
    turns: list[tuple[int, int]]
    spans: list[tuple[int, int, str, str]]


def read_readings(folder: Path, path: Path = READINGS) -> Iterator[Gold]:
    """A gold set a transcript; raises ValueError where a text is no longer the one that was coded."""
    for line in path.read_bytes().splitlines():
        reading = msgspec.json.decode(line, type=Reading)
        text = read_file(folder / reading.file).transcript.text
        if hashlib.sha256(text.encode()).hexdigest() != reading.sha256:
            raise ValueError(f"{reading.file} is not read as it was when it was coded")
        yield _gold(reading, text)


def _gold(reading: Reading, text: str) -> Gold:
    made = [_row(reading, text, number, turns) for number, turns in enumerate(_stretches(reading, text))]
    rows = {row.id: row for _, row in made}
    return Gold(Path(reading.file), {one.id: one for one, _ in made}, rows)


def _stretches(reading: Reading, text: str) -> Iterator[list[int]]:
    """Numbers of turns that stand together, some 600 words at a time."""
    for first, last in reading.read:
        own: list[int] = []
        words = 0
        for number in range(first, last + 1):
            own.append(number)
            words += len(text[slice(*reading.turns[number - 1])].split())
            if words >= STRETCH:
                yield own
                own, words = [], 0
        if own:
            yield own


def _row(reading: Reading, text: str, number: int, turns: Sequence[int]) -> tuple[Transcript, GoldRow]:
    name = f"{Path(reading.file).stem}-{number:02}"
    offset, end = reading.turns[turns[0] - 1][0], reading.turns[turns[-1] - 1][1]
    made = tuple(
        Turn(
            place,
            reading.turns[turn - 1][0] - offset,
            reading.turns[turn - 1][1] - offset,
            "",
            "interviewer" if turn in reading.asked else "participant",
        )
        for place, turn in enumerate(turns, 1)
    )
    inside = [span for span in reading.spans if offset <= span[0] < end]
    spans = [_span(f"s{place}", span, offset) for place, span in enumerate(inside)]
    links = list(_links(spans, [letters for _, _, _, letters in inside]))
    return Transcript(name, text[offset:end], made), GoldRow(name, spans, links)


def _span(name: str, span: tuple[int, int, str, str], offset: int) -> GoldSpan:
    start, end, (letter, mark), _ = span
    kind = KINDS[letter]
    valence = (OUTCOMES if kind == "outcome" else VALENCES)[mark]
    return GoldSpan(name, start - offset, end - offset, kind, kind, valence)


def _links(spans: Sequence[GoldSpan], letters: Sequence[str]) -> Iterator[GoldLink]:
    """The links of each configuration; a letter comes again for another one further on."""
    seen: set[tuple[str | None, str | None, str | None]] = set()
    for letter in sorted(set("".join(letters))):
        own = [span for span, group in zip(spans, letters, strict=True) if letter in group]
        breaks = [b.start - a.end > APART for a, b in pairwise(own)]
        numbers = [sum(breaks[:place]) for place in range(len(own))]
        for _, group in groupby(zip(numbers, own, strict=True), key=lambda pair: pair[0]):
            for link in links_within([span for _, span in group]):
                if (key := (link.context, link.mechanism, link.outcome)) not in seen:
                    seen.add(key)
                    yield link
