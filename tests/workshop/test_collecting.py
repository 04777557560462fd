import csv
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from rooms import Server

from realist_eval.errors import InputError, StudyError
from realist_eval.study import Study
from realist_eval.workshop import collect
from realist_eval.workshop.box import read
from realist_eval.workshop.collecting import Collected


def table(path: Path, *rows: tuple[str, ...]) -> Path:
    head = ("ballot", "item", "vote", "comment", "change")
    if path.suffix == ".xlsx":
        book = Workbook()
        for row in (head, *rows):
            book.active.append(list(row))  # type: ignore[union-attr]
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((head, *rows))
    return path


def votes(study: Study) -> set[tuple[str, str, str]]:
    lines, _ = read(study.layout.root / "workshops" / "W1" / "ballots.jsonl")
    return {(line.voter, line.item, line.choice) for line in lines}  # type: ignore[union-attr]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_tables_are_read_in_the_words_people_use(study: Study, tmp_path: Path, suffix: str) -> None:
    path = table(
        tmp_path / f"ballots{suffix}",
        ("1", "F1", "Agree", "Quite so", ""),
        ("1", "f2", "does not fit my experience", "", ""),
        ("2", "F1", "Agree if amended", "", "Say who"),
        ("2", "F2", "", "", ""),
        ("2", "Q1", "A", "", ""),
    )
    found = collect(study, "W1", [path])
    assert found == Collected(4, 0, 2, ())
    kept = votes(study)
    assert ("paper 1", "F2", "not_mine") in kept
    assert ("paper 2", "F1", "amend") in kept


def test_the_same_file_again_counts_once(study: Study, tmp_path: Path) -> None:
    path = table(tmp_path / "ballots.csv", ("1", "F1", "agree", "", ""))
    collect(study, "W1", [path])
    assert collect(study, "W1", [path]) == Collected(0, 1, 1, ())
    table(path, ("1", "F1", "reject", "", ""))
    assert collect(study, "W1", [path]).new == 1


def test_every_fault_is_told_with_file_and_row_and_nothing_is_added(study: Study, tmp_path: Path) -> None:
    path = table(
        tmp_path / "ballots.csv",
        ("1", "F1", "agree", "", ""),
        ("1", "F99", "agree", "", ""),
        ("2", "F1", "perhaps", "", ""),
        ("1", "F1", "reject", "", ""),
        ("3", "F1", "", "only words", ""),
    )
    with pytest.raises(InputError) as error:
        collect(study, "W1", [path, tmp_path / "missing.csv"])
    told = sorted((Path(problem.file).name, problem.line) for problem in error.value.problems)
    assert told == [
        ("ballots.csv", 3),
        ("ballots.csv", 4),
        ("ballots.csv", 5),
        ("ballots.csv", 6),
        ("missing.csv", None),
    ]
    assert votes(study) == set()


def filled(study: Study, path: Path, **marks: tuple[int, str]) -> Path:
    """The pack's form with a mark in a column (of those after the sentence) and a comment in a row."""
    document = Document(str(study.layout.reports / "workshop-W1" / "ballot.docx"))
    for one in document.tables:
        for row in one.rows:
            if row.cells[0].text in marks:
                column, comment = marks[row.cells[0].text]
                row.cells[column].text = "☒"
                row.cells[6 if len(row.cells) == 8 and row.cells[0].text[0] in "FC" else -1].text = comment
    document.save(str(path))
    return path


def test_the_packs_own_form_is_read_when_filled_in(study: Study, tmp_path: Path) -> None:
    ada = filled(study, tmp_path / "ada.docx", F1=(2, "So it was"), F2=(4, ""), C1=(3, ""), Q1=(1, ""))
    found = collect(study, "W1", [ada])
    assert (found.new, found.ballots) == (4, 1)
    kept = votes(study)
    assert {("paper ada", "F1", "agree"), ("paper ada", "F2", "reject"), ("paper ada", "C1", "amend")} <= kept
    lines, _ = read(study.layout.root / "workshops" / "W1" / "ballots.jsonl")
    assert [line.comment for line in lines if line.item == "F1"] == ["So it was"]  # type: ignore[union-attr]


def test_an_empty_form_is_no_vote_and_another_document_is_told(study: Study, tmp_path: Path) -> None:
    assert collect(study, "W1", [filled(study, tmp_path / "empty.docx")]).new == 0
    document = Document()
    document.add_paragraph("A letter")
    document.save(str(tmp_path / "letter.docx"))
    with pytest.raises(InputError, match="is not a ballot of this workshop"):
        collect(study, "W1", [tmp_path / "letter.docx"])


def test_two_marks_in_a_row_are_told(study: Study, tmp_path: Path) -> None:
    path = filled(study, tmp_path / "ada.docx", F1=(2, ""))
    document = Document(str(path))
    row = next(row for one in document.tables for row in one.rows if row.cells[0].text == "F1")
    row.cells[4].text = "x"
    document.save(str(path))
    with pytest.raises(InputError, match="marks 2 answers to F1"):
        collect(study, "W1", [path])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("zeros.xlsx", bytes(300)),
        ("noise.docx", bytes(range(256)) * 9),
        ("torn.xlsx", b"PK\x03\x04" + b"x" * 99),
        ("other.csv", b"a,b\n1,2\n"),
        ("quote.csv", b'ballot,item,vote\n"1,F1,agree\n' + b"x" * 200_000),
    ],
)
def test_files_that_are_no_ballots_are_a_message(
    study: Study, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError):
        collect(study, "W1", [tmp_path / name])


def test_while_the_page_is_served_ballots_wait(server: Server, tmp_path: Path) -> None:
    path = table(tmp_path / "ballots.csv", ("1", "F1", "agree", "", ""))
    with pytest.raises(StudyError, match="in use"):
        collect(Study.open(server.study), "W1", [path])
