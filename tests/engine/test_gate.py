"""The gate: which turns are worth a parse."""

from __future__ import annotations

import pytest

from realist_eval.engine.gate import marked, substantial
from realist_eval.engine.parse import parse_transcripts
from realist_eval.model import Transcript, Turn


def script(*said: str, part: str = "participant") -> Transcript:
    turns, start = [], 0
    for number, text in enumerate(said, 1):
        turns.append(Turn(number, start, start + len(text), part=part))  # type: ignore[arg-type]
        start += len(text) + 1
    return Transcript("t", "\n".join(said), tuple(turns))


@pytest.mark.parametrize(
    ("said", "kept"),
    [("Yeah.", False), ("Right, okay then.", False), ("We had a plan there.", True), ("", False)],
)
def test_a_few_words_are_not_worth_a_parse(said, kept):
    one = script(said)
    assert substantial(one, one.turns[0]) is kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("We came because they listened to us.", True),
        ("That’s why we all left so early.", True),
        ("They were enabling us to speak up.", True),
        ("It led straight to another closure.", True),
        ("My office is on the second floor.", False),
        ("The becauses of this are many here.", False),
    ],
)
def test_a_causal_word_opens_the_gate(said, kept):
    one = script(said)
    assert marked()(one, one.turns[0]) is kept


def test_what_is_taken_up_in_the_next_turn_is_kept():
    two = script("My office is on the second floor.", "As a result nobody ever comes by.")
    assert [marked()(two, turn) for turn in two.turns] == [True, True]


def test_an_interviewer_stays_out_whatever_is_said():
    one = script("Was that because of the funding, do you think?", part="interviewer")
    assert not marked()(one, one.turns[0])


def test_what_the_gate_leaves_out_is_not_parsed():
    two = script("Yeah.", "We came because they listened.")
    (parsed,) = parse_transcripts([two], wanted=substantial)
    assert {sentence.turn for sentence in parsed.sentences} == {2}
