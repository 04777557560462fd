"""The pack that new coders fill in: passages without their sources, beside the codebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from realist_eval.errors import InputError, Problem
from realist_eval.model import Codebook
from realist_eval.reporter.report import Bullets, Column, Report, Row, Section, Table
from realist_eval.reporter.sections.desk import cells, columns
from realist_eval.reporter.writing import WRITERS
from realist_eval.study import files
from realist_eval.study.calibrating import Sample

HOW = (
    "Read the codebook first, then each passage by itself. You are not told where it comes from.",
    "Write the ids or labels of all codes that apply into “Codes”, with semicolons between them.",
    "Write “none” where no code applies. A blank answer is not scored.",
    "Work alone; talk about it afterwards.",
)


def pack(title: str, sample: Sample, codebook: Codebook) -> Report:
    """The pack as a report: Word, Excel, or CSV tables."""
    pairs = zip(sample.items, sample.words, strict=True)
    rows = tuple(Row(cells(item.id, words, "", "")) for item, words in pairs)
    heads = (Column("Item", 0.7, letters=9), *columns("Passage 4 | Codes 1.6 | Note 1.2"))
    passages = Table("passages", "Passages", heads, rows, wide=True, number=2)
    sections = (
        Section("how", "How to fill this in", (Bullets(HOW),)),
        Section("codes", "The codebook", (_entries(codebook),)),
        Section("fill", "Passages to code", (passages,)),
    )
    facts = {"subtitle": f"Calibration sample {sample.id}", "authors": "Coder: ____________________"}
    return Report(title, sections, facts=facts)


def write_packs(report: Report, folder: Path, tell: Callable[[Problem], None]) -> Iterator[Path]:
    """Write a pack in every format; one that was filled in is kept under another name, which `tell` hears."""
    for name in ("docx", "xlsx", "csv"):
        path = folder / f"pack{WRITERS[name].suffix}"
        made = WRITERS[name].render(report, None)
        parts = (
            {path: made} if isinstance(made, bytes) else {path / part: data for part, data in made.items()}
        )
        for place, data in parts.items():
            files.write_keeping(place, data, tell)
        yield path


def _entries(codebook: Codebook) -> Table:
    heads = columns("Code | Definition 1.5 | Include 1.3 | Exclude 1.3")
    entries = [one for one in codebook.codes if not one.retired]
    said = ((f"{one.label} ({one.id})", one.definition, one.include, one.exclude) for one in entries)
    rows = tuple(Row(cells(*row)) for row in said)
    return Table("codebook", codebook.title or "Codebook", heads, rows, wide=True, number=1)


def read_answers(path: Path) -> dict[str, str]:
    """The answers in a filled-in pack of any format: item to what was written. Raises InputError."""
    from realist_eval.importer.readers.columns import cell_of
    from realist_eval.importer.source_file import SourceFile
    from realist_eval.study.filled import tables

    source = SourceFile.open(path / "passages.csv" if path.is_dir() else path)
    found: dict[str, str] = {}
    for rows in tables(source):
        places: tuple[int, int] | None = None
        for line, row in rows:
            said = [cell.strip().lstrip("'") for cell in row]
            heads = [cell.lower() for cell in said]
            if "item" in heads and "codes" in heads:
                places = heads.index("item"), heads.index("codes")
            elif places and (name := cell_of(said, places[0])):
                if name in found:
                    raise InputError(f"holds the item {name} twice.", path, line)
                found[name] = cell_of(said, places[1])
    if not found:
        hint = "It needs the columns Item and Codes, as `calibrate draw` writes them."
        raise InputError("holds no answers.", path, hint=hint)
    return found
