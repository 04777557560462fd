"""Claims and elements that go on over a word thrown in by somebody else."""

from __future__ import annotations

import pytest
from coders_at_work import talk
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.engine import CausationCoder
from realist_eval.model import Code, Codebook, Suggestions, Transcript

CODES = (
    Code("ctx.money", "context", "Money cut", "The council cut the budget.", indicators=("cut our budget",)),
    Code("mec.trust", "mechanism", "Trust", "People trust each other.", indicators=("trusted each other",)),
    Code(
        "out.staff",
        "outcome",
        "Staff lost",
        "Staff left the service.",
        indicators=("lost half of the staff",),
    ),
)


def suggest(transcript: Transcript) -> Suggestions:
    coder = CausationCoder()
    ((made, digest),) = coder.digest([transcript])
    return coder.suggest(made, digest, Codebook("B", CODES))


def likely(transcript: Transcript) -> list[tuple[str, str]]:
    claims = [claim for claim in suggest(transcript).claims if claim.score >= 0.5]
    return [(transcript.quote(claim.cause), transcript.quote(claim.effect)) for claim in claims]


@pytest.mark.parametrize("thrown_in", ["Mm.", "Yeah, yeah.", "[laughs]", "Right, I see.", "Mhm [nods]"])
def test_a_claim_goes_on_over_a_word_thrown_in(thrown_in: str) -> None:
    said = talk(
        "t", "Q: So?", "We lost half of the staff because", f"Q: {thrown_in}", "the council cut our budget."
    )
    assert ("the council cut our budget", "We lost half of the staff") in likely(said)


def test_an_element_cut_in_two_is_coded_turn_by_turn_as_one() -> None:
    said = talk("t", "Q: So?", "We left because the council", "Q: Mm.", "cut our budget. That was hard.")
    made = suggest(said)
    parts = [coding for coding in made.codings if coding.code == "ctx.money" and not coding.rival]
    assert said.quote(parts[0].span) == "the council"
    assert said.quote(parts[1].span) == "cut our budget"
    assert [said.turn_at(part.start).n for part in parts] == [2, 4]
    assert {part.element for part in parts} == {parts[0].id}
    assert parts[0].id != parts[1].id
    assert all("Mm" not in said.quote(coding.span) for coding in made.codings)
    assert all(
        part in {one.id for one in made.codings}
        for link in made.configurations
        for part in link.parts.values()
    )


@pytest.mark.parametrize(
    ("first", "between", "after"),
    [
        ("We lost half of the staff because.", "Q: Mm.", "The council cut our budget."),  # it had ended
        ("We lost half of the staff because", "Q: Why was that?", "the council cut our budget."),  # asked
        ("We lost half of the staff because", "Q: But you stayed on there.", "the council cut our budget."),
        ("We lost half of the staff...", "Q: Mm.", "The council cut our budget."),  # a new sentence
    ],
)
def test_what_had_ended_or_was_answered_does_not_go_on(first: str, between: str, after: str) -> None:
    said = talk("t", "Q: So?", first, between, after)
    assert not any(
        claim.cause.start > said.turns[2].start > claim.effect.end and claim.rule == "clause.because"
        for claim in suggest(said).claims
        if claim.score >= 0.5
    )
    assert not any(coding.element for coding in suggest(said).codings)


def test_it_goes_on_over_two_words_and_nothing_is_coded_twice() -> None:
    said = talk(
        "t",
        "We stayed because",
        "Q: Mm.",
        "they listened, um,",
        "Q: Yeah.",
        "they really listened to us.",
        "Q: Ok.",
        "Good.",
    )
    assert any(cause.startswith("they") and effect == "We stayed" for cause, effect in likely(said))
    places = [(coding.start, coding.end) for coding in suggest(said).codings if not coding.rival]
    assert len(set(places)) == len(places)


WORDS = (
    "because",
    "the council",
    "cut our budget",
    "we trusted each other",
    "so",
    "Mm.",
    "um,",
    "[laughs]",
    "Why?",
    "...",
    "yeah",
)
SAYING = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.booleans(), SAYING), max_size=7))
def test_whatever_is_said_codings_lie_in_one_turn_and_never_in_the_interviewers(
    said: list[tuple[bool, str]],
) -> None:
    made = talk("t", *(f"Q: {words}" if asked else words for asked, words in said))
    found = suggest(made)
    names = {coding.id for coding in found.codings}
    for coding in found.codings:
        turn = made.turn_at(coding.start)
        assert turn.start <= coding.start < coding.end <= turn.end
        assert turn.part == "participant" or coding.from_question
        assert not coding.element or coding.element in names
    assert all(part in names for link in found.configurations for part in link.parts.values())
    for claim in found.claims:
        assert all(0 <= side.start < side.end <= len(made.text) for side in (claim.cause, claim.effect))
