"""Files to readings: what is found, refused, split and continued."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest

from realist_eval.errors import InputError, SourceError
from realist_eval.importer import (
    SUFFIXES,
    Profile,
    continuations,
    find_sources,
    interviews_in,
    read_file,
    read_text,
    split,
)
from realist_eval.pipeline import read_all

TALK = "INT: How did it start?\nR1: Slowly.\nINT: Why?\nR1: No idea.\n"


def test_a_file_is_read_with_its_origin(tmp_path: Path) -> None:
    path = tmp_path / "Site A, interview 1.txt"
    path.write_bytes(TALK.encode())
    reading = read_file(path)
    transcript = reading.transcript
    assert (reading.format, transcript.source, transcript.reader) == ("txt", path.name, "txt 1")
    assert transcript.id == "Site-A-interview-1"
    assert transcript.source_sha == "".join(
        f"{byte:02x}" for byte in __import__("hashlib").sha256(TALK.encode()).digest()
    )
    assert transcript.convention == "name and colon"
    assert "INT" in reading.why
    assert transcript.language == "en"


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TALK, encoding="utf-8")
    assert read_file(path) == read_file(path)


def test_problems_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Date: 3 May\n\n{TALK}", encoding="utf-8")
    (note,) = read_file(path).problems
    assert (note.file, note.line) == (str(path), 1)


@pytest.mark.parametrize("content", [b"", b"   \n\n", b"Date: 3 May 2020\n\x0c\n"])
def test_a_file_without_words_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    if content.startswith(b"Date"):
        assert read_file(path).transcript.turns  # a line is a line where nothing else stands
        return
    with pytest.raises(SourceError):
        read_file(path)


def test_a_kind_nobody_reads_is_refused_with_the_kinds_that_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text("hello there", encoding="utf-8")
    with pytest.raises(SourceError, match="docx"):
        read_file(path)


def test_old_encodings_are_read_and_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(
        "INT: Où était-ce ?\nR1: À l’école, près du café.\nINT: Où ?\nR1: Là.\n".encode("cp1252")
    )
    assert "près du café" in read_file(path, Profile(encoding="cp1252")).transcript.text


def test_folders_are_opened_and_sorted(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.docx",
        ".hidden.txt",
        "~$a.docx",
        "picture.png",
        "participants.csv",
        "README.md",
    ):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.vtt").write_text("x", encoding="utf-8")
    found = find_sources([tmp_path, tmp_path / "b.txt"])
    assert [path.name for path in found] == ["a.docx", "b.txt", "c.vtt"]


def test_missing_files_and_empty_folders_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError) as caught:
        find_sources([tmp_path / "empty", tmp_path / "gone.txt"])
    assert len(caught.value.problems) == 2


def test_the_kinds_of_the_plan_are_known() -> None:
    assert {
        ".docx",
        ".odt",
        ".rtf",
        ".txt",
        ".md",
        ".pdf",
        ".vtt",
        ".srt",
        ".csv",
        ".xlsx",
        ".json",
    } <= SUFFIXES


def test_several_interviews_in_one_file_can_be_split() -> None:
    text = f"# Interview 1\n\n{TALK}\n# Interview 2\n\nINT: Hello?\nR2: [laughs] Yes.\n"
    reading = read_text(text, "both")
    assert [n for n, _ in interviews_in(reading)] == [1, 5]
    first, second = split(reading)
    assert (first.id, second.id) == ("both-1", "both-2")
    assert second.text == "Hello?\n[laughs] Yes."
    assert [speaker.label for speaker in second.speakers] == ["INT", "R2"]
    assert [second.quote(turn) for turn in second.turns] == ["Hello?", "[laughs] Yes."]
    assert [turn.n for turn in second.turns] == [1, 2]
    assert second.text[second.notes[0].start : second.notes[0].end] == "[laughs]"


def test_one_interview_stays_whole() -> None:
    reading = read_text(f"# Interview 1\n\n{TALK}")
    assert split(reading) == [reading.transcript]


def test_an_interrupted_turn_is_continued() -> None:
    text = "R1: We came because we\nINT: Mm.\nR1: had no other way.\nINT: And then?\nR1: Then it grew.\n"
    transcript = read_text(text).transcript
    assert continuations(transcript) == {3: 1}


def test_adjacent_turns_of_one_speaker_are_continued() -> None:
    assert continuations(read_text("R1: We came.\nR1: In May.\nINT: Oh?\nR1: Yes.\n").transcript) == {2: 1}


def test_a_profile_survives_its_dictionary() -> None:
    profile = Profile(
        label=r"(\w+):", speakers={"A": "Ann"}, parts={"Ann": "other"}, kind="interview", encoding="cp1252"
    )
    assert Profile.from_dict(profile.to_dict()) == profile
    assert Profile.from_dict({}) == Profile()
    assert not Profile()


def test_faults_of_a_profile_come_all_at_once_with_the_nearest_word() -> None:
    with pytest.raises(InputError) as caught:
        Profile.from_dict(
            {
                "encodng": "x",
                "kind": "interveiw",
                "parts": {"A": "boss"},
                "columns": {"speeker": "2"},
                "label": "(",
            },
            "study.yaml",
        )
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 5
    assert any("“encoding”" in each for each in said)
    assert any("“interview”" in each for each in said)
    assert any("“speaker”" in each for each in said)
    assert all(each.startswith("study.yaml") for each in said)


def test_one_profile_stands_over_another() -> None:
    over = Profile(kind="interview", speakers={"A": "Ann"}).over(
        Profile(encoding="cp1252", speakers={"B": "Bob"})
    )
    assert over == Profile(kind="interview", encoding="cp1252", speakers={"A": "Ann", "B": "Bob"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "INT: Come è iniziato il progetto, secondo lei?\nR1: È iniziato nel quartiere.\n",
            "it",
        ),
        (
            "INT: Wie hat das Projekt angefangen?\nR1: Es hat langsam angefangen, wir waren nur drei.\n",
            "de",
        ),
        ("INT: How did it start?\nR1: Slowly.\n", "en"),
    ],
)
def test_language_is_told(text: str, code: str) -> None:
    assert read_text(text * 2).transcript.language == code


def test_language_can_be_set() -> None:
    assert read_text(TALK, profile=Profile(language="cy")).transcript.language == "cy"


def test_paths_may_be_text(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("INT: How so?\nP1: Because.\n", encoding="utf-8")
    assert read_file(str(path)).transcript == read_file(path).transcript
    assert [one.id for one in read_all([str(tmp_path)]).transcripts] == ["one"]
    with pytest.raises(SourceError, match="was not found"):
        read_file("nowhere.txt")


def test_an_id_is_the_same_in_both_forms_of_an_accent(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        path = tmp_path / f"{normalize(form, 'Entrevue é')}.txt"
        path.write_text(TALK, encoding="utf-8")
        assert read_file(path).transcript.id == "Entrevue-é"


def test_what_is_said_of_somebody_who_does_not_speak_is_said_to_be_so() -> None:
    profile = Profile(
        speakers={"R1": "Ann"}, parts={"Zed": "interviewer", "INT": "other"}, roles={"Ann": "cook"}
    )
    messages = [problem.message for problem in read_text(TALK, profile=profile).problems]
    assert [one for one in messages if "no speaker here" in one] == [
        "“Zed” of the reading profile is no speaker here."
    ]
