"""The bundled study, in every format in which it comes, is read into the turns that were written."""

import pytest

from realist_eval.bundled import sample_study
from realist_eval.importer import find_sources, read_file

EXPECTED = {  # file: (turns, speakers, kind)
    "focus-group-1-harrowby.docx": (
        111,
        {"Moderator", "Jean", "Bill", "Sandra", "Keith", "Marjorie"},
        "focus_group",
    ),
    "focus-group-2-staff-and-volunteers.txt": (
        108,
        {"Facilitator", "FARRAH", "MANDY", "ALAN", "COLIN", "PRIYA", "ROSA"},
        "focus_group",
    ),
    "interview-1-link-worker.docx": (50, {"Interviewer", "Ros"}, "interview"),
    "interview-2-library-manager.odt": (52, {"I", "P"}, "interview"),
    "interview-3-volunteer.txt": (55, {"INT", "VOL"}, "interview"),
    "interview-4-practice-manager.md": (48, {"Interviewer", "Practice manager"}, "interview"),
    "interview-5-participant.vtt": (50, {"Interviewer", "Amina"}, "interview"),
    "interview-6-commissioner.srt": (55, {"Interviewer", "Commissioner"}, "interview"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_file_is_read_into_its_turns(name: str) -> None:
    transcript = read_file(sample_study() / name).transcript
    turns, speakers, kind = EXPECTED[name]
    assert {turn.speaker for turn in transcript.turns} == speakers
    assert (len(transcript.turns), transcript.kind) == (turns, kind)
    askers = {speaker.label for speaker in transcript.speakers if speaker.part == "interviewer"}
    assert askers <= {"Interviewer", "Moderator", "Facilitator", "I", "INT"}
    assert askers


def test_a_folder_gives_its_transcripts_and_not_what_lies_beside_them() -> None:
    assert [path.name for path in find_sources([sample_study()])] == sorted(EXPECTED)
