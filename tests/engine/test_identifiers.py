"""Numbers and addresses that give people away, and how long hostile texts take."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.engine.identifiers import find_identifiers
from realist_eval.engine.names import CAPITALS, SPOKEN, trimmed
from realist_eval.model import Span


def kinds(text: str) -> dict[str, str]:
    return {text[slice(*one.span)]: one.kind for one in find_identifiers(text)}


@pytest.mark.parametrize(
    ("said", "words", "kind"),
    [
        ("Ring 07700 900123, please.", "07700 900123", "phone"),
        ("It's +49 (0)30 901820.", "+49 (0)30 901820", "phone"),
        ("It's (020) 7946 0958 or", "(020) 7946 0958", "phone"),
        ("on 555-867-5309.", "555-867-5309", "phone"),
        ("at 12b Mill Lane today", "12b Mill Lane", "place"),
        ("near SW1A 1AA then", "SW1A 1AA", "postcode"),
        ("the zip code is 90210.", "90210", "postcode"),
        ("in K1A 0B1, Canada", "K1A 0B1", "postcode"),
        ("my NHS number is 943 476 5919", "943 476 5919", "ID number"),
        ("AB 12 34 56 C it was", "AB 12 34 56 C", "ID number"),
        ("SSN 078-05-1120.", "078-05-1120", "ID number"),
        ("case number: XK-20931/7 it is", "XK-20931/7", "ID number"),
        ("GB29 NWBK 6016 1331 9268 19 there", "GB29 NWBK 6016 1331 9268 19", "ID number"),
        ("Date of birth: 03/04/1961.", "03/04/1961", "date of birth"),
        ("she was born on the 3rd of March 1961", "3rd of March 1961", "date of birth"),
        ("write to a.b+c@mail.example.org.", "a.b+c@mail.example.org", "e-mail"),
        ("see https://example.org/x?y=1, or", "https://example.org/x?y=1", "web address"),
        ("I am @harrowby_ros there", "@harrowby_ros", "handle"),
    ],
)
def test_each_kind_is_found_in_its_place(said: str, words: str, kind: str) -> None:
    assert kinds(said) == {words: kind}


@pytest.mark.parametrize(
    "said",
    [
        "In 1999 we had 2,000 people at 17:30 on 3 March 2019.",
        "It took 10 000 pounds and 12.5 per cent, 2019-2020, 24/7.",
        "At 00:12:33.500 he said 1 2 3 4 5.",
        "We had 20 or 30, 40 or 50 of them; Room 101.",
    ],
)
def test_years_times_sums_and_counts_are_left(said: str) -> None:
    assert kinds(said) == {}


@given(st.text(st.sampled_from("aB1 0+-.@(:)/\n'é"), max_size=120))
def test_what_is_found_lies_in_the_text_in_order_and_apart(text: str) -> None:
    spans = [one.span for one in find_identifiers(text)]
    assert spans == sorted(spans)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert not any(one.overlaps(other) for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "piece",
    ["1 ", "1", "(1) ", "A", "Aa ", "a.", "@a", "a@a.", "www.", "1-", "AB12 ", "born is ", "1 Aa ", "Dr Aa "],
)
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    begun = time.process_time()
    list(find_identifiers(text))
    for pattern in (CAPITALS, *SPOKEN):
        for match in pattern.finditer(text):
            match.group()
    assert time.process_time() - begun < 2


def test_names_lose_what_is_not_theirs() -> None:
    for said, name in (
        ("the Home Office,", "Home Office"),
        ("Ros's", "Ros"),
        ("Ros. He", "Ros"),
        ("Dr. Pryce", "Dr. Pryce"),
        ("J. K. Holt", "J. K. Holt"),
    ):
        span = trimmed(said, Span(0, len(said)))
        assert span is not None
        assert said[slice(*span)] == name
    for said in ("I", "Mrs", "okay", "Mondays", "I. He", "17", "--"):
        assert trimmed(said, Span(0, len(said))) is None
