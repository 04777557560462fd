"""The pack that new coders fill in: passages without their sources, beside the codebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from realist_eval.errors import InputError, Problem
from realist_eval.model import Code, Codebook
from realist_eval.reporter.report import Bullets, Cell, Column, Report, Row, Section, Table
from realist_eval.study.calibrating import Sample

if TYPE_CHECKING:
    from realist_eval.importer.source_file import Element, SourceFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOW = (
    "Read the codebook first, then each passage by itself. You are not told where it comes from.",
    "Write the ids or labels of all codes that apply into “Codes”, with semicolons between them.",
    "Write “none” where no code applies. A blank answer is not scored.",
    "Work alone; talk about it afterwards.",
)


def pack(title: str, sample: Sample, codebook: Codebook) -> Report:
    """The pack as a report: Word, a page, or CSV tables."""
    rows = [
        Row((Cell(item.id), Cell(words), Cell(""), Cell("")))
        for item, words in zip(sample.items, sample.words, strict=True)
    ]
    columns = (
        Column("Item", 0.7, letters=9),
        Column("Passage", 4),
        Column("Codes", 1.6),
        Column("Note", 1.2),
    )
    passages = Table("passages", "Passages", columns, tuple(rows), wide=True, number=2)
    sections = (
        Section("how", "How to fill this in", (Bullets(HOW),)),
        Section("codes", "The codebook", (_entries(codebook),)),
        Section("fill", "Passages to code", (passages,)),
    )
    facts = {"subtitle": f"Calibration sample {sample.id}", "authors": "Coder: ____________________"}
    return Report(title, sections, facts=facts)


def _entries(codebook: Codebook) -> Table:
    columns = tuple(Column(name, width) for name, width in
                    (("Code", 1), ("Definition", 1.5), ("Include", 1.3), ("Exclude", 1.3)))  # fmt: skip
    rows = tuple(Row(tuple(map(Cell, _entry(one)))) for one in codebook.codes if not one.retired)
    return Table("codebook", codebook.title or "Codebook", columns, rows, wide=True, number=1)


def _entry(code: Code) -> tuple[str, str, str, str]:
    return f"{code.label} ({code.id})", code.definition, code.include, code.exclude


def read_answers(path: Path) -> dict[str, str]:
    """The answers in a filled-in pack, docx or csv: item to what was written. Raises InputError."""
    from realist_eval.importer.source_file import SourceFile

    source = SourceFile.open(path / "passages.csv" if path.is_dir() else path)
    return _answers(path, _word_rows(source) if source.suffix == ".docx" else _csv_rows(source))


def _answers(path: Path, rows: Iterable[Sequence[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    places: tuple[int, int] | None = None
    for row in rows:
        heads = [cell.strip().lower() for cell in row]
        if "item" in heads and "codes" in heads:
            places = heads.index("item"), heads.index("codes")
        elif places and max(places) < len(row) and row[places[0]].strip():
            name = row[places[0]].strip().lstrip("'")
            if name in found:
                raise InputError(Problem(f"holds the item {name} twice.", str(path)))
            found[name] = row[places[1]].strip().lstrip("'")
    if not found:
        hint = "It needs the columns Item and Codes, as `calibrate draw` writes them."
        raise InputError(Problem("holds no answers.", str(path), hint=hint))
    return found


def _csv_rows(source: SourceFile) -> list[list[str]]:
    """Rows as spreadsheets save them: with commas, semicolons or tabs."""
    text = source.text()
    head = text.partition("\n")[0]
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count)))
    except csv.Error as error:
        raise InputError(Problem(f"cannot be read as CSV ({error}).", source.file)) from error


def _word_rows(source: SourceFile) -> list[list[str]]:
    """The rows of every table of a Word file."""
    body = source.xml("word/document.xml")
    return [[_cell(cell) for cell in row.iter(f"{_W}tc")] for row in body.iter(f"{_W}tr")]


def _cell(cell: Element) -> str:
    paragraphs = ("".join(one.text or "" for one in part.iter(f"{_W}t")) for part in cell.iter(f"{_W}p"))
    return "\n".join(paragraphs).strip()
