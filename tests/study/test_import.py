"""Sources into a study."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_study import contents

from realist_eval.errors import OutputError, RealistEvalError, StudyError
from realist_eval.model import Note, Speaker, Transcript, Turn
from realist_eval.study import Study, files
from realist_eval.study.ids import free_name, safe_id
from realist_eval.study.transcripts import freeze, thaw

TALK = """Interviewer: What changed for you?
Ana: Because the team had a shared office, we trusted each other, so referrals went up.
Interviewer: And then?
Ana: The money stopped, so people left.
"""
OTHER = """Interviewer: Who came?
Ben: Nobody came because the bus was cut.
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study.create(tmp_path / "study", "A study", coder="ana")


def write(path: Path, text: str = TALK) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_source_is_copied_and_its_text_frozen(study: Study, tmp_path: Path) -> None:
    source = write(tmp_path / "in" / "Interview 3.txt")
    result = study.import_sources([source])
    assert [row.transcript for row in result.arrived] == ["Interview-3"]
    assert (study.layout.sources / "Interview-3.txt").read_bytes() == source.read_bytes()
    transcript = study.transcript("Interview-3")
    assert transcript.source == "Interview 3.txt"
    assert [transcript.quote(turn) for turn in transcript.turns][1].startswith("Because the team")
    lines = study.shelf.path("Interview-3").read_text(encoding="utf-8").splitlines()
    assert sum('"text"' in line for line in lines) == len(transcript.turns)
    assert json.loads("\n".join(lines))["sha"] == transcript.sha


def test_the_study_is_found_from_a_folder_inside_it(study: Study) -> None:
    assert Study.open(study.layout.sources).layout.root == study.layout.root


def test_a_folder_that_is_no_study_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="realist-eval init"):
        Study.open(tmp_path)


def test_a_study_is_not_begun_twice(study: Study) -> None:
    with pytest.raises(StudyError, match="already"):
        Study.create(study.layout.root)


def test_the_same_file_twice_changes_nothing(study: Study, tmp_path: Path) -> None:
    source = write(tmp_path / "one.txt")
    study.import_sources([source])
    before = contents(study.layout.root)
    result = study.import_sources([source, source])
    assert (result.arrived, result.unchanged, result.problems) == ([], ["one"], [])
    assert contents(study.layout.root) == before


def test_a_changed_file_is_refused_before_anything_is_written(study: Study, tmp_path: Path) -> None:
    source = write(tmp_path / "one.txt")
    study.import_sources([source])
    before = contents(study.layout.root)
    write(source, OTHER)
    result = study.import_sources([source])
    assert result.failed
    assert "--replace" in str(result.problems[0])
    assert contents(study.layout.root) == before


def test_a_corrected_copy_from_another_folder_is_refused_too(study: Study, tmp_path: Path) -> None:
    study.import_sources([write(tmp_path / "a" / "one.txt")])
    result = study.import_sources([write(tmp_path / "b" / "one.txt", TALK.replace("money", "funding"))])
    assert result.failed
    assert study.ids() == ["one"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/one.txt", "b/one.txt"),
        ("a/one.txt", "a/one.md"),
        ("a/in 1.txt", "a/in-1.txt"),
        ("a/x.txt", "b/X.txt"),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_two_files_that_would_get_the_same_id_both_get_in(
    study: Study, tmp_path: Path, first: str, second: str, together: bool
) -> None:
    paths = [write(tmp_path / first), write(tmp_path / second, OTHER)]
    results = [study.import_sources(paths)] if together else [study.import_sources([path]) for path in paths]
    assert not any(result.failed for result in results)
    ids = [name.casefold() for name in study.ids()]
    assert len(set(ids)) == 2
    stored = [path.name.casefold() for path in study.layout.sources.iterdir()]
    assert len(set(stored)) == 2
    again = study.import_sources(paths)
    assert not again.arrived
    assert len(again.unchanged) == 2


def test_a_batch_goes_on_past_bad_files_and_lists_them(study: Study, tmp_path: Path) -> None:
    bad = tmp_path / "broken.docx"
    bad.write_bytes(b"PK\x03\x04 not a zip")
    empty = write(tmp_path / "empty.txt", "")
    missing = tmp_path / "missing.txt"
    result = study.import_sources([bad, missing, write(tmp_path / "good.txt"), empty])
    assert study.ids() == ["good"]
    errors = " ".join(str(problem) for problem in result.problems if problem.severity == "error")
    assert all(name in errors for name in ("broken.docx", "missing.txt", "empty.txt"))
    assert {path.name for path in study.layout.sources.iterdir()} == {"good.txt"}


def test_ctrl_c_leaves_whole_files_and_what_came_in_is_logged(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write(tmp_path / f"{n}.txt", TALK + f"Ana: number {n}.\n") for n in range(4)]
    real, calls = files.os.write, []

    def interrupted(handle: int, data: bytes) -> int:
        calls.append(handle)
        if len(calls) == 4:
            real(handle, bytes(data)[:7])
            raise KeyboardInterrupt
        return real(handle, data)

    monkeypatch.setattr(files.os, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        study.import_sources(paths)
    monkeypatch.undo()
    assert not files.leftovers(study.layout.root)
    again = Study.open(study.layout.root)
    assert [again.transcript(name).id for name in again.ids()] == ["0"]
    assert [event.target for event in again.state.events.values()] == ["0"]
    assert not again.import_sources(paths).failed
    assert len(again.ids()) == 4
    assert len(list(again.layout.sources.iterdir())) == 4


def test_a_full_disk_is_a_message_and_nothing_is_half_written(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "one.txt")
    before = contents(study.layout.root)

    def full(_handle: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "write", full)
    with pytest.raises(OutputError, match="No space left"):
        study.import_sources([source])
    monkeypatch.undo()
    assert contents(study.layout.root) == before


def test_a_folder_that_may_not_be_written_to_is_a_message(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "one.txt")
    before = contents(study.layout.root)
    real = files.os.open

    def refused(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, mode)

    monkeypatch.setattr(files.os, "open", refused)
    with pytest.raises(RealistEvalError, match="Permission denied"):
        study.import_sources([source])
    monkeypatch.undo()
    assert contents(study.layout.root) == before


def test_a_transcript_that_was_changed_from_outside_is_refused(study: Study, tmp_path: Path) -> None:
    study.import_sources([write(tmp_path / "one.txt")])
    path = study.shelf.path("one")
    path.write_text(path.read_text(encoding="utf-8").replace("money", "honey"), encoding="utf-8")
    with pytest.raises(StudyError, match="not as it was frozen"):
        study.transcript("one")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Interview 3", "Interview-3"),
        ("con", "_con"),
        ("AUX.notes", "_AUX.notes"),
        ("com1", "_com1"),
        ("...", "source"),
        ("../../etc", "etc"),
        ("a: b? *c*", "a-b-c"),
        ("Fra\u0308ulein", "Fr\u00e4ulein"),
        ("trailing. ", "trailing"),
    ],
)
def test_ids_are_safe_as_file_names(name: str, expected: str) -> None:
    assert safe_id(name) == expected


@given(st.text())
def test_any_name_becomes_an_id_that_is_its_own_id(name: str) -> None:
    made = safe_id(name)
    assert made
    assert len(made.encode()) <= 200
    assert safe_id(made) == made
    assert free_name(made, [made.upper(), made]).casefold() != made.casefold()


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    character = st.characters(exclude_categories=["Cs", "Cc"])
    texts = draw(st.lists(st.text(character, min_size=1), min_size=1, max_size=6))
    turns, start = [], 0
    for n, text in enumerate(texts, 1):
        label = draw(st.sampled_from([None, "Ana", "Q"]))
        part = draw(st.sampled_from(["interviewer", "participant", "other"]))
        time = draw(st.none() | st.floats(0, 1e5))
        turns.append(Turn(n, start, start + len(text), label, part, time))
        start += len(text) + 1
    speakers = (Speaker("Ana", role="nurse", attributes={"years": "2"}), Speaker("Q", "interviewer"))
    whole = "\n".join(texts)
    return Transcript("x", whole, tuple(turns), speakers, (Note(0, 1, "mark", "[laughs]"),), source="ü.docx")


@settings(deadline=None)
@given(transcripts())
def test_a_transcript_thaws_as_it_was_frozen(transcript: Transcript) -> None:
    data = freeze(transcript, received="in/ü.docx", stored="u.docx")
    assert thaw(data, "x.json") == transcript
    assert freeze(thaw(data, "x.json"), received="in/ü.docx", stored="u.docx") == data


def test_a_table_of_participants_comes_in_with_its_folder_and_is_never_replaced(
    study: Study, tmp_path: Path
) -> None:
    write(tmp_path / "in" / "one.txt")
    write(tmp_path / "in" / "participants.csv", "speaker,role,case\nAna,nurse,North\n")
    study.import_sources([tmp_path / "in"])
    again = Study.open(study.layout.root)
    speaker = again.transcript("one").speaker("Ana")
    assert speaker is not None
    assert (speaker.role, speaker.case) == ("nurse", "North")
    assert again.status().transcripts[0].case == "North"
    write(tmp_path / "in" / "participants.csv", "speaker,role\nAna,doctor\n")
    result = again.import_sources([tmp_path / "in" / "participants.csv"])
    assert [problem.severity for problem in result.problems] == ["warning"]
    assert b"nurse" in again.layout.participants.read_bytes()


TWO = """Interview 1

Interviewer: What changed for you?
Ana: We trusted each other.
Interviewer: And then?
Ana: The money stopped.

Interview 2

Interviewer: Who came?
Ben: Nobody came because the bus was cut.
Interviewer: Thank you.
Ben: Thank you.
"""


def test_a_file_that_holds_several_interviews_is_split_where_asked(study: Study, tmp_path: Path) -> None:
    source = write(tmp_path / "both.txt", TWO)
    whole = study.import_sources([source])
    assert study.ids() == ["both"]
    assert any("2 interviews" in problem.message for problem in whole.problems)
    assert study.import_sources([source], apart=True).failed
    study.undo()
    study.import_sources([source], apart=True)
    assert study.ids() == ["both-1", "both-2"]
    assert [path.name for path in study.layout.sources.iterdir()] == ["both.txt"]
    assert study.transcript("both-2").text.startswith("Who came?")
    again = study.import_sources([source], apart=True)
    assert (again.arrived, again.failed) == ([], False)
    study.undo()
    assert study.ids() == []
    assert not list(study.layout.sources.iterdir())


def test_a_study_does_not_take_in_its_own_files(study: Study) -> None:
    write(study.layout.root / "inbox" / "one.txt")
    study.import_sources([study.layout.root])
    assert study.ids() == ["one"]
    before = contents(study.layout.root)
    result = study.import_sources([study.layout.root])
    assert (result.unchanged, result.failed) == (["one"], False)
    assert contents(study.layout.root) == before


@pytest.mark.skipif(os.name == "nt", reason="names are always text there")
def test_a_name_that_is_no_text_gets_in(study: Study, tmp_path: Path) -> None:
    source = Path(os.fsdecode(os.fsencode(str(tmp_path)) + b"/caf\xe9.txt"))
    try:
        source.write_text(TALK, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    result = study.import_sources([source])
    assert [row.source for row in result.arrived] == ["caf?.txt"]
    assert study.transcript(study.ids()[0]).source == "caf?.txt"


def test_what_a_mac_leaves_beside_files_is_no_log(study: Study, tmp_path: Path) -> None:
    study.import_sources([write(tmp_path / "one.txt")])
    (study.layout.log / "._ana.desk.jsonl").write_bytes(b"\x00\x05\x16\x07")
    again = Study.open(study.layout.root)
    assert again.problems == []
    assert len(again.state.events) == 1


def test_interviews_with_one_guide_and_one_file_name_are_different_sources(
    study: Study, tmp_path: Path
) -> None:
    guide = [
        "What changed for you?",
        "What made the difference, would you say?",
        "Who else was there with you?",
    ]
    for site, answers in (("north", "the bus was cut"), ("south", "we had our own office")):
        said = [
            f"Interviewer: {question}\nAna: Well, {answers} in year {n}." for n, question in enumerate(guide)
        ]
        assert not study.import_sources([write(tmp_path / site / "one.txt", "\n".join(said) + "\n")]).failed
    assert study.ids() == ["one", "one-2"]


def test_a_codebook_that_lies_with_the_sources_is_told_of(tmp_path: Path, study: Study) -> None:
    write(tmp_path / "in" / "one.txt", "Q: Why?\nAna: It was near.\n")
    write(tmp_path / "in" / "codebook.yaml", "title: Another\ncodes: []\n")
    result = study.import_sources([tmp_path / "in"])
    assert [row.transcript for row in result.arrived] == ["one"]
    assert "the study keeps its own" in "\n".join(map(str, result.problems))


def test_the_same_words_in_two_formats_are_told_of_and_come_in(study: Study, tmp_path: Path) -> None:
    table = "speaker,text\n" + "".join(
        f'{name},"{words}"\n' for name, words in (line.split(": ", 1) for line in TALK.splitlines() if line)
    )
    first = study.import_sources([write(tmp_path / "talk.txt")])
    again = study.import_sources([write(tmp_path / "table.csv", table)])
    assert [one.sha for one in again.arrived] == [one.sha for one in first.arrived]
    (told,) = (one for one in again.problems if "very words" in one.message)
    assert "“talk”" in told.message
    assert told.severity == "warning"
    assert "undo" in told.hint
    assert len(study.ids()) == 2
    batch = [
        write(tmp_path / f"{name}.txt", TALK.replace("we", "they") + "\n" * at)
        for at, name in enumerate("ab")
    ]
    assert "“a”" in study.import_sources(batch).problems[-1].message
