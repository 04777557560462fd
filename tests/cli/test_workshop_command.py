import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from rooms import Server, make_study

from realist_eval.cli.main import main
from realist_eval.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return make_study(tmp_path)


def run(study: Study, *words: str) -> Result:
    return CliRunner().invoke(main, ["workshop", *words, "--study", str(study.layout.root)])


def test_from_the_pack_to_minutes_by_commands_alone(study: Study, tmp_path: Path) -> None:
    packed = run(study, "pack", "--quorum", "1")
    assert packed.exit_code == 0, packed.output
    place = study.layout.reports / "workshop-W1"
    names = {path.name for path in place.iterdir()}
    assert {"cards.docx", "cards.html", "codebook-cards.docx", "ballot.docx", "facilitator.docx"} <= names
    assert {"slips.docx", "ballots.csv", "ballots.xlsx"} <= names
    ballots = tmp_path / "ballots.csv"
    ballots.write_text("ballot,item,vote,change\n1,F1,agree,\n1,F2,amend,Say who\n", encoding="utf-8")
    assert "2 new votes from 1 ballot" in run(study, "collect", str(ballots)).stderr
    closed = run(study, "close")
    assert closed.exit_code == 0, closed.output
    assert "The group wants a change" in closed.stdout
    assert (study.layout.root / "workshops" / "W1" / "minutes.docx").exists()


def test_large_print_is_written_beside_the_ordinary_pack(study: Study) -> None:
    run(study, "pack")
    assert run(study, "pack", "--name", "W1", "--large-print").exit_code == 0
    place = study.layout.reports / "workshop-W1"
    ordinary, large = (Document(str(place / f"ballot{suffix}.docx")) for suffix in ("", "-large"))
    sizes = [document.styles["heading 1"].font.size for document in (ordinary, large)]
    assert sizes[1] > 1.3 * sizes[0]
    assert [one.text for one in ordinary.paragraphs] == [one.text for one in large.paragraphs]


@pytest.mark.parametrize("name", ["cards", "codebook-cards", "ballot", "facilitator", "slips"])
def test_in_large_print_no_type_is_smaller_than_sixteen_points(study: Study, name: str) -> None:
    run(study, "pack", "--name", "W1", "--large-print")
    document = Document(str(study.layout.reports / "workshop-W1" / f"{name}-large.docx"))
    sizes = [one.font.size.pt for one in document.styles if getattr(one, "font", None) and one.font.size]
    assert min(sizes) >= 16


def test_hand_outs_begin_with_what_they_are_for_and_say_whose_they_are(study: Study) -> None:
    run(study, "pack", "--name", "W1")
    for name, first in (("cards", "Finding F1"), ("slips", "Ground rules"), ("facilitator", "Agenda")):
        document = Document(str(study.layout.reports / "workshop-W1" / f"{name}.docx"))
        assert document.paragraphs[0].text == first  # no cover, no contents
        assert study.title in document.sections[0].header.paragraphs[0].text
    cards = Document(str(study.layout.reports / "workshop-W1" / "cards.docx"))
    headings = [one for one in cards.paragraphs if one.style.name == "Heading 1"]
    assert [one.paragraph_format.page_break_before for one in headings] == [None, True]


def test_the_pack_is_the_same_byte_for_byte(study: Study) -> None:
    run(study, "pack")
    place = study.layout.reports / "workshop-W1"
    once = {path.name: path.read_bytes() for path in place.iterdir()}
    run(study, "pack", "--name", "W1")
    assert once == {path.name: path.read_bytes() for path in place.iterdir()}


def test_rows_of_the_matrix_may_be_named_and_wrong_ones_are_told(study: Study) -> None:
    assert "1 finding" in run(study, "pack", "--row", "2").stderr
    wrong = run(study, "pack", "--name", "W2", "--row", "99")
    assert wrong.exit_code == 1
    assert "has no row 99" in wrong.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("serve",), "There is no workshop yet"),
        (("close", "--name", "W9"), "is missing"),
        (("close", "--name", "../../etc"), "cannot name a workshop"),
        (("collect", "nothing.csv", "--name", "W9"), "is missing"),
        (("accept",), "There is no workshop yet"),
    ],
)
def test_faults_are_messages(study: Study, words: tuple[str, ...], said: str) -> None:
    result = run(study, *words)
    assert result.exit_code == 1
    assert said in result.stderr


def test_nothing_decided_is_told(tmp_path: Path) -> None:
    empty = Study.create(tmp_path / "empty", codebook=make_study(tmp_path / "full").layout.codebook)
    result = run(empty, "pack")
    assert result.exit_code == 1
    assert "--include-suggestions" in result.stderr


def test_one_page_at_a_time_and_a_taken_port_is_told(study: Study) -> None:
    run(study, "pack")
    run(study, "pack", "--name", "W2")
    with Server(study.layout.root) as server:
        assert "in use by another realist-eval" in run(study, "serve", "--name", "W1").stderr
        taken = run(study, "serve", "--name", "W2", "--port", str(server.port))
        assert taken.exit_code == 1
        assert f"port {server.port}: cannot be used" in taken.stderr


@pytest.mark.parametrize("library", ["uvicorn", "segno"])
def test_missing_libraries_are_a_message(study: Study, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    run(study, "pack")
    monkeypatch.setitem(sys.modules, library, None)
    result = run(study, "serve", "--port", "0")
    assert result.exit_code == 1
    assert "pip install 'realist-eval[workshop]'" in result.stderr


def test_a_workshop_with_ballots_keeps_its_items(study: Study, tmp_path: Path) -> None:
    run(study, "pack")
    before = (study.layout.root / "workshops" / "W1" / "workshop.json").read_bytes()
    ballots = tmp_path / "ballots.csv"
    ballots.write_text("ballot,item,vote\n1,F1,agree\n", encoding="utf-8")
    run(study, "collect", str(ballots))
    assert run(study, "pack", "--name", "W1", "--findings", "1").exit_code == 0
    assert (study.layout.root / "workshops" / "W1" / "workshop.json").read_bytes() == before


def test_votes_typed_into_the_tables_outlive_a_pack_that_is_written_again(study: Study) -> None:
    place = study.layout.reports / "workshop-W1"
    run(study, "pack", "--name", "W1")
    tables = {place / name: b"typed" for name in ("ballots.csv", "ballots.xlsx")}
    for path, typed in tables.items():
        path.write_bytes(typed)
    again = run(study, "pack", "--name", "W1", "--large-print")
    assert {path: path.read_bytes() for path in tables} == tables
    assert "the tables of ballots what is in them" in again.stderr
    assert "ballots.csv" not in again.stdout
