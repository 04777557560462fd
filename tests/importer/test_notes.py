"""Transcribers' marks stay and are noted; times leave the words for the turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.importer import read_text
from realist_eval.importer.notes import marks, without_times


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("[00:12:33] We began.", "We began.", 753.0, None),
        ("We began. [00:12:33]", "We began.", None, 753.0),
        ("(00:12) We began.", "We began.", 12.0, None),
        ("We began. #00:01:23-4#", "We began.", None, 83.0),
        ("00:00:10:12 We began.", "We began.", 10.48, None),
        ("We [00:01:00] began.", "We began.", 60.0, None),
        ("00:01:02 We began.", "We began.", 62.0, None),
        ("[00:01 - 00:07] We began.", "We began.", 1.0, 7.0),
        ("<00:12> We began.", "We began.", 12.0, None),
    ],
)
def test_times_leave_the_words(text: str, words: str, start: float | None, end: float | None) -> None:
    assert without_times(text) == (words, start, end)


@pytest.mark.parametrize(
    "text", ["We left at 17:30.", "It was 3:1 for us.", "[inaudible 00:12] yes", "John 3:16 says so"]
)
def test_times_that_are_words_stay(text: str) -> None:
    assert without_times(text) == (text, None, None)


@pytest.mark.parametrize(
    "mark",
    [
        "[laughs]",
        "[inaudible 00:12]",
        "<overlap>",
        "</overlap>",
        "((coughs))",
        "(laughing)",
        "(inaudible)",
        "[...]",
        "♪♪♪",
    ],
)
def test_marks_are_noted(mark: str) -> None:
    (note,) = marks(f"Well {mark} yes.")
    assert note.text == mark
    assert (note.start, note.end) == (5, 5 + len(mark))


def test_plain_brackets_are_words() -> None:
    assert not list(marks("The council (that is, the old one) said a < b."))


def test_marks_stay_in_the_text_of_the_transcript() -> None:
    transcript = read_text("Ann: So? [laughs]\nBob: [inaudible 00:12] yes.\nAnn: Ok.\nBob: Yes.\n").transcript
    assert transcript.text.startswith("So? [laughs]\n[inaudible 00:12] yes.")
    assert [transcript.text[note.start : note.end] for note in transcript.notes] == [
        "[laughs]",
        "[inaudible 00:12]",
    ]


def test_times_inside_a_turn_become_times_of_the_turn() -> None:
    transcript = read_text("Ann: [00:01] So?\nBob: Yes. [00:09]\nAnn: Ok.\nBob: Yes.\n").transcript
    assert transcript.text == "So?\nYes.\nOk.\nYes."
    assert (transcript.turns[0].start_time, transcript.turns[1].end_time) == (1.0, 9.0)


@given(st.text(alphabet="ab [](){}<>:0123456789#-.\n", max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    words, _, _ = without_times(text)
    for note in marks(words):
        assert words[note.start : note.end] == note.text
