"""The read command: its contract for scripts, and what a person sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from realist_eval.cli.main import main

TALK = "Date: 3 May\n\nINT: How did it start? [laughs]\nR1: Slowly.\nINT: Why?\nR1: [00:09] No idea.\n"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["read", *args])


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "a.txt"
    path.write_text(TALK, encoding="utf-8")
    return str(path)


def test_json_keeps_the_contract(file: str) -> None:
    result = run(file, "--format", "json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert {"file", "format", "language", "text", "speakers", "turns", "problems"} <= set(said)
    assert said["speakers"] == ["INT", "R1"]
    assert (said["format"], said["language"]) == ("txt", "en")
    assert [turn["n"] for turn in said["turns"]] == [1, 2, 3, 4]
    assert all(said["text"][turn["start"] : turn["end"]] == turn["text"] for turn in said["turns"])
    keys = {"n", "speaker", "part", "text", "start", "end", "start_time", "end_time"}
    assert set(said["turns"][0]) == keys
    assert said["turns"][3]["start_time"] == 9.0
    assert said["turns"][0]["part"] == "interviewer"
    assert isinstance(said["problems"], list)


def test_a_person_sees_what_was_found_and_why(file: str) -> None:
    result = run(file)
    assert result.exit_code == 0
    assert "name and colon" in result.stdout
    assert "labels that recur" in result.stdout
    assert "INT\t2\t6\tinterviewer" in result.stdout
    assert "How did it start?" in result.stdout
    assert "a.txt:1" in result.stderr


def test_every_guess_can_be_set(file: str) -> None:
    result = run(
        file,
        "--format",
        "json",
        "--speaker",
        "INT=Ann",
        "--part",
        "R1=other",
        "--kind",
        "observation",
        "--language",
        "cy",
    )
    said = json.loads(result.stdout)
    assert said["speakers"] == ["Ann", "R1"]
    assert (said["kind"], said["language"]) == ("observation", "cy")
    assert {turn["part"] for turn in said["turns"] if turn["speaker"] == "R1"} == {"other"}


def test_a_label_pattern_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_text("a) How?\nb) So.\na) Why?\nb) Dunno.\n", encoding="utf-8")
    said = json.loads(run(str(path), "--format", "json", "--label", r"(\w)\)").stdout)
    assert [turn["speaker"] for turn in said["turns"]] == ["a", "b", "a", "b"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--part", "INT=boss"], "interviewer, participant, other"),
        (["--part", "INT"], "there must be a name, = and a value"),
        (["--kind", "interveiw"], "“interview”"),
        (["--label", "("], "no regular expression"),
        (["--convention", "name and colons"], "“name and colon”"),
        (["--encoding", "klingon"], "klingon"),
    ],
)
def test_a_wrong_option_is_said_in_plain_words(file: str, args: list[str], words: str) -> None:
    result = run(file, *args)
    assert result.exit_code == 1
    assert words in result.stderr


def test_the_rest_of_a_batch_is_still_read(tmp_path: Path, file: str) -> None:
    (tmp_path / "b.txt").write_bytes(b"")
    result = run(str(tmp_path))
    assert result.exit_code == 1
    assert "How did it start?" in result.stdout
    assert "b.txt" in result.stderr
    assert Path(file).name in result.stdout


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    result = run(str(tmp_path / "gone.docx"))
    assert result.exit_code == 1
    assert "was not found" in result.stderr


def test_conventions_are_listed_without_a_file(file: str) -> None:
    result = run("--convention", "list")
    assert result.stdout == run(file, "--convention", "list").stdout
    assert "Name at least one FILE" in run("--all").stderr
    assert "name and colon" in result.stdout
