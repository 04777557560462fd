"""Undo reaches the files of the study, one step at a time, back to the start."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from realist_eval.errors import StudyError
from realist_eval.model import Coding
from realist_eval.study import Study, hand, joining, recoding, replacing, rippling, settled, theories

TALK = "Interviewer: What changed?\nAna: We trusted each other.\n"
CODEBOOK = "version: 1\ntitle: S\ncodes:\n- {id: mec.trust, kind: mechanism, label: Trust, definition: x}\n"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setenv("REALIST_EVAL_DEVICE", "desk")
    (tmp_path / "one.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    return Study.create(tmp_path / "study", codebook=tmp_path / "book.yaml", coder="ana")


def folder(study: Study) -> dict[str, bytes]:
    root = study.layout.root
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.parent.name not in {"log", "versions"}
    }


def coded(study: Study) -> str:
    transcript = study.transcript("one")
    start = transcript.text.index("We trusted")
    return study.make(Coding("", "one", start, start + 10, "mechanism", "mec.trust", "enabling"))


def test_an_import_is_undone_and_redone(study: Study, tmp_path: Path) -> None:
    start = folder(study)
    study.import_sources([tmp_path / "one.txt"])
    full = folder(study)
    study.undo()
    assert folder(study) == start
    study.redo()
    assert folder(study) == full
    study.undo()
    study.import_sources([tmp_path / "one.txt"])
    assert folder(study) == full


def test_undo_of_everything_returns_to_the_start(study: Study, tmp_path: Path) -> None:
    start = folder(study)
    study.import_sources([tmp_path / "one.txt"])
    name = coded(study)
    study.memo(name, "why")
    for _ in range(3):
        study.undo()
    assert folder(study) == start
    assert not list(study.state.verdicts())
    for _ in range(3):
        study.redo()
    (coding,) = study.material().codings
    assert coding.id == name
    assert [memo.payload.text for memo in study.state.memos(name)] == ["why"]


def test_an_import_that_somebody_else_coded_is_not_undone(study: Study, tmp_path: Path) -> None:
    study.import_sources([tmp_path / "one.txt"])
    coded(Study.open(study.layout.root, coder="ben"))
    before = folder(study)
    with pytest.raises(StudyError, match="by ben"):
        study.undo()
    assert folder(study) == before


def test_what_a_power_cut_left_undone_is_finished_at_the_next_opening(study: Study, tmp_path: Path) -> None:
    start = folder(study)
    study.import_sources([tmp_path / "one.txt"])
    study.settling.keep("transcripts/one.json")
    study.journal.undo()  # the event is written, the files are not yet reached
    assert folder(study) != start
    again = Study.open(study.layout.root)
    assert not list(again.state.verdicts())
    assert folder(again) == start


def undo_all(study: Study) -> int:
    steps = 0
    while study.state.undoable("ana"):
        study.undo()
        steps += 1
    return steps


def test_undo_of_what_the_other_commands_do_returns_to_the_start(study: Study, tmp_path: Path) -> None:
    book = CODEBOOK + "- {id: con.office, kind: context, label: Office, definition: z}\n"
    book += "- {id: out.work, kind: outcome, label: Work, definition: w}\n"
    study.layout.codebook.write_text(book, encoding="utf-8")
    theories.begin(study)
    start = folder(study)
    talk = "Ana: In one office we trusted each other, and worked. So we trusted more.\n"
    (tmp_path / "one.txt").write_text(talk, encoding="utf-8")
    study.import_sources([tmp_path / "one.txt"])
    shutil.copytree(study.layout.root, tmp_path / "copy")
    parts = [
        hand.add_coding(study, "one", words, code).id
        for words, code in (
            ("one office", "con.office"), ("trusted each other", "mec.trust"), ("worked", "out.work")
        )
    ]  # fmt: skip
    hand.link(study, parts)
    more = [hand.add_coding(study, "one", words, code).id
            for words, code in (("and worked", "con.office"), ("trusted more", "mec.trust"))]  # fmt: skip
    hand.link(study, more)
    (ripple,) = rippling.found(study, study.material())
    rippling.judge(study, ripple.id, "rejected")
    rippling.judge(study, ripple.id, "confirmed", "seen at two sites")
    other = Study.open(tmp_path / "copy", coder="ben")
    joining.carry_out(other, joining.plan(other, study.layout.root))
    hand.amend(other, parts[1], {"valence": "hindering"})
    hand.amend(study, parts[1], {"valence": "enabling"})
    joining.carry_out(study, joining.plan(study, other.layout.root))
    (contested,) = study.state.contested()
    hers = next(one.event.id for one in study.state.standing(contested) if one.coder == "ana")
    settled.adjudicate(study, contested, hers, "she was there")
    assert not study.state.contested()
    full, told = folder(study), study.material().codings
    steps = undo_all(study)
    assert steps == 13
    assert folder(study) == start
    assert not list(study.state.verdicts())
    assert not study.state.rippled()
    for _ in range(steps):
        study.redo()
    assert (folder(study), study.material().codings) == (full, told)
    assert [event.payload.verdict for event in study.state.rippled()] == ["rejected", "confirmed"]


def test_undo_of_every_command_one_by_one_returns_to_the_start(study: Study, tmp_path: Path) -> None:
    book = CODEBOOK + "- {id: mec.hope, kind: mechanism, label: Hope, definition: y}\n"
    book += "- {id: con.office, kind: context, label: Office, definition: z}\n"
    book += "theories:\n- {id: T1, if: office, then: trust, codes: [mec.trust]}\n"
    study.layout.codebook.write_text(book, encoding="utf-8")
    start = folder(study)
    study.import_sources([tmp_path / "one.txt"])
    shutil.copytree(study.layout.root, tmp_path / "copy")
    other = Study.open(tmp_path / "copy", coder="ben")
    codings = [hand.add_coding(study, "one", "What", "con.office").id, coded(study)]
    name = codings[1]
    link = hand.link(study, codings).id
    theories.weigh(study, link, "T1", "supports")
    hand.amend(study, name, {"valence": "hindering"})
    hand.remove(study, name)
    hand.accept(study, codings[0])
    study.memo("study", "a memo")
    recoding.rename(study, "mec.trust", "mec.faith")
    recoding.merge(study, "mec.faith", "mec.hope")
    recoding.split(study, "con.office", ["con.room", "con.house"])
    recoding.retire(study, "con.room")
    (tmp_path / "one.txt").write_text("Interviewer: Hello.\n" + TALK, encoding="utf-8")
    replacing.carry_out(study, replacing.plan(study, tmp_path / "one.txt"))
    (tmp_path / "two.txt").write_text(TALK.replace("trusted", "liked"), encoding="utf-8")
    other.import_sources([tmp_path / "two.txt"])
    hand.add_coding(other, "one", "each other", "mec.trust")
    joining.carry_out(study, joining.plan(study, other.layout.root))
    full, told = folder(study), study.material().codings
    steps = undo_all(study)
    assert steps >= 14
    assert folder(study) == start
    assert not list(study.state.verdicts())
    assert not study.state.memos()
    for _ in range(steps):
        study.redo()
    assert folder(study) == full
    assert study.material().codings == told
