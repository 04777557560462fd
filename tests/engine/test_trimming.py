"""What is suggested neither begins nor ends in a transcriber's mark, with punctuation or with a filler."""

from __future__ import annotations

import pytest

from realist_eval.engine import CausationCoder
from realist_eval.model import Code, Codebook, Suggestions, Transcript, Turn

CODES = (
    Code("ctx.cold", "context", "Cold rooms", "The rooms were cold, nobody mended the heating."),
    Code("mec.trust", "mechanism", "Trust", "People trust the lead and feel safe."),
    Code("out.stay", "outcome", "Staying", "People stay longer, come back and join in."),
)


def suggest(text: str) -> Suggestions:
    coder = CausationCoder()
    ((made, digest),) = coder.digest([Transcript("t", text, (Turn(1, 0, len(text), "Ana"),))])
    return coder.suggest(made, digest, Codebook("B", CODES))


def quoted(text: str) -> list[str]:
    """The words of all codings, and of both sides of all claims."""
    made = suggest(text)
    spans = [coding.span for coding in made.codings]
    spans += [side for claim in made.claims for side in (claim.cause, claim.effect)]
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    "text",
    [
        "We left. [laughs] It was very cold in the rooms because nobody mended the heating.",
        "It was fine. [door slams] The rooms were cold, so the people left. [pause]",
        "The rooms were cold so, um, [inaudible] the people left (laughter). Nobody trusted the lead.",
        "[Respondent 2] The rooms were cold, so the people left. [...] We came because they did.",
    ],
)
def test_marks_are_neither_begun_nor_ended_in(text: str) -> None:
    found = quoted(text)
    assert found
    for words in found:
        assert words[0] not in "[(,.", words
        assert words[-1] not in "[(,.", words
        assert words.count("[") == words.count("]"), words
        assert words.count("(") == words.count(")"), words
        assert not words.startswith(("laughs", "pause", "inaudible", "Respondent 2", "door"))


def test_what_an_editor_put_in_stays_whole() -> None:
    text = "People stayed because [the lead] made them feel safe."
    found = quoted(text)
    assert "[the lead] made them feel safe" in found
    assert all(words.count("[") == words.count("]") for words in found)


def test_fillers_go_and_words_that_look_like_them_stay() -> None:
    text = "Um, you know, the rooms were cold because, er, nobody mended the heating."
    claim = suggest(text).claims[0]
    assert text[slice(*claim.effect)] == "the rooms were cold"
    assert text[slice(*claim.cause)] == "nobody mended the heating"
    text = "So many people came because well trained staff were there."
    claim = suggest(text).claims[0]
    assert text[slice(*claim.effect)] == "So many people came"
    assert text[slice(*claim.cause)].startswith("well trained staff")
