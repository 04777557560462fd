"""The commands that work inside a study, as a person types them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typed import begin, run

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
    begin(tmp_path, monkeypatch, CODEBOOK, TALK)
    return tmp_path


def test_a_study_begins_and_takes_transcripts(here: Path) -> None:
    assert "one\tone.txt\t4" in run("import", here / "one.txt").stdout
    assert "before and stay as they are: 1" in run("import", here / "one.txt").stderr
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


def test_the_log_counts_what_was_undone_where_it_is_much(here: Path) -> None:
    (here / "many").mkdir()
    for n in range(5):
        (here / "many" / f"talk{n}.txt").write_text(TALK.replace("office", f"office {n}"), encoding="utf-8")
    run("import", here / "many")
    run("undo")
    (undone,) = run("log", "--last", "1").stdout.splitlines()[1:]
    assert undone.split("\t")[4] == "5 events"


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
        (("one", "shared office", "mec.trust", "--turn", "9"), "no turn 9; its last one is 4"),
    ],
)
def test_hand_coding_says_what_is_wrong_and_writes_nothing(
    here: Path, words: tuple[str, ...], message: str
) -> None:
    run("import", here / "one.txt")
    assert message in run("codings", "add", *words, code=1).stderr
    assert len(run("codings", "list").stdout.splitlines()) == 1


def test_words_are_found_whatever_quotation_marks_were_copied(here: Path) -> None:
    said = 'INT: What did he say?\nP1: He said, "don\'t", as “they’re late”.\n'
    (here / "two.txt").write_text(said, encoding="utf-8")
    run("import", here / "two.txt")
    run("codings", "add", "two", "“don’t”", "mec.trust")
    run("codings", "add", "two", '"they\'re late"', "mec.trust")
    listed = run("codings", "list").stdout
    assert '\t"don\'t"\n' in listed
    assert "\t“they’re late”\n" in listed


def test_an_element_amended_to_another_kind_is_linked_as_that(here: Path) -> None:
    run("import", here / "one.txt")
    coded = (
        ("a shared office", "con.office"),
        ("trusted each other", "mec.trust"),
        ("went up", "out.referrals"),
    )
    for words, code in coded:
        run("codings", "add", "one", words, code)
    ids = [line.split("\t")[0] for line in run("codings", "list").stdout.splitlines()[1:]]
    run("codings", "link", *ids[:2])
    run("codings", "amend", ids[0], "--code", "out.referrals")
    row = run("matrix").stdout.splitlines()[1].split("\t")
    assert row[1:4] == ["(unstated)", "Trust", "Referrals"]
    run("undo")
    run("codings", "link", *ids)
    run("codings", "amend", ids[0], "--code", "out.referrals")
    rows = [line.split("\t")[1:4] for line in run("matrix").stdout.splitlines()[1:]]
    assert rows == [["(unstated)", "Trust", "Referrals"]]


def test_a_list_of_what_is_not_there_says_so(here: Path) -> None:
    run("import", here / "one.txt")
    assert "Nothing is coded yet" in run("codings", "list").stderr
    assert "There are: one" in run("codings", "list", "--in", "two", code=1).stderr
    assert "Did you mean “mec.trust”" in run("codings", "list", "--code", "mec.trsut", code=1).stderr
    assert "Nothing that is coded fits" in run("codings", "list", "--code", "mec.trust").stderr


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


def test_a_corrected_file_is_shown_before_it_is_taken_and_can_be_taken_back(here: Path) -> None:
    run("import", here / "one.txt")
    run("codings", "add", "one", "we trusted each other", "mec.trust")
    corrected = TALK.replace("trusted each other", "trusted one another")
    (here / "one.txt").write_text(corrected, encoding="utf-8")
    refused = run("import", "--replace", here / "one.txt", typed="n\n")
    assert "words now\tin the corrected file" in refused.stdout
    assert "unsure\tmec.trust\twe trusted each other\twe trusted one another" in refused.stdout
    assert "Left as it was" in refused.stderr
    assert "we trusted each other" in run("codings", "list").stdout
    run("import", "--replace", here / "one.txt", "--yes", "--reason", "typing error")
    assert "we trusted one another" in run("codings", "list").stdout
    assert "its words were changed" in run("code", "stale").stdout
    assert "to be looked at" in run("status").stderr.lower()
    run("undo")
    assert "we trusted each other" in run("codings", "list").stdout


def test_codes_change_and_codings_follow(here: Path) -> None:
    run("import", here / "one.txt")
    run("codings", "add", "one", "we trusted each other", "mec.trust")
    run("code", "rename", "mec.trust", "mec.faith", "--reason", "clearer")
    assert "mec.faith" in run("codings", "list").stdout
    assert "mec.trust into mec.faith; clearer" in run("log", "--op", "rename").stdout
    assert "1 coding to be looked at" in run("code", "split", "mec.faith", "mec.people", "mec.money").stderr
    run("undo")
    run("code", "retire", "mec.faith")
    assert "retired" in run("codings", "add", "one", "left", "mec.faith", code=1).stderr
    run("undo")
    assert "one kind" in run("code", "merge", "mec.faith", "con.office", code=1).stderr


def test_two_copies_merge_and_differences_are_settled(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", here / "one.txt")
    run("codings", "add", "one", "we trusted each other", "mec.trust")
    name = only_coding()
    shutil.copytree(here / "study", here / "other")
    run("codings", "amend", name, "--valence", "hindering")
    monkeypatch.chdir(here / "other")
    run("codings", "remove", name, "--coder", "ben", "--memo", "not about us")
    monkeypatch.chdir(here / "study")
    merged = run("merge", here / "other").stderr
    assert "Came in: 1 event and 0 transcripts" in merged
    assert "Decided differently: 1" in merged
    rows = [line.split("\t") for line in run("adjudicate").stdout.splitlines()[1:]]
    assert [row[2] for row in rows] == ["ana", "ben"]
    assert "say why" in run("adjudicate", name, "none", code=1).stderr
    unknown = run("adjudicate", name, "zoe", "--rationale", "why", code=1).stderr
    assert "There is no reading “zoe” of this. Choose from: " in unknown
    assert all(
        word in unknown for word in (*(row[1] for row in rows), *(row[2] for row in rows), "both", "none")
    )
    run("adjudicate", name, rows[0][1], "--rationale", "we listened again")
    assert "hindering" in run("codings", "list").stdout
    assert "Nothing waits" in run("adjudicate").stderr
    assert "0 events" in run("merge", here / "other").stderr


def test_check_and_repair_speak_plainly(here: Path) -> None:
    run("import", here / "one.txt")
    assert "All is well" in run("check").stderr
    log = next((here / "study" / "log").glob("*.jsonl"))
    log.write_bytes(log.read_bytes() + b'{"op":')
    assert f"{log}:2" in run("check", code=1).stderr
    assert "Left as it was" in run("repair", typed="n\n").stderr
    assert "1 mended" in run("repair", "--yes").stderr
    assert "All is well" in run("check").stderr
    assert "nothing to mend" in run("repair").stderr


def test_a_filter_of_the_log_that_fits_nothing_is_said(here: Path) -> None:
    run("import", here / "one.txt")
    assert "Did you mean “import”?" in run("log", "--op", "imports", code=1).stderr
    assert "is no date" in run("log", "--since", "yesterday", code=1).stderr
    assert "Nobody named “anna”" in run("log", "--coder", "anna", code=1).stderr
    assert "import" in run("log", "--op", "import", "--since", "2026-01", "--coder", "ana").stdout


def test_a_withdrawal_is_confirmed_by_typing(here: Path) -> None:
    run("import", here / "one.txt")
    assert "not typed" in run("forget", "one", typed="yes\n", code=1).stderr
    assert "one\t" in run("status").stdout
    run("forget", "one", typed="one\n")
    assert "one\t" not in run("status").stdout
    assert not [
        path for path in here.glob("study/**/*.*") if path.is_file() and b"money" in path.read_bytes()
    ]
    run("undo", code=1)


def test_theories_are_shown_with_their_evidence(here: Path) -> None:
    run("theory", "init")
    theory = here / "study" / "theory.yaml"
    theory.write_text(
        "theories:\n- {id: T1, if: one office, then: trust, codes: [mec.trust]}\n", encoding="utf-8"
    )
    assert "T1, if: “” became “one office”" in run("theory", "diff").stdout
    run("theory", "note", "--reason", "first thoughts")
    run("import", here / "one.txt")
    for words, code in (("a shared office", "con.office"), ("trusted each other", "mec.trust")):
        run("codings", "add", "one", words, code)
    run("codings", "link", *[line.split("\t")[0] for line in run("codings", "list").stdout.splitlines()[1:]])
    link = run("codings", "list").stdout.splitlines()[-1].split("\t")[0]
    run("theory", "weigh", link, "T1", "supports", "--memo", "seen at first hand")
    assert "T1\tIf one office, then trust.\t\t1\t0\t0\t0" in run("theory", "show").stdout
    assert "seen at first hand" in run("theory", "log").stdout


def test_reading_options_count_for_import(here: Path) -> None:
    (here / "odd.txt").write_text("[AA] Well, hello there.\n[BB] Hello to you.\n" * 4, encoding="utf-8")
    run("import", here / "odd.txt", "--part", "AA=interviewer", "--label", r"\[(AA|BB)\]")
    frozen = (here / "study" / "transcripts" / "odd.json").read_text(encoding="utf-8")
    assert '"label":"AA","part":"interviewer"' in frozen
    config = (here / "study" / "study.yaml").read_text(encoding="utf-8")
    assert "# What the study is about." in config
    assert "AA: interviewer" in config
    (here / "odd.txt").write_text("[AA] Well, hello there.\n[BB] Hello to us all.\n" * 4, encoding="utf-8")
    run("import", "--replace", "--yes", here / "odd.txt")
    frozen = (here / "study" / "transcripts" / "odd.json").read_text(encoding="utf-8")
    assert '"label":"AA","part":"interviewer"' in frozen


def test_the_blind_see_only_their_own(here: Path) -> None:
    run("import", here / "one.txt")
    run("codings", "add", "one", "we trusted each other", "mec.trust")
    assert len(run("codings", "list", "--coder", "ben", "--blind").stdout.splitlines()) == 1
    run("codings", "add", "one", "people left", "mec.trust", "--coder", "ben", "--blind")
    assert len(run("codings", "list", "--coder", "ben", "--blind").stdout.splitlines()) == 2
    assert len(run("codings", "list").stdout.splitlines()) == 3
    (here / "one.txt").write_text("Interviewer: Hello.\n" + TALK, encoding="utf-8")
    run("import", "--replace", "--yes", here / "one.txt")
    assert "people left" in run("codings", "list", "--coder", "ben", "--blind").stdout


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_status_keeps_names_whole_on_a_narrow_terminal(here: Path) -> None:
    name = "interview-with-the-manager-of-the-northern-site"
    (here / f"{name}.txt").write_text("Ana: We trusted each other.\n", encoding="utf-8")
    run("import", here / "one.txt", here / f"{name}.txt")
    ours, theirs = os.openpty()
    command = [sys.executable, "-c", "from realist_eval.cli.main import main; main()", "status"]
    subprocess.run(
        command, stdout=theirs, stderr=subprocess.DEVNULL, env=os.environ | {"COLUMNS": "80"}, check=True
    )
    os.close(theirs)
    shown = os.read(ours, 65536).decode().splitlines()
    os.close(ours)
    assert name in shown
    assert any(line.startswith("one ") for line in shown)
    assert max(map(len, shown)) <= 80


def test_a_slip_in_a_coders_name_is_noted(here: Path) -> None:
    run("import", here / "one.txt")
    said = run("codings", "add", "one", "shared office", "con.office", "--coder", "Anna").stderr
    assert "Note: “Anna” is not among the coders that study.yaml lists. Did you mean “ana”?" in said
    assert "not among" not in run("status", "--coder", "ana").stderr
    config = here / "study" / "study.yaml"
    config.write_text("title: Small\n", encoding="utf-8")
    assert "not among" not in run("status", "--coder", "Anna").stderr
