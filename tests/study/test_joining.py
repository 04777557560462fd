"""Two copies of a study become one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from office_study import contents, corrected, joined, office_study

from realist_eval.errors import StudyError
from realist_eval.study import Study, hand, joining, recoding, settled
from realist_eval.study.checking import check

TALK = "Interviewer: What changed?\nAna: Because of the office we trusted each other and liked it.\n"
CODEBOOK = """version: 1
title: S
codes:
- {id: mec.trust, kind: mechanism, label: Trust, definition: x}
- {id: con.office, kind: context, label: Office, definition: y}
"""


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Study, Study]:
    made = office_study(tmp_path, talk=TALK, codebook=CODEBOOK)
    hand.add_coding(made, "one", "trusted each other", "mec.trust")
    shutil.copytree(made.layout.root, tmp_path / "b")
    monkeypatch.setenv("REALIST_EVAL_DEVICE", "lap")
    return Study.open(made.layout.root, coder="ana"), Study.open(tmp_path / "b", coder="ben")


def take_in(study: Study, path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    study.import_sources([path])


def told(study: Study) -> object:
    material = Study.open(study.layout.root, coder=study.coder).material()
    return material.codings, material.configurations, sorted(study.state.contested())


def test_both_sides_end_with_the_same(pair: tuple[Study, Study], tmp_path: Path) -> None:
    one, other = pair
    hand.add_coding(one, "one", "the office", "con.office")
    take_in(other, tmp_path / "two.txt", TALK.replace("office", "kitchen"))
    hand.add_coding(other, "two", "liked it", "mec.trust")
    other.memo("two", "short")
    planned = joined(one, other)
    assert planned.transcripts == ["two"]
    joined(other, one)
    assert told(one) == told(other)
    assert len(one.material().codings) == 3
    assert [memo.payload.text for memo in one.state.memos()] == ["short"]


def test_doing_it_twice_changes_nothing(pair: tuple[Study, Study]) -> None:
    one, other = pair
    hand.add_coding(other, "one", "liked it", "mec.trust")
    joined(one, other)
    before = contents(one.layout.root)
    assert joined(one, other).empty
    assert contents(one.layout.root) == before


def test_only_different_decisions_on_the_same_thing_are_conflicts(pair: tuple[Study, Study]) -> None:
    one, other = pair
    (coding,) = one.material().codings
    hand.amend(one, coding.id, {"valence": "enabling"})
    hand.remove(other, coding.id, "about the staff")
    joined(one, other)
    assert [side.coder for side in settled.waiting(one)] == ["ana", "ben"]
    assert not one.material().codings
    chosen = next(side for side in settled.waiting(one) if side.coder == "ana")
    settled.adjudicate(one, coding.id, chosen.event, "we heard it again")
    assert [found.valence for found in one.material().codings] == ["enabling"]
    joined(other, one)
    assert told(other) == told(one)


def test_a_codebook_changed_on_one_side_comes_along(pair: tuple[Study, Study]) -> None:
    one, other = pair
    recoding.rename(other, "mec.trust", "mec.faith")
    assert not joined(one, other).problems
    assert [coding.code for coding in one.material().codings] == ["mec.faith"]
    assert "mec.faith" in one.layout.codebook.read_text(encoding="utf-8")
    joined(other, one)
    assert told(one) == told(other)


def test_codebooks_changed_on_both_sides_are_said_and_kept(pair: tuple[Study, Study]) -> None:
    one, other = pair
    recoding.retire(one, "con.office")
    recoding.rename(other, "mec.trust", "mec.faith")
    mine = one.layout.codebook.read_bytes()
    (problem,) = joined(one, other).problems
    assert "both sides" in problem.message
    assert one.layout.codebook.read_bytes() == mine
    assert one.settling.versions.get(problem.hint.split("versions/")[1].split(":")[0])


def test_a_corrected_transcript_comes_along_with_its_codings(
    pair: tuple[Study, Study], tmp_path: Path
) -> None:
    one, other = pair
    corrected(other, tmp_path / "one.txt", "Interviewer: Hello.\nAna: Hello.\n" + TALK)
    joined(one, other)
    assert one.transcript("one").sha == other.transcript("one").sha
    assert told(one) == told(other)
    assert len(one.material().codings) == 1


def test_a_merge_is_undone(pair: tuple[Study, Study], tmp_path: Path) -> None:
    one, other = pair
    before = told(one)
    take_in(other, tmp_path / "two.txt", TALK.replace("office", "kitchen"))
    hand.add_coding(other, "one", "liked it", "mec.trust")
    joined(one, other)
    after = told(one)
    one.undo()
    assert told(one) == before
    assert one.ids() == ["one"]
    one.redo()
    assert told(one) == after


def with_namesakes(copies: tuple[Study, ...], tmp_path: Path) -> None:
    for number, study in enumerate(copies):
        take_in(study, tmp_path / str(number) / "two.txt", f"Ana: Number {number} is about something else.\n")
        hand.add_coding(study, "two", f"Number {number}", "mec.trust")
        study.memo("two", f"memo {number}")


def quoted(study: Study) -> dict[str, list[str]]:
    material = Study.open(study.layout.root, coder=study.coder).material()
    found: dict[str, list[str]] = {}
    for coding in material.codings:
        quote = material.transcripts[coding.transcript].quote(coding.span)
        found.setdefault(coding.transcript, []).append(quote)
    return found


def sound(study: Study) -> bool:
    return not [fault for fault in check(Study.open(study.layout.root)) if fault.problem.severity != "note"]


def test_different_sources_under_one_id_both_stay_with_their_codings(
    pair: tuple[Study, Study], tmp_path: Path
) -> None:
    one, other = pair
    with_namesakes(pair, tmp_path)
    planned = joined(one, other)
    (new,) = planned.apart
    assert "goes by “two”, theirs by “two-" in str(planned.problems[0])
    assert new.startswith("two-")
    assert quoted(one) == {"one": ["trusted each other"], "two": ["Number 0"], new: ["Number 1"]}
    assert [one.state.memos(name)[0].payload.text for name in ("two", new)] == ["memo 0", "memo 1"]
    assert (one.layout.sources / f"{new}.txt").read_text(encoding="utf-8").startswith("Ana: Number 1")
    assert sound(one)
    told_first = joined(other, one)  # Ben's own source gives way: Ana's had come in before
    assert told_first.apart == ["two"]
    assert told(one) == told(other)
    assert quoted(one) == quoted(other)
    assert sound(other)
    for study in pair:
        names = {path.name for path in (*study.layout.sources.iterdir(), *study.layout.transcripts.iterdir())}
        assert names == {"one.txt", "two.txt", f"{new}.txt", "one.json", "two.json", f"{new}.json"}
    assert joined(one, other).empty or not joined(one, other).events
    hand.add_coding(other, new, "something else", "con.office")
    other.memo(new, "mine")
    joined(one, other)
    assert quoted(one) == quoted(other)
    assert quoted(one)[new] == ["Number 1", "something else"]


def test_three_sources_under_one_id_in_three_copies(
    pair: tuple[Study, Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(pair[1].layout.root, tmp_path / "c")
    monkeypatch.setenv("REALIST_EVAL_DEVICE", "pad")
    copies = (*pair, Study.open(tmp_path / "c", coder="cy"))
    with_namesakes(copies, tmp_path)
    for one, two in ((2, 1), (1, 2), (0, 2), (1, 0), (2, 1)):
        joined(copies[one], copies[two])
        assert sound(copies[one])
    first, *others = map(quoted, copies)
    assert others == [first, first]
    assert first["two"] == ["Number 0"]
    assert sorted(quote for quotes in first.values() for quote in quotes) == [
        "Number 0",
        "Number 1",
        "Number 2",
        "trusted each other",
    ]


def test_logs_that_git_merged_alone_lose_neither_source(pair: tuple[Study, Study], tmp_path: Path) -> None:
    one, other = pair
    with_namesakes(pair, tmp_path)
    for path in one.layout.log.glob("ana*.jsonl"):
        shutil.copy(path, other.layout.log)  # of the two transcripts Git was told to take this one
    again = Study.open(other.layout.root, coder="ben")
    assert [quotes for name, quotes in quoted(again).items() if name != "one"] == [["Number 1"]]
    (fault,) = [fault.problem for fault in check(again) if fault.problem.severity == "error"]
    assert "holds another source" in fault.message
    joined(again, one)
    assert quoted(again)["two"] == ["Number 0"]
    assert sound(again)


def test_work_that_went_on_under_the_old_id_finds_its_source(
    pair: tuple[Study, Study], tmp_path: Path
) -> None:
    one, other = pair
    with_namesakes(pair, tmp_path)
    (new,) = joined(one, other).apart
    hand.add_coding(other, "two", "something else", "con.office")
    text = "Ana: Well.\nAna: Number 1 is about something else.\n"
    corrected(other, tmp_path / "1" / "two.txt", text)
    joined(one, other)
    assert quoted(one)[new] == ["Number 1", "something else"]
    assert one.transcript(new).text.startswith("Ana: Well.")
    assert quoted(one)["two"] == ["Number 0"]
    joined(other, one)
    assert quoted(one) == quoted(other)
    assert sound(one)
    assert sound(other)


def test_a_merge_that_gave_a_source_another_id_is_undone(pair: tuple[Study, Study], tmp_path: Path) -> None:
    one, other = pair
    with_namesakes(pair, tmp_path)
    before, words, there = told(other), quoted(other), other.ids()
    joined(other, one)
    after, all_there = quoted(other), other.ids()
    other.undo()
    assert (told(other), quoted(other), other.ids()) == (before, words, there)
    assert sound(other)
    other.redo()
    assert (quoted(other), other.ids()) == (after, all_there)
    assert sound(other)


def test_merges_that_both_sides_undid_can_be_done_again(pair: tuple[Study, Study], tmp_path: Path) -> None:
    one, other = pair
    with_namesakes(pair, tmp_path)
    joined(one, other)
    joined(other, one)
    other.undo()
    one.undo()
    assert [list(quoted(study)) for study in pair] == [["one", "two"]] * 2
    joined(one, other)
    joined(other, one)
    assert quoted(one) == quoted(other)
    assert all(map(sound, pair))


def test_the_same_source_taken_in_on_both_sides_is_one(pair: tuple[Study, Study], tmp_path: Path) -> None:
    for number, study in enumerate(pair):
        take_in(study, tmp_path / f"from-{study.coder}" / "two.txt", "Ana: We liked the kitchen.\n")
        hand.add_coding(study, "two", ("We liked", "the kitchen")[number], "mec.trust")
    one, other = pair
    joined(one, other)
    joined(other, one)
    assert one.ids() == other.ids() == ["one", "two"]
    assert quoted(one)["two"] == quoted(other)["two"] == ["We liked", "the kitchen"]
    assert sound(one)


def test_a_study_is_not_merged_with_itself(pair: tuple[Study, Study]) -> None:
    with pytest.raises(StudyError, match="this very study"):
        joining.plan(pair[0], pair[0].layout.sources)


@pytest.mark.parametrize("choice", ["ben", "none"])
def test_a_rejection_may_stand_too(pair: tuple[Study, Study], choice: str) -> None:
    one, other = pair
    (coding,) = one.material().codings
    hand.amend(one, coding.id, {"valence": "enabling"})
    hand.remove(other, coding.id)
    joined(one, other)
    events = {side.coder: side.event for side in settled.waiting(one)}
    settled.adjudicate(one, coding.id, events.get(choice, "none"), "it is about the staff")
    assert not one.state.contested()
    assert not one.material().codings
    one.undo()
    assert list(one.state.contested()) == [coding.id]


def test_the_same_reading_before_and_after_a_correction_is_no_conflict(
    pair: tuple[Study, Study], tmp_path: Path
) -> None:
    one, other = pair
    (coding,) = one.material().codings
    corrected(other, tmp_path / "one.txt", "Ana: Hello.\n" + TALK)
    for study in pair:
        hand.amend(study, coding.id, {"valence": "enabling"})
    joined(one, other)
    assert not one.state.contested()
    assert [found.valence for found in one.material().codings] == ["enabling"]


def test_nobodys_work_goes_with_a_merge_that_somebody_else_undid(pair: tuple[Study, Study]) -> None:
    one, other = pair
    own = hand.add_coding(other, "one", "the office", "con.office").id
    joined(one, other)
    one.undo()
    assert own not in {coding.id for coding in one.material().codings}
    planned = joined(other, one)
    assert "ana had undone" in planned.problems[0].message
    assert own in {coding.id for coding in other.material().codings}
    joined(one, other)
    assert own in {coding.id for coding in one.material().codings}
    assert told(one) == told(other)
    other.undo()
    assert own in {coding.id for coding in other.material().codings}


def test_a_merge_that_was_undone_can_be_made_again(pair: tuple[Study, Study], tmp_path: Path) -> None:
    one, other = pair
    take_in(other, tmp_path / "two.txt", TALK.replace("office", "kitchen"))
    hand.add_coding(other, "two", "the kitchen", "con.office")
    joined(one, other)
    one.undo()
    hand.add_coding(one, "one", "liked it", "mec.trust")  # now `redo` cannot bring it back
    assert one.ids() == ["one"]
    joined(one, other)
    assert one.ids() == ["one", "two"]
    assert len(one.material().codings) == 3
    assert joined(one, other).empty
    assert not [problem for problem in check(one) if problem.severity == "error"]


def test_a_merge_that_brought_an_import_undone_before_can_be_undone(
    pair: tuple[Study, Study], tmp_path: Path
) -> None:
    one, other = pair
    take_in(one, tmp_path / "two.txt", TALK.replace("office", "kitchen"))
    one.undo()
    own = hand.add_coding(other, "one", "the office", "con.office").id
    joined(other, one)
    other.undo()
    assert own in {coding.id for coding in other.material().codings}
    assert other.ids() == ["one"]


def test_another_study_is_no_copy(pair: tuple[Study, Study], tmp_path: Path) -> None:
    one, _ = pair
    (tmp_path / "nine.txt").write_text(TALK, encoding="utf-8")
    foreign = Study.create(tmp_path / "c", "Prisons", codebook=tmp_path / "book.yaml", coder="ana")
    foreign.import_sources([tmp_path / "nine.txt"])
    before = contents(one.layout.root)
    with pytest.raises(StudyError, match="another study, “Prisons”"):
        joining.plan(one, foreign.layout.root)
    assert contents(one.layout.root) == before
    config = foreign.layout.config
    config.write_text(config.read_text("utf-8").replace("Prisons", one.title), encoding="utf-8")
    assert joining.plan(one, foreign.layout.root).transcripts == ["nine"]
