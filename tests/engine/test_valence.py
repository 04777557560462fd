"""Whether elements help, hinder, came about, or were only meant."""

from __future__ import annotations

import pytest

from realist_eval.engine.suggester import CausationCoder
from realist_eval.engine.valence import CLOSE, polarity_of, valence_of
from realist_eval.engine.weights import load_weights
from realist_eval.model import VALENCES, Coding, Transcript, Turn


def scores_of(text: str, words: str) -> object:
    """The scores of the candidate that is exactly these words."""
    coder = CausationCoder()
    transcript = Transcript("t", text, (Turn(1, 0, len(text)),))
    from realist_eval.engine.digest import read_digest

    _, data = next(iter(coder.digest([transcript])))
    digest = read_digest(data, len(coder.weights.candidates.columns))
    start = text.index(words)
    for place, (first, last) in enumerate(digest.places[:, :2].tolist()):
        if (first, last) == (start, start + len(words)):
            return digest.scores[place]
    raise AssertionError(f"“{words}” is no candidate")


def outcome(text: str, words: str, expected: str = "") -> str:
    return valence_of(
        scores_of(text, words), "outcome", expected, VALENCES["outcome"], load_weights(), CLOSE
    )[0]


@pytest.mark.parametrize(
    ("text", "words", "valence"),
    [
        ("The relationships have got much stronger.", "The relationships have got much stronger", "achieved"),
        ("We wanted to give people more choice.", "give people more choice", "intended"),
        ("The aim was to stop people falling ill.", "stop people falling ill", "intended"),
        ("It should be led by the users.", "It should be led by the users", "intended"),
        ("The service was never commissioned.", "The service was never commissioned", "not_achieved"),
        ("They did not get a say in anything.", "They did not get a say in anything", "not_achieved"),
    ],
)
def test_the_words_tell_what_became_of_an_outcome(text: str, words: str, valence: str) -> None:
    assert outcome(text, words) == valence


def test_a_counterfactual_takes_the_actual_world() -> None:
    assert (
        outcome("It would have fallen apart. That is what I think.", "It would have fallen apart")
        == "achieved"
    )


def test_expected_counts_where_the_words_are_silent() -> None:
    text = "It is the same as any other tender."
    assert outcome(text, "It is the same as any other tender", "not_achieved") == "not_achieved"
    assert outcome(text, "It is the same as any other tender") == "achieved"


@pytest.mark.parametrize("expected", ["hindering", "enabling"])
def test_expected_decides_for_plain_contexts(expected: str) -> None:
    scores = scores_of("There are two boards in the area.", "There are two boards in the area")
    assert valence_of(scores, "context", expected, VALENCES["context"], load_weights(), CLOSE)[0] == expected


def test_a_codebook_s_own_valences_are_kept_to() -> None:
    scores = scores_of("The service was never commissioned.", "The service was never commissioned")
    assert valence_of(scores, "outcome", "good", ("good", "bad"), load_weights(), CLOSE)[0] == "good"


def coding(kind: str, valence: str) -> Coding:
    return Coding(kind, "t", 0, 1, kind, kind, valence)


def test_polarity_is_minus_where_something_fails_or_is_held_back() -> None:
    helps, hinders = coding("mechanism", "enabling"), coding("mechanism", "hindering")
    assert polarity_of([helps, coding("outcome", "achieved")], []) == "+"
    assert polarity_of([helps, coding("outcome", "not_achieved")], []) == "-"
    assert polarity_of([hinders, coding("outcome", "intended")], []) == "-"
    assert polarity_of([coding("context", "hindering"), hinders], []) == "-"
    assert polarity_of([coding("context", "hindering"), helps], []) == "+"
