"""The commands that work inside a study, as a person types them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from realist_eval.cli.main import main

CODEBOOK = """version: 1
title: Small
codes:
- {id: con.office, kind: context, label: Shared office, definition: A place together.}
- {id: mec.trust, kind: mechanism, label: Trust, definition: People trust each other.}
- {id: out.referrals, kind: outcome, label: Referrals, definition: More referrals.}
"""
TALK = """Interviewer: What changed for you?
Ana: Because the team had a shared office, we trusted each other, so referrals went up.
Interviewer: And then?
Ana: The money stopped, so people left.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REALIST_EVAL_DEVICE", "desk")
    monkeypatch.delenv("REALIST_EVAL_CODER", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    (tmp_path / "one.txt").write_text(TALK, encoding="utf-8")
    run("init", "study", "--title", "Small", "--codebook", "book.yaml", "--coder", "ana")
    monkeypatch.chdir(tmp_path / "study")
    return tmp_path


def run(*words: str | Path, code: int = 0, typed: str = "") -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], input=typed)
    assert result.exit_code == code, result.output
    return result


def test_a_study_begins_and_takes_transcripts(here: Path) -> None:
    assert "one\tone.txt\t4" in run("import", here / "one.txt").stdout
    assert "unchanged" in run("import", here / "one.txt").stderr
    assert "one\t\t4\t" in run("status").stdout
    assert "You are ana" in run("status").stderr


def test_a_batch_with_a_bad_file_ends_with_1_and_names_it(here: Path) -> None:
    (here / "bad.docx").write_bytes(b"PK\x03\x04")
    result = run("import", here / "one.txt", here / "bad.docx", here / "missing.txt", code=1)
    assert "one\tone.txt" in result.stdout
    assert "bad.docx" in result.stderr
    assert "missing.txt" in result.stderr


def test_a_changed_file_is_refused_with_what_to_do(here: Path) -> None:
    run("import", here / "one.txt")
    (here / "one.txt").write_text(TALK + "Ana: One thing more.\n", encoding="utf-8")
    assert "--replace" in run("import", here / "one.txt", code=1).stderr


def test_faults_in_study_yaml_carry_file_and_line(here: Path) -> None:
    config = here / "study" / "study.yaml"
    config.write_text("title: Small\ncoder: [ana]\nattribution: name\nquestions: why\n", encoding="utf-8")
    stderr = run("status", code=1).stderr
    assert "study.yaml:2" in stderr
    assert "Did you mean “coders”" in stderr
    assert "study.yaml:3" in stderr
    assert "study.yaml:4" in stderr


def test_a_codebook_with_faults_is_no_obstacle_to_status(here: Path) -> None:
    run("import", here / "one.txt")
    (here / "study" / "codebook.yaml").write_text("codes: 7\n", encoding="utf-8")
    result = run("status")
    assert "codebook.yaml:1" in result.stderr
    assert "one\t" in result.stdout


def test_init_refuses_a_faulty_codebook_before_anything_is_written(here: Path) -> None:
    (here / "bad.yaml").write_text("codes: 7\n", encoding="utf-8")
    run("init", here / "new", "--codebook", here / "bad.yaml", code=1)
    assert not (here / "new").exists()


def test_suggest_without_transcripts_says_what_comes_first(here: Path) -> None:
    assert "realist-eval import" in run("suggest", code=1).stderr
    assert here.exists()


def test_status_loads_neither_spacy_nor_pandas(here: Path) -> None:
    run("import", here / "one.txt")
    code = (
        "import sys\nfrom realist_eval.cli.main import main\nmain(['status'], standalone_mode=False)\n"
        "assert not {'spacy', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=here / "study")


def only_coding() -> str:
    lines = run("codings", "list").stdout.splitlines()
    assert len(lines) == 2
    return lines[1].split("\t")[0]


def test_hand_coding_from_quote_to_log_and_back(here: Path) -> None:
    run("import", here / "one.txt")
    run(
        "codings",
        "add",
        "one",
        "we  trusted each other",
        "mec.trust",
        "--valence",
        "enabling",
        "--memo",
        "key",
    )
    name = only_coding()
    assert "we trusted each other" in run("codings", "list").stdout
    run("codings", "amend", name[:14], "--quote", "trusted each other", "--valence", "hindering")
    assert "hindering\tmanual\tana\ttrusted each other" in run("codings", "list").stdout
    blamed = run("blame", "trusted each other").stdout
    assert "by hand: mec.trust (enabling)" in blamed
    assert "amended mec.trust" in blamed
    run("codings", "remove", name)
    assert len(run("codings", "list").stdout.splitlines()) == 1
    assert "Undone: decide rejected" in run("undo").stderr
    run("undo")
    assert "enabling\tmanual" in run("codings", "list").stdout
    run("redo")
    assert "hindering" in run("codings", "list").stdout
    log = run("log", "--on", "one").stdout
    assert "import\tone, read by txt" in log
    assert "decide (undone)" in log
    assert "trusted" not in log
    assert run("log", "--op", "undo").stdout.count("\n") == 3


def test_codings_are_linked_into_a_configuration(here: Path) -> None:
    run("import", here / "one.txt")
    for words, code in (("a shared office", "con.office"), ("trusted each other", "mec.trust")):
        run("codings", "add", "one", words, code)
    ids = [line.split("\t")[0] for line in run("codings", "list").stdout.splitlines()[1:]]
    run("codings", "link", *ids)
    assert "configuration\t+\tmanual\tana" in run("codings", "list").stdout
    run("codings", "remove", ids[0])
    assert "configuration" not in run("codings", "list").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("one", "these words are not there", "mec.trust"), "does not hold"),
        (("one", "so", "mec.trust"), "Name the turn (2, 4)"),
        (("nine", "so", "mec.trust"), "There are: one"),
        (("one", "shared office", "mec.trsut"), "Did you mean “mec.trust”"),
        (("one", "shared office", "mec.trust", "--valence", "good"), "enabling, hindering"),
    ],
)
def test_hand_coding_says_what_is_wrong_and_writes_nothing(
    here: Path, words: tuple[str, ...], message: str
) -> None:
    run("import", here / "one.txt")
    assert message in run("codings", "add", *words, code=1).stderr
    assert len(run("codings", "list").stdout.splitlines()) == 1


def test_memos_are_on_things_that_exist(here: Path) -> None:
    run("import", here / "one.txt")
    run("memo", "one", "Tired at the end.")
    run("memo", "mec.trust", "Or is it loyalty?")
    assert "Tired at the end." in run("memo").stdout
    assert "loyalty" not in run("memo", "one").stdout
    run("memo", "one", "Not so tired.")
    assert "Tired at the end." not in run("memo").stdout
    run("undo")
    assert "Tired at the end." in run("memo").stdout
    assert "no coding" in run("memo", "nothing", "x", code=1).stderr


def test_nothing_to_undo_is_a_message(here: Path) -> None:
    assert here.exists()
    assert "nothing that ana could undo" in run("undo", code=1).stderr
    assert "nothing that ana could redo" in run("redo", code=1).stderr
