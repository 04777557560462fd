"""participants.csv joined by file and label."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from realist_eval.errors import SourceError
from realist_eval.importer import join_participants, read_participants, read_text
from realist_eval.model import Transcript


@pytest.fixture
def interview() -> Transcript:
    text = "Interviewer: How did it start?\nAnn Field: Slowly.\nInterviewer: Why?\nAnn Field: No idea.\n"
    return replace(read_text(text, "site-a-1").transcript, source="site-a-1.docx")


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "participants.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_facts_reach_the_speaker(tmp_path: Path, interview: Transcript) -> None:
    path = table(
        tmp_path,
        "speaker,source,pseudonym,role,case,setting\nann field,site-a-1.docx,Nurse 2,nurse,Site A,ward\n",
    )
    (joined,), problems = join_participants([interview], read_participants(path))
    speaker = joined.speaker("Ann Field")
    assert speaker is not None
    assert (speaker.pseudonym, speaker.role, speaker.case) == ("Nurse 2", "nurse", "Site A")
    assert speaker.attributes == {"setting": "ward"}
    assert not problems
    assert joined.text == interview.text


def test_semicolons_and_other_headings_are_understood(tmp_path: Path, interview: Transcript) -> None:
    path = table(tmp_path, "\ufeffParticipant;File;Role\nAnn Field;site-a-1;nurse\n")
    (joined,), _ = join_participants([interview], read_participants(path))
    assert joined.speakers[1].role == "nurse"


def test_a_row_without_a_source_is_for_every_source(tmp_path: Path, interview: Transcript) -> None:
    path = table(tmp_path, "speaker,source,role\nAnn Field,,nurse\nAnn Field,site-b,cook\n")
    other = replace(interview, id="site-b", source="site-b.txt")
    joined, _ = join_participants([interview, other], read_participants(path))
    assert [each.speakers[1].role for each in joined] == ["nurse", "cook"]


def test_a_row_without_a_speaker_is_about_the_source(tmp_path: Path, interview: Transcript) -> None:
    path = table(tmp_path, "speaker,source,case\n,site-a-1.docx,Site A\nAnn Field,site-a-1,\n")
    (joined,), _ = join_participants([interview], read_participants(path))
    assert joined.case == "Site A"
    assert {speaker.case for speaker in joined.speakers} == {"Site A"}


def test_the_part_can_be_set_and_turns_follow(tmp_path: Path, interview: Transcript) -> None:
    path = table(tmp_path, "speaker,part\nAnn Field,other\n")
    (joined,), _ = join_participants([interview], read_participants(path))
    assert joined.turns[1].part == "other"


def test_unknown_people_and_sources_are_listed_with_the_nearest(
    tmp_path: Path, interview: Transcript
) -> None:
    path = table(tmp_path, "speaker,source\nAnn Feild,site-a-1\nAnn Field,site-a-l.docx\n")
    _, problems = join_participants([interview], read_participants(path))
    said = {problem.line: f"{problem.message} {problem.hint}" for problem in problems}
    assert "Ann Feild" in said[2]
    assert "“Ann Field”" in said[2]
    assert "site-a-l.docx" in said[3]
    assert "site-a-1.docx" in said[3]


def test_a_participant_without_a_row_is_listed(tmp_path: Path, interview: Transcript) -> None:
    path = table(tmp_path, "speaker,source\nInterviewer,site-a-1\n")
    _, problems = join_participants([interview], read_participants(path))
    assert [problem.severity for problem in problems] == ["note"]
    assert "“Ann Field”" in problems[0].message


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("role,case\nnurse,A\n", 1, "speaker"),
        ("speakr,case\nAnn,A\n", 1, "speakr"),
        ("speaker,source\nAnn,a\nann,A.docx\n", 3, "line 2"),
        ("speaker,part\nAnn,boss\n", 2, "interviewer, participant, other"),
    ],
)
def test_faults_have_a_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_participants(table(tmp_path, text))
    assert caught.value.problems[0].line == line
    assert words in str(caught.value)


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="was not found"):
        read_participants(tmp_path / "participants.csv")
