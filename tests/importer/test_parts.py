"""Who asks and who answers, with a reason."""

from __future__ import annotations

import pytest

from realist_eval.importer import Profile, read_text
from realist_eval.importer.parts import parts_of


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("Interviewer", "interviewer"),
        ("INT", "interviewer"),
        ("Moderator 2", "interviewer"),
        ("Intervistatrice", "interviewer"),
        ("Entrevistador", "interviewer"),
        ("Enquêteur", "interviewer"),
        ("访谈者", "interviewer"),
        ("Respondent 3", "participant"),
        ("P3 (female)", "participant"),
        ("Unknown Speaker", "other"),
        ("Interpreter", "other"),
    ],
)
def test_words_of_the_label(label: str, part: str) -> None:
    found, reason = parts_of([(label, "Hello."), ("Ann", "Yes.")])[label]
    assert found == part
    assert reason


def test_i_and_q_ask() -> None:
    assert parts_of([("I", "So."), ("R", "Yes.")])["I"][0] == "interviewer"
    assert parts_of([("Q", "So."), ("A", "Yes.")])["Q"][0] == "interviewer"


def test_the_one_who_asks_and_says_less_is_the_interviewer() -> None:
    said = [("Ann", "How did it start?"), ("Bob", "Slowly, there were only three of us at the time.")] * 3
    parts = parts_of(said)
    assert parts["Ann"][0] == "interviewer"
    assert "asks in 100% of turns" in parts["Ann"][1]
    assert parts["Bob"][0] == "participant"


def test_nobody_is_the_interviewer_where_nobody_asks() -> None:
    parts = parts_of([("Ann", "We came in May."), ("Bob", "So did we.")] * 3)
    assert {part for part, _ in parts.values()} == {"participant"}


def test_the_head_of_the_file_may_say_it() -> None:
    parts = parts_of([("Ann Field", "Hello."), ("Bob Day", "Why?")] * 3, ["Interviewer is Ann Field."])
    assert parts["Ann Field"] == ("interviewer", "the head of the file says so")


def test_the_key_of_the_head_may_say_it() -> None:
    assert parts_of([("JB", "Hello."), ("TF", "Yes.")], key={"JB": "Researcher"})["JB"][0] == "interviewer"


def test_parts_can_be_set_and_turns_follow() -> None:
    text = "Ann: How did it start?\nBob: Slowly, and then it grew.\n" * 3
    transcript = read_text(
        text, profile=Profile(parts={"Bob": "interviewer", "Ann": "participant"})
    ).transcript
    assert {turn.speaker: turn.part for turn in transcript.turns} == {
        "Ann": "participant",
        "Bob": "interviewer",
    }
    assert transcript.speakers[0].reason == "as set"


def test_an_interview_without_an_interviewer_is_a_question() -> None:
    reading = read_text("Ann: We came in May.\nBob: So did we all.\n" * 3)
    assert any(
        "interviewer" in problem.message and problem.severity == "question" for problem in reading.problems
    )
