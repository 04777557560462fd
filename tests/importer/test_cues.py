from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Script
from realist_eval.importer.readers.cues import read_cues
from realist_eval.importer.source_file import SourceFile


def read(text: str, name: str = "talk.vtt") -> Script:
    return read_cues(SourceFile.of(Path(name), text.encode()), Profile())


def said(script: Script) -> list[tuple[str | None, str]]:
    return [(utterance.speaker, utterance.text) for utterance in script.utterances]


def test_voices_closed_unclosed_with_class_and_odd_names():
    script = read(
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Speaker, First (Student)>Hello\nthere.</v>\n\n"
        "2\n00:00:02.000 --> 00:00:03.000\n<v.first.loud Ana O&amp;B>Yes\n\n"
        "3\n00:00:03.000 --> 00:00:04.000\n<v Ana>One. <v Ben>Two.\n"
    )
    assert said(script) == [
        ("Speaker, First (Student)", "Hello there."),
        ("Ana O&B", "Yes"),
        ("Ana", "One."),
        ("Ben", "Two."),
    ]
    assert script.convention == "WebVTT voice tags"
    assert script.utterances[0].start_time == 1.0
    assert script.utterances[0].number == 4


def test_blocks_that_are_no_speech_are_left_out():
    script = read(
        "WEBVTT - a title\nKind: captions\nLanguage: en\n\nNOTE made by a machine\nand checked\n\n"
        "STYLE\n::cue { color: red }\n\nREGION\nid:fred\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start position:0%\nHello\n\n"
        "NOTE Confidence: 0.8\n\n00:02.000 --> 00:03.000\nNOTE that I said this\n"
    )
    assert said(script) == [(None, "Hello"), (None, "NOTE that I said this")]


@pytest.mark.parametrize(
    "times",
    [
        "00:00:01.000 --> 00:00:02.000",
        "0:0:1.0 --> 0:0:2.0",
        "00:01,000 --> 00:02,000",
        "00:00:01.000-->00:00:02.000",
    ],
)
def test_times_in_every_spelling(times):
    utterance = read(f"{times}\nHello\n").utterances[0]
    assert (utterance.start_time, utterance.end_time, utterance.text) == (1.0, 2.0, "Hello")


def test_negative_times_count_as_the_start():
    assert [u.start_time for u in read("WEBVTT\n\n-00:00:01.250 --> 00:00:02.000\nHello\n").utterances] == [
        0.0
    ]


def test_automatic_captions_that_roll_up_say_each_line_once():
    script = read(
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n \nso<00:00:00.500><c> welcome</c>\n\n"
        "00:00:02.000 --> 00:00:02.010\nso welcome\n \n\n"
        "00:00:02.010 --> 00:00:04.000\nso welcome\nto<00:00:03.000><c> the show</c>\n\n"
        "00:00:04.000 --> 00:00:04.010\nto the show\n \n\n"
        "00:00:04.010 --> 00:00:06.000\nto the show\nyes<00:00:05.000><c> yes</c>\n"
    )
    assert [text for _, text in said(script)] == ["so welcome", "to the show", "yes yes"]


def test_people_may_repeat_themselves():
    script = read("".join(f"00:00:0{n}.000 --> 00:00:0{n}.500\nYeah.\n\n" for n in range(9)))
    assert len(script.utterances) == 9


def test_ids_tell_which_cues_go_on():
    uuid = "fbbdef90-042d-4d6b-86d5-8c9c38e7021c"
    parts = ["9-0", "9-1", "12-0", "9-2"]
    body = "".join(
        f"{uuid}/{part}\n00:00:0{n}.000 --> 00:00:0{n}.900\nwords\n\n" for n, part in enumerate(parts)
    )
    assert [u.continues for u in read("WEBVTT\n\n" + body).utterances] == [False, True, False, False]


def test_a_name_in_the_id_of_a_cue_is_its_speaker():
    script = read(
        'WEBVTT\n\n1 "Ann Lee" (123)\n00:00:01.000 --> 00:00:02.000\nHello\n\n'
        '2 "Bob" (9)\n00:00:02.000 --> 00:00:03.000\nHi\n'
    )
    assert said(script) == [("Ann Lee", "Hello"), ("Bob", "Hi")]


def test_subrip_without_blank_lines_and_with_blank_lines_inside():
    script = read(
        "1\n00:00:01,000 --> 00:00:02,000\nHello\n2\n00:00:02,000 --> 00:00:03,000\nfirst\n\nsecond\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\n>> {\\an8}<i>What?</i> &lt;3 <laughs>\n",
        "talk.srt",
    )
    assert [text for _, text in said(script)] == ["Hello", "first second", ">> What? <3 <laughs>"]


def test_two_labels_in_one_cue_are_two_utterances_and_wrapped_lines_are_one():
    script = read(
        "00:00:01.000 --> 00:00:02.000\nAnn: Hi.\nBob: Ho.\n\n"
        "00:00:02.000 --> 00:00:03.000\nAnn: I went\nto town.\n"
    )
    assert [text for _, text in said(script)] == ["Ann: Hi.", "Bob: Ho.", "Ann: I went to town."]


def test_jumbled_cues_come_in_order_of_time_and_overlapping_ones_stay():
    def cue(start: int) -> str:
        return f"00:00:{start:02d}.000 --> 00:00:59.000\nsaid {start}\n\n"

    assert [u.start_time for u in read("".join(map(cue, [5, 1, 7, 3, 9, 2]))).utterances] == [
        1,
        2,
        3,
        5,
        7,
        9,
    ]
    nearly = [*range(20), 18, *range(21, 30)]
    assert [u.start_time for u in read("".join(map(cue, nearly))).utterances] == nearly


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT\n\nNOTE only this\n", "just words\n"])
def test_a_file_without_cues_is_refused_with_a_hint(text):
    with pytest.raises(SourceError, match=r"holds no cues.*-->"):
        read(text)


WORDS = st.text(
    st.characters(categories=["L", "Nd"], include_characters=" ,.?!'"), min_size=1, max_size=40
).filter(lambda text: text.strip() and not text.strip().isdigit())


@given(st.lists(st.tuples(st.sampled_from(["Ana", "Ben Lee", "INT"]), WORDS), min_size=1, max_size=12))
def test_voices_come_back_as_written(turns):
    cues = [
        f"00:{n:02d}:00.000 --> 00:{n:02d}:30.000\n<v {name}>{text}</v>\n"
        for n, (name, text) in enumerate(turns)
    ]
    expected = [(name, " ".join(text.split())) for name, text in turns]
    assert said(read("WEBVTT\n\n" + "\n".join(cues))) == expected


def test_a_name_on_the_first_line_of_cues_is_the_speaker():
    names = ["Ann Lee", "Bob Ray"] * 3
    text = "\n".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{name}\nWell {n}\nand so.\n"
        for n, name in enumerate(names, 1)
    )
    assert said(read(text, "talk.srt"))[:2] == [("Ann Lee", "Well 1 and so."), ("Bob Ray", "Well 2 and so.")]
