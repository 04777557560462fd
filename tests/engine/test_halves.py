"""A mechanism's resource and reasoning, where the words keep them apart."""

from __future__ import annotations

import pytest

from realist_eval.engine.halves import halves
from realist_eval.engine.lexicon import load_lexicon
from realist_eval.model import Span


@pytest.mark.parametrize(
    ("said", "resource", "reasoning"),
    [
        ("having somebody to ring made us feel safe", "having somebody to ring", "us feel safe"),
        (
            "the open meetings, which made people trust the board",
            "the open meetings",
            "people trust the board",
        ),
        ("they published every cost so we trusted them", "they published every cost", "we trusted them"),
        ("because they gave us the keys, we felt trusted", "they gave us the keys", "we felt trusted"),
        ("we trusted them because they gave us the keys", "they gave us the keys", "we trusted them"),
        ("having a desk there made me feel welcome", "having a desk there", "me feel welcome"),
        ("once they could picture me they trusted me", "they could picture me", "they trusted me"),
        (
            "they lent us the hall, so people decided to stay",
            "they lent us the hall",
            "people decided to stay",
        ),
    ],
)
def test_kept_apart(said: str, resource: str, reasoning: str) -> None:
    text = f"Well, {said}. Yes."
    found = halves(text, Span(6, 6 + len(said)), load_lexicon())
    assert found is not None
    assert [text[part.start : part.end] for part in found] == [resource, reasoning]


def test_one_half_may_stand_beyond_the_coded_words_but_not_beyond_the_sentence() -> None:
    text = "They gave us a number to ring. We felt safe, because she gave me her number, and we rang."
    coded = Span(text.index("We felt"), text.index("safe") + 4)
    found = halves(text, coded, load_lexicon())
    assert found is not None
    assert [text[part.start : part.end] for part in found] == ["she gave me her number", "We felt safe"]
    assert halves(text, Span(0, 29), load_lexicon()) is None


def test_the_codebook_s_own_word_for_the_resource_is_an_offer() -> None:
    text = "The supervision was every month, so we decided to take the harder ones."
    coded = Span(text.index("we decided"), text.index("to take"))
    assert halves(text, coded, load_lexicon()) is None
    found = halves(text, coded, load_lexicon(), frozenset(("supervis",)))
    assert found is not None
    assert text[slice(*found[0])] == "The supervision was every month"


@pytest.mark.parametrize(
    "said",
    [
        "we trusted them",
        "the new office made us late",
        "made us feel safe",
        "a woman came and I learned her name",
        "they felt it was open so we stayed",
        "it rained every day, so we thought of leaving early",  # nothing is offered
        "I think because they gave us the keys it worked",  # a way to speak
        "you know when they gave us the keys I was there",
        "he believes in God when he dies",
        "",
    ],
)
def test_not_kept_apart(said: str) -> None:
    assert halves(said, Span(0, len(said)), load_lexicon()) is None
