from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.errors import SourceError
from realist_eval.importer.assemble import assemble
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Script
from realist_eval.importer.readers.chat import read_chat
from realist_eval.importer.source_file import SourceFile
from realist_eval.importer.turns import tell_script

TALK = (
    "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tPAR Participant,\n\tINV Jane Investigator\n"
    "@ID:\teng|x|PAR|||||Participant|||\n"
    "*INV:\ttell me about it . \x150_1500\x15\n%mor:\tv|tell pro|me\n%gra:\t1|2|X\n\t2|0|ROOT\n"
    "*PAR:\twell &-um I was there\n\tfor a year (.) and so on . \x151600_4200\x15\n"
    "@Comment:\tthe phone rings\n*PAR:\t0 .\n*INV:\txxx .\n@End\n"
)


def read(text: str) -> Script:
    return read_chat(SourceFile.of(Path("talk.cha"), text.encode()), Profile())


def test_main_lines_are_utterances_and_other_lines_are_not():
    script = read(TALK)
    assert [(u.speaker, u.text, u.start_time, u.end_time, u.number) for u in script.utterances[:2]] == [
        ("INV", "tell me about it .", 0.0, 1.5, 7),
        ("PAR", "well &-um I was there for a year (.) and so on .", 1.6, 4.2, 11),
    ]
    assert [u.speaker for u in script.utterances] == ["INV", "PAR", "PAR", "INV"]
    assert not script.problems


def test_a_file_without_its_end_is_read_with_a_warning():
    script = read("@Begin\n*CHI:\tmore milk .\n")
    assert [u.text for u in script.utterances] == ["more milk ."]
    assert "no @End" in script.problems[0].message


def test_where_only_some_lines_have_times_one_speaker_goes_on():
    script = read("@Begin\n*INV:\tso . \x150_900\x15\n*INV:\tand then ?\n*PAR:\tyes .\n@End\n")
    assert [u.continues for u in script.utterances] == [False, True, False]


@pytest.mark.parametrize("text", ["@Begin\n@End\n", "*:\tx\n", "%mor:\tn|x\n", "*CHI:\t\n@End\n"])
def test_a_file_in_which_nobody_speaks_is_refused(text):
    with pytest.raises(SourceError, match="no lines of speech"):
        read(text)


WORDS = st.text(st.characters(categories=["L"], include_characters=" ,'"), min_size=1, max_size=50)
TURNS = st.lists(
    st.tuples(
        st.sampled_from(["INV", "PAR", "CHI"]), WORDS.filter(lambda words: any(map(str.isalpha, words)))
    ),
    min_size=1,
    max_size=12,
)


@given(TURNS)
def test_utterances_come_back_as_written(turns):
    lines = [
        f"*{who}:\t{words} . \x15{n * 1000}_{n * 1000 + 900}\x15\n" for n, (who, words) in enumerate(turns)
    ]
    script = read("@UTF8\n@Begin\n" + "".join(lines) + "@End\n")
    expected = [(who, " ".join(f"{words} .".split()), float(n)) for n, (who, words) in enumerate(turns)]
    assert [(u.speaker, u.text, u.start_time) for u in script.utterances if u.text != "."] == [
        turn for turn in expected if turn[1] != "."
    ]


def test_investigators_ask():
    talk = "@Begin\n@Participants:\tMOT Ann Mother, EXP Experimenter, XYZ Jane Investigator\n"
    talk += "*EXP:\tlook here .\n*MOT:\twhy ?\n*XYZ:\tso .\n@End\n"
    assert dict(read(talk).key) == {"MOT": "Ann Mother", "EXP": "Experimenter", "XYZ": "Jane Investigator"}
    told = tell_script(read(talk), Profile())
    parts = {each.label: each.part for each in assemble(told, "talk", Profile(), spoken=True).speakers}
    assert parts == {"EXP": "interviewer", "MOT": "participant", "XYZ": "interviewer"}
