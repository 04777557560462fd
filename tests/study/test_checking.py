"""What check finds, and what repair mends."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_study import TRUST, corrected, office_study

from realist_eval.study import Study, hand, recoding
from realist_eval.study.checking import check, repair

TALK = "Interviewer: What changed?\nAna: Because of the office we trusted each other and liked it.\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = office_study(tmp_path, talk=TALK, codebook=TRUST)
    hand.add_coding(made, "one", "trusted each other", "mec.trust")
    return made


def again(study: Study) -> Study:
    return Study.open(study.layout.root)


def said(study: Study) -> list[str]:
    return [str(fault.problem) for fault in check(again(study))]


def mend(study: Study) -> list[str]:
    opened = again(study)
    repair(opened, check(opened))
    return said(study)


def test_a_sound_study_has_no_faults(study: Study, tmp_path: Path) -> None:
    assert said(study) == []
    corrected(study, tmp_path / "one.txt", "Interviewer: Hello.\n" + TALK)
    recoding.rename(study, "mec.trust", "mec.faith")
    study.memo("study", "fine")
    assert said(study) == []
    for _ in range(3):
        study.undo()
    assert said(study) == []


def test_a_torn_line_is_set_aside(study: Study) -> None:
    log = study.journal.log.own
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"op":"decide","v":1,"id":"1a2')
    (fault,) = said(study)
    assert fault.startswith(f"{log}:3: ")
    assert mend(study) == []
    assert log.read_bytes() == whole
    assert log.with_suffix(".torn").read_bytes() == b'{"op":"decide","v":1,"id":"1a2\n'


def test_a_spoilt_line_is_set_aside_and_a_copy_is_kept(study: Study) -> None:
    log = study.journal.log.own
    lines = log.read_bytes().splitlines(keepends=True)
    spoilt = lines[0] + b"spoilt\n" + lines[1]
    log.write_bytes(spoilt)
    assert f"{log}:2: " in said(study)[0]
    assert mend(study) == []
    assert log.read_bytes() == b"".join(lines)
    assert spoilt in [path.read_bytes() for path in study.layout.versions.iterdir()]


def test_an_event_of_a_newer_version_is_left_alone(study: Study) -> None:
    log = study.journal.log.own
    newer = log.read_bytes() + log.read_bytes().splitlines(keepends=True)[0].replace(b'"import"', b'"dream"')
    log.write_bytes(newer)
    assert "newer" in said(study)[0]
    mend(study)
    assert log.read_bytes() == newer


def test_a_damaged_transcript_is_read_anew(study: Study) -> None:
    path = study.shelf.path("one")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"trusted", b"tricked"))
    assert "not as it was frozen" in said(study)[0]
    assert mend(study) == []
    assert path.read_bytes() == whole


def test_a_missing_transcript_is_said_and_a_kept_one_brought_back(study: Study) -> None:
    path = study.shelf.path("one")
    path.unlink()
    assert any("is missing" in fault for fault in said(study))
    study.settling.versions.keep(b"")
    assert path.parent.exists()


def test_a_changed_source_is_an_error_and_is_brought_back_only_from_versions(study: Study) -> None:
    source = study.layout.sources / "one.txt"
    whole = source.read_bytes()
    source.write_bytes(b"changed")
    assert "was changed" in said(study)[0]
    assert mend(study) != []
    study.settling.versions.keep(whole)
    assert mend(study) == []
    assert source.read_bytes() == whole


def test_an_edited_event_is_noticed_beside_its_copy(study: Study) -> None:
    log = study.journal.log.own
    other = log.with_name("ben.lap.jsonl")
    other.write_bytes(log.read_bytes().replace(b"mec.trust", b"mec.hope."))
    assert "another event under the id" in said(study)[0]


def test_what_belongs_to_nothing_is_a_note(study: Study) -> None:
    (study.layout.sources / "stray.txt").write_text("x", encoding="utf-8")
    (study.layout.transcripts / ".one.json.77.part").write_bytes(b"half")
    notes = said(study)
    assert len(notes) == 2
    assert {fault.problem.severity for fault in check(again(study))} == {"note"}
    assert len(mend(study)) == 1


def test_a_coding_without_its_code_or_words_is_a_warning(study: Study) -> None:
    study.layout.codebook.write_text(TRUST.replace("mec.trust", "mec.hope"), encoding="utf-8")
    assert "which is not in codebook.yaml" in said(study)[0]


def test_a_damaged_version_is_named(study: Study, tmp_path: Path) -> None:
    corrected(study, tmp_path / "one.txt", "Interviewer: Hello.\n" + TALK)
    path = min(study.layout.versions.iterdir())
    path.write_bytes(b"damaged")
    assert any(str(path) in fault for fault in said(study))
