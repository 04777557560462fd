"""Withdrawal: the words are gone everywhere, and nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from office_study import TRUST, corrected, joined, quotes

from realist_eval.errors import StudyError
from realist_eval.study import Study, forgetting, hand
from realist_eval.study.checking import check

TALK = """Interviewer: What changed for you?
Ana: Because the team had a shared office, we trusted each other.
Ben: I left when the zebrafinch money stopped.
Ana: And then referrals went up.
Ben: Not for the zebrafinch.
Interviewer: Thank you.
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "group.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "two.txt").write_text("Ana: Another day.\nInterviewer: Yes.\n", encoding="utf-8")
    (tmp_path / "book.yaml").write_text(TRUST, encoding="utf-8")
    (tmp_path / "participants.csv").write_text("speaker,role\nAna,nurse\nBen,clerk\n", encoding="utf-8")
    made = Study.create(tmp_path / "study", codebook=tmp_path / "book.yaml", coder="ana")
    made.import_sources([tmp_path / "group.txt", tmp_path / "two.txt", tmp_path / "participants.csv"])
    for words in ("we trusted each other", "zebrafinch money stopped", "referrals went up"):
        hand.add_coding(made, "group", words, "mec.trust")
    corrected(made, tmp_path / "group.txt", TALK.replace("And then", "Then"))
    return Study.open(made.layout.root, coder="ana")


def copied(study: Study, folder: Path, coder: str) -> Study:
    shutil.copytree(study.layout.root, folder / "copy")
    return Study.open(folder / "copy", coder=coder)


def holds(study: Study, word: str) -> list[str]:
    found = (path for path in study.layout.root.rglob("*") if path.is_file())
    return [path.name for path in found if word.encode() in path.read_bytes()]


def forget(study: Study, name: str) -> None:
    forgetting.carry_out(study, forgetting.plan(study, name), "asked for it")


def test_a_speakers_words_are_gone_and_the_others_stay_coded(study: Study) -> None:
    assert holds(study, "zebrafinch")
    forget(study, "Ben")
    assert holds(study, "zebrafinch") == []
    assert holds(study, "Ben") == []
    assert quotes(study) == ["we trusted each other", "referrals went up"]
    transcript = study.transcript("group")
    assert transcript.quote(transcript.turns[2]) == "[withdrawn]"
    assert transcript.speaker("Withdrawn 1") is not None
    assert not [fault for fault in check(Study.open(study.layout.root)) if fault.problem.severity == "error"]


def test_a_source_is_gone_with_every_version_of_it(study: Study) -> None:
    forget(study, "group")
    assert study.ids() == ["two"]
    assert holds(study, "zebrafinch") == []
    assert quotes(study) == []
    assert not [fault for fault in check(Study.open(study.layout.root)) if fault.problem.severity != "note"]
    assert [event.op for event in study.state.forgotten()] == ["forget"]


def test_it_cannot_be_undone_and_nothing_before_it_brings_the_words_back(study: Study) -> None:
    forget(study, "Ben")
    for _ in range(10):
        try:
            study.undo()
        except StudyError:
            break
    assert holds(study, "zebrafinch") == []


def test_a_merge_does_not_bring_the_words_back_and_takes_them_out_there(study: Study, tmp_path: Path) -> None:
    other = copied(study, tmp_path, "ben")
    forget(study, "group")
    joined(study, other)
    assert holds(study, "zebrafinch") == []
    assert study.ids() == ["two"]
    joined(other, study)
    assert holds(other, "zebrafinch") == []
    assert other.ids() == ["two"]


def test_what_a_power_cut_left_is_finished(study: Study) -> None:
    planned = forgetting.plan(study, "group")
    study.record(
        *(forgetting.ev.Draft(forgetting.ev.Forget, one.transcript, one.payload) for one in planned.erasures)
    )
    again = Study.open(study.layout.root, coder="ana")
    assert len(again.state.events)
    assert holds(again, "zebrafinch") == []


def test_an_unknown_name_is_said(study: Study) -> None:
    with pytest.raises(StudyError, match="no source and no speaker"):
        forgetting.plan(study, "Zoe")


@pytest.mark.parametrize("name", ["group", "Ben"])
def test_a_correction_made_elsewhere_does_not_keep_the_words(study: Study, tmp_path: Path, name: str) -> None:
    other = copied(study, tmp_path, "cy")
    corrected(other, tmp_path / "group.txt", TALK.replace("And then", "So"))
    forget(study, name)
    for one, two in ((study, other), (other, study), (study, other)):
        joined(one, two)
        again = Study.open(one.layout.root, coder=one.coder)
        assert holds(again, "zebrafinch") == []
        assert ("group" in again.ids()) == (name == "Ben")
        faults = [fault.problem for fault in check(again) if fault.problem.severity == "error"]
        assert faults == []
    assert quotes(study) == quotes(other)


def test_an_older_copy_loses_the_words_too(study: Study, tmp_path: Path) -> None:
    other = copied(study, tmp_path, "cy")
    corrected(study, tmp_path / "group.txt", TALK.replace("And then", "So"))
    forget(study, "group")
    joined(other, study)
    assert holds(other, "zebrafinch") == []
    assert other.ids() == ["two"]
