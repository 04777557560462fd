"""The pack that new coders fill in: passages without their sources, beside the codebook."""

from __future__ import annotations

from pathlib import Path

from realist_eval.errors import InputError
from realist_eval.model import Code, Codebook
from realist_eval.reporter.report import Bullets, Cell, Column, Report, Row, Section, Table
from realist_eval.study.calibrating import Sample

HOW = (
    "Read the codebook first, then each passage by itself. You are not told where it comes from.",
    "Write the ids or labels of all codes that apply into “Codes”, with semicolons between them.",
    "Write “none” where no code applies. A blank answer is not scored.",
    "Work alone; talk about it afterwards.",
)


def pack(title: str, sample: Sample, codebook: Codebook) -> Report:
    """The pack as a report: Word, Excel, or CSV tables."""
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
    """The answers in a filled-in pack of any format: item to what was written. Raises InputError."""
    from realist_eval.importer.source_file import SourceFile
    from realist_eval.study.filled import tables

    source = SourceFile.open(path / "passages.csv" if path.is_dir() else path)
    found: dict[str, str] = {}
    for rows in tables(source):
        places: tuple[int, int] | None = None
        for line, row in rows:
            cells = [cell.strip().lstrip("'") for cell in row]
            heads = [cell.lower() for cell in cells]
            if "item" in heads and "codes" in heads:
                places = heads.index("item"), heads.index("codes")
            elif places and places[0] < len(cells) and cells[places[0]]:
                name = cells[places[0]]
                if name in found:
                    raise InputError(f"holds the item {name} twice.", path, line)
                found[name] = cells[places[1]] if places[1] < len(cells) else ""
    if not found:
        hint = "It needs the columns Item and Codes, as `calibrate draw` writes them."
        raise InputError("holds no answers.", path, hint=hint)
    return found
