"""`calibrate`, as a person types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from typed import begin, run

CODEBOOK = """version: 1
title: Small
codes:
- id: con.office
  kind: context
  label: Shared office
  definition: A place together.
  exclude: Rooms hired by the hour.
- {id: mec.trust, kind: mechanism, label: Trust, definition: People trust., include: Relying on somebody.}
"""
PEOPLE = "speaker,source,role,case\n" + "".join(
    f"Ana,talk{n}.txt,{'nurse' if n % 2 else 'driver'},{'North' if n < 3 else 'South'}\n" for n in range(6)
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    begin(tmp_path, monkeypatch, CODEBOOK)
    (tmp_path / "study" / "participants.csv").write_text(PEOPLE, encoding="utf-8")
    for n in range(6):
        said = "\n".join(
            f"Interviewer: What about {turn}?\n"
            f"Ana: In number {n}, turn {turn}, we shared one office and got to know it."
            for turn in range(6)
        )
        (tmp_path / f"talk{n}.txt").write_text(said + "\n", encoding="utf-8")
    run("import", *sorted(tmp_path.glob("talk*.txt")))
    for n in range(6):
        for turn in range(4):
            words = f"number {n}, turn {turn}, we shared one office"
            run("codings", "add", f"talk{n}", words, "con.office" if turn else "mec.trust")
    return tmp_path / "study"


def drawn(here: Path) -> dict[str, object]:
    (path,) = here.glob("agreement/calibration-*.json")
    made: dict[str, object] = json.loads(path.read_bytes())
    return made


def test_a_sample_covers_every_case_and_role_and_holds_unmarked_passages(here: Path) -> None:
    said = run("calibrate", "draw", "--size", "12", "--seed", "3")
    items: list[dict[str, object]] = drawn(here)["items"]  # type: ignore[assignment]
    assert len(items) == 12
    assert {(one["case"], one["role"]) for one in items} == {
        (case, role) for case in ("North", "South") for role in ("nurse", "driver")
    }
    assert sum(not one["marked"] for one in items) == 3
    assert "12 passages from 4 strata" in said.stderr
    assert len({one["id"] for one in items}) == 12


def test_the_same_seed_draws_the_same_sample_and_another_another(here: Path) -> None:
    for _ in range(2):
        run("calibrate", "draw", "--size", "8", "--seed", "3")
    assert len(list(here.glob("agreement/*.json"))) == 1
    run("calibrate", "draw", "--size", "8", "--seed", "4")
    assert len(list(here.glob("agreement/*.json"))) == 2


def test_packs_are_blind(here: Path) -> None:
    run("calibrate", "draw", "--size", "8", "--output", here / "packs")
    rows = (here / "packs" / "pack-csv" / "passages.csv").read_text(encoding="utf-8-sig")
    sheets = [cell for row in cells_of(here / "packs" / "pack.xlsx") for cell in row]
    tables = Document(str(here / "packs" / "pack.docx")).tables
    page = "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    assert not (here / "packs" / "pack.html").exists()  # nothing is written that cannot be filled in
    for written in (page, "\n".join(sheets)):
        assert "we shared one office" in written
        assert "Rooms hired by the hour." in written
    for written in (page, rows, "\n".join(sheets)):
        assert not any(name in written for name in ("talk0", "Ana", "North", "nurse"))


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    "<table:table>{}</table:table></office:spreadsheet></office:body></office:document-content>"
)


def cells_of(path: Path) -> list[list[str]]:
    book = load_workbook(path)
    return [[str(cell or "") for cell in row] for sheet in book for row in sheet.iter_rows(values_only=True)]


def fill(here: Path, answer: str, form: str = "csv") -> Path:
    """A pack filled in with one answer throughout; the first item is left blank."""
    folder = next((here / "reports").glob("calibration-*"))
    filled = here / f"filled.{form}"
    if form == "docx":
        document = Document(str(folder / "pack.docx"))
        for at, row in enumerate(document.tables[-1].rows):
            row.cells[2].text = answer if at > 1 else row.cells[2].text
        document.save(str(filled))
    elif form == "xlsx":
        book = load_workbook(folder / "pack.xlsx")
        for row in book["passages"].iter_rows(min_row=3):
            row[2].value = answer
        book.save(filled)
    elif form == "ods":
        count = len(drawn(here)["items"])  # type: ignore[arg-type]
        rows = cells_of(folder / "pack.xlsx")[-count - 1 :]
        written = [
            [answer if at > 1 and n == 2 else words for n, words in enumerate(row)]
            for at, row in enumerate(rows)
        ]
        cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
        lines = ("".join(cell.format(escape(words)) for words in row) for row in written)
        body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
        with ZipFile(filled, "w") as pack:
            pack.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            pack.writestr("content.xml", ODS.format(body))
    else:
        with (folder / "pack-csv" / "passages.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        with filled.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(
                [[*row[:2], answer, *row[3:]] if at > 1 else row for at, row in enumerate(rows)]
            )
    return filled


@pytest.mark.parametrize("form", ["docx", "xlsx", "ods", "csv"])
def test_a_filled_pack_is_scored_by_code_and_misses_are_explained(here: Path, form: str) -> None:
    run("calibrate", "draw", "--size", "20", "--seed", "3")
    path = fill(here, "Shared office", form)
    made = json.loads(run("calibrate", "score", path, "--reference", "ana", "--format", "json").stdout)
    items: dict[str, dict[str, object]] = {one["id"]: one for one in drawn(here)["items"]}  # type: ignore[attr-defined, union-attr]
    assert made["scored"] == 19
    assert made["overall"]["percent"]["low"] < made["overall"]["percent"]["high"]
    assert len(made["blank"]) == 1
    office = next(one for one in made["codes"] if one["code"] == "con.office")
    unmarked = {name for name, one in items.items() if not one["marked"]} - set(made["blank"])
    assert office["coder"] == 19
    assert unmarked <= {one["item"] for one in made["misses"]}
    assert len(made["misses"]) == 19 - office["both"]
    said = " ".join(run("calibrate", "score", path, "--reference", "ana").stdout.split())
    assert "missed [mec.trust] Trust. People trust. Include: Relying on somebody." in said
    assert "not [con.office] Shared office. A place together. Exclude: Rooms hired by the hour." in said


def test_lines_of_a_score_fit_a_screen(here: Path) -> None:
    run("calibrate", "draw", "--size", "20")
    said = run("calibrate", "score", fill(here, "none"), "--reference", "ana").stdout
    assert max(map(len, said.splitlines())) <= 80
    assert "undefined (" in said or "0.00" in said


def test_what_cannot_be_scored_is_said(here: Path) -> None:
    run("calibrate", "draw", "--size", "6")
    path = fill(here, "con.ofice")
    said = run("calibrate", "score", path, "--reference", "ana")
    assert "con.ofice" in said.stderr
    assert "0 passages scored" in said.stdout  # a slip of the pen is not “no code applies”
    assert "Nobody named" in run("calibrate", "score", path, "--reference", "zoe", code=1).stderr
    (here / "other.csv").write_text("item,codes\nabcdef-01,none\n", encoding="utf-8")
    assert (
        "has drawn no sample" in run("calibrate", "score", "other.csv", "--reference", "ana", code=1).stderr
    )
    (here / "trap.csv").write_text("item,codes\n../../x-01,none\n", encoding="utf-8")
    assert "has drawn no sample" in run("calibrate", "score", "trap.csv", "--reference", "ana", code=1).stderr
    (here / "none.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "holds no answers" in run("calibrate", "score", "none.csv", "--reference", "ana", code=1).stderr
    assert "not found" in run("calibrate", "score", "gone.docx", "--reference", "ana", code=1).stderr
    (here / "bad.docx").write_bytes(b"PK\x03\x04 no")
    run("calibrate", "score", "bad.docx", "--reference", "ana", code=1)
    (key,) = here.glob("agreement/calibration-*.json")
    for damaged in (b"{", b"[]", b'{"items": [{"id": 7}]}', b"\xff"):
        key.write_bytes(damaged)
        assert "is damaged" in run("calibrate", "score", path, "--reference", "ana", code=1).stderr


def test_packs_that_were_filled_in_outlive_the_same_draw(here: Path) -> None:
    run("calibrate", "draw", "--size", "8")
    (folder,) = (here / "reports").glob("calibration-*")
    assert "Note:" not in run("calibrate", "draw", "--size", "8").stderr
    filled = {name: folder / name for name in ("pack.docx", "pack.xlsx", "pack-csv/passages.csv")}
    for path in filled.values():
        path.write_bytes(b"filled in")
    said = run("calibrate", "draw", "--size", "8").stderr
    for path in filled.values():
        kept = path.with_name(f"{path.stem}-earlier{path.suffix}")
        assert kept.name in said
        assert kept.read_bytes() == b"filled in" != path.read_bytes()
