"""`pseudonymise` as a person uses it: propose, decide in a table, apply."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typed import run

TALK = """Interviewer: What changed, Ros?
Ros Miller: Denise Okafor came from Leeds, so we trusted each other. Ring 07700 900123.
Interviewer: And then?
Ros Miller: The money stopped, so people left.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REALIST_EVAL_DEVICE", "desk")
    monkeypatch.delenv("REALIST_EVAL_CODER", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.txt").write_text(TALK, encoding="utf-8")
    run("init", "study", "--title", "Open Door", "--coder", "cat")
    monkeypatch.chdir(tmp_path / "study")
    run("import", tmp_path / "one.txt")
    return tmp_path


def test_from_a_proposal_to_a_study_without_names(here: Path) -> None:
    said = run("pseudonymise", "propose", here / "names.csv")
    assert "person\t" in said.stdout
    assert "The table holds the names" in said.stderr
    with (here / "names.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["words"]: row for row in csv.DictReader(file)}
    assert {"Ros", "Ros Miller", "Denise Okafor", "Leeds", "07700 900123"} <= set(rows)
    shown = run("pseudonymise", "apply", here / "names.csv", "--key", here / "key.csv", typed="Open Door\n")
    assert "becomes" in shown.stdout
    assert "one.txt" in shown.stderr
    assert "who is who" in shown.stderr
    text = (here / "study" / "transcripts" / "one.json").read_text(encoding="utf-8")
    assert not [words for words in rows if words in text and rows[words]["decision"] == "replace"]
    assert "trusted each other" in text
    assert "All is well" in run("check").output
    assert "details replaced" in run("log").output


def test_nothing_happens_unless_the_title_is_typed(here: Path) -> None:
    run("pseudonymise", "propose", here / "names.xlsx")
    before = (here / "study" / "sources" / "one.txt").read_bytes()
    command = ("pseudonymise", "apply", here / "names.xlsx", "--key", here / "key.csv")
    assert "Nothing was changed" in run(*command, code=1, typed="open door\n").stderr
    assert "Nothing was changed" in run(*command, "--confirm", "Other", code=1).stderr
    assert (here / "study" / "sources" / "one.txt").read_bytes() == before
    assert not (here / "key.csv").exists()


@pytest.mark.parametrize("words", [("propose", "names.csv"), ("apply", "../n.csv", "--key", "key.csv")])
def test_names_are_not_written_into_the_study(here: Path, words: tuple[str, ...]) -> None:
    (here / "n.csv").write_text("words,replacement,decision\nRos,A,replace\n", encoding="utf-8")
    assert "lies inside the study" in run("pseudonymise", *words, code=1).stderr


def test_without_a_name_the_table_goes_beside_the_study(here: Path) -> None:
    run("pseudonymise", "propose")
    assert (here / "study-names.xlsx").exists()
    assert "not overwritten" in run("pseudonymise", "propose", code=1).stderr


def test_a_table_with_faults_names_the_lines(here: Path) -> None:
    (here / "n.csv").write_text("words,replacement,decision\nRos,A,maybe\n", encoding="utf-8")
    assert "n.csv:2" in run("pseudonymise", "apply", here / "n.csv", "--key", here / "k.csv", code=1).stderr
    (here / "n.csv").write_bytes(b"PK\x03\x04 broken")
    run("pseudonymise", "apply", here / "n.csv", "--key", here / "k.csv", code=1)


def test_an_empty_study_gives_an_empty_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("init", "study", "--title", "Open Door", "--coder", "cat")
    run("pseudonymise", "propose", tmp_path / "names.csv", "--study", "study")
    assert (tmp_path / "names.csv").read_text(encoding="utf-8-sig").count("\n") == 1
