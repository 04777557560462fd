"""The hand-out for a meeting of coders: how far they agree, and every disagreement side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from realist_eval.agreement.disagreements import Disagreement, Reading, confusions
from realist_eval.agreement.figures import Block, Comparison
from realist_eval.agreement.labels import name_of, shown
from realist_eval.agreement.notes import notes
from realist_eval.model import Codebook
from realist_eval.reporter.report import Block as Piece
from realist_eval.reporter.report import (
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Section,
    Table,
)

if TYPE_CHECKING:
    from realist_eval.study.facade import Study

MOST = 60  # disagreements on paper; nobody talks through more in one meeting
_ANSWERS = ("We decided: ", "Because: ", "To change in the codebook: ")


def hand_out(study: Study, found: Comparison, differ: Sequence[Disagreement]) -> Report:
    """The hand-out as a report; the reporter writes it as Word or as a page."""
    codebook = study.codebook()
    last = max((event.at for event in study.state.events.values()), default="")
    sections = (
        Section("agreement", "How far the coders agree", tuple(_figures(found))),
        Section("talk", "What to talk about", tuple(_talk(codebook, differ))),
    )
    facts = {
        "subtitle": "Agreement between coders: hand-out for the meeting",
        "authors": f"Coders: {', '.join(found.coders)}",
        "date": f"Decisions up to {_time(last)}",
    }
    return Report(study.title, tuple(_numbered(sections)), facts=facts)


def _numbered(sections: Iterable[Section]) -> Iterator[Section]:
    number = 0
    for section in sections:
        blocks: list[Piece] = []
        for block in section.blocks:
            if isinstance(block, Table):
                number += 1
                blocks.append(replace(block, number=number))
            else:
                blocks.append(block)
        yield replace(section, blocks=tuple(blocks))


def _time(at: str) -> str:
    return at.replace("T", " ").replace("Z", " UTC")


# ---------------------------------------------------------------- figures


def _figures(found: Comparison) -> Iterator[Piece]:
    samples = f"intervals from {found.samples:,} bootstrap samples of whole {found.drawn}s"
    said = f"Unit: {found.unit}; {len(found.transcripts)} transcripts; {samples if found.samples else ''}"
    yield Paragraph.of(f"{said.rstrip('; ')}.")
    if found.left_out:
        yield Paragraph.of(f"Fewer than two of them worked on: {', '.join(found.left_out)}.", style="note")
    yield Bullets(tuple(notes(found)))
    for number, block in enumerate(found.blocks, 1):
        yield _table(number, found, block)


def _table(number: int, found: Comparison, block: Block) -> Table:
    sets = list(block.figures)
    heads = [found.over(block, key) for key in sets]
    rows = [
        Row((Cell(name_of(key).strip()), *(Cell(shown(key, block.figures[one][key])) for one in sets)))
        for key in block.figures[sets[0]]
    ]
    used = ", ".join(f"{coder} {count:,}" for coder, count in block.used.items())
    columns = (Column("Figure", 1.4), *(Column(head, 1.6) for head in heads))
    return Table(f"agreement-{number}", block.label, columns, tuple(rows), f"Used by: {used}.")


# ---------------------------------------------------------------- disagreements


def _talk(codebook: Codebook, differ: Sequence[Disagreement]) -> Iterator[Piece]:
    if not differ:
        yield Paragraph.of("The coders differ nowhere.")
        return
    yield Paragraph.of(
        f"{len(differ):,} disagreements, those that matter most first: configurations and kinds, then long "
        "passages, then codes that are often taken for each other."
    )
    confused = [f"{a} and {b}: {n} times" for (a, b), n in confusions(differ)]
    if confused:
        yield Paragraph.of("Codes most often taken for each other:")
        yield Bullets(tuple(confused))
    if len(differ) > MOST:
        yield Paragraph.of(f"The first {MOST} are printed here.", style="note")
    for number, one in enumerate(differ[:MOST], 1):
        parts = f" ({', '.join(one.parts)})" if one.parts else ""
        yield Heading(f"{number}. {one.about.capitalize()}{parts}: {one.transcript}, turn {one.turn}", 2)
        yield _sides(number, one)
        if one.codes:
            yield _entries(number, one, codebook)
        yield from (Paragraph.of(words + "_" * 40) for words in _ANSWERS)


def _sides(number: int, one: Disagreement) -> Table:
    first, second = one.readings
    rows = [
        Row((Cell(label), Cell(read(first)), Cell(read(second))))
        for label, read in _LINES
        if read(first) or read(second)
    ]
    columns = (Column("", 0.7), Column(first.coder, 2), Column(second.coder, 2))
    often = f"These codes are confused {one.often} times." if one.often > 1 else ""
    return Table(f"sides-{number}", "Both readings", columns, tuple(rows), often)


def _read(reading: Reading) -> str:
    return reading.said or "left uncoded"


def _when(reading: Reading) -> str:
    view = "suggestion in view" if reading.aided else ""
    return ", ".join(filter(None, (_time(reading.when), view)))


_LINES = (
    ("Reading", _read),
    ("Words", lambda one: f"“{one.quote}”" if one.quote else ""),
    ("Memo", lambda one: one.memo),
    ("Reason", lambda one: one.reason),
    ("When", _when),
)


def _entries(number: int, one: Disagreement, codebook: Codebook) -> Table:
    known = [codebook.by_id[code] for code in one.codes if code in codebook.by_id]
    rows = [
        Row(
            (Cell(f"{code.label} ({code.id})"), Cell(code.definition), Cell(code.include), Cell(code.exclude))
        )
        for code in known
    ]
    gone = [code for code in one.codes if code not in codebook.by_id]
    note = f"Not in the codebook: {', '.join(gone)}." if gone else ""
    columns = (Column("Code"), Column("Definition", 1.5), Column("Include", 1.2), Column("Exclude", 1.2))
    return Table(f"codes-{number}", "What the codebook says", columns, tuple(rows), note)
