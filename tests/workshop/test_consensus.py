import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.workshop.consensus import CHOICES, NONE_FITS, Rule, name, quantile, weigh

RULE = Rule(quorum=5)


@pytest.mark.parametrize(
    ("agree", "amend", "reject", "not_mine", "verdict"),
    [
        (4, 0, 0, 0, "too_few"),
        (5, 0, 0, 0, "accept"),
        (6, 4, 0, 0, "accept"),
        (5, 5, 0, 0, "amend"),
        (4, 6, 0, 0, "amend"),
        (3, 4, 3, 0, "divided"),
        (2, 6, 2, 0, "amend"),
        (0, 5, 5, 0, "divided"),
        (6, 0, 4, 0, "divided"),
        (0, 1, 9, 0, "reject"),
        (7, 0, 0, 3, "accept"),
        (6, 0, 0, 4, "differs"),
        (0, 0, 0, 9, "differs"),
        (4, 0, 0, 2, "too_few"),
    ],
)
def test_a_group_agrees_only_by_the_stated_rule(
    agree: int, amend: int, reject: int, not_mine: int, verdict: str
) -> None:
    votes = ["agree"] * agree + ["amend"] * amend + ["reject"] * reject + ["not_mine"] * not_mine
    assert weigh(votes, RULE).verdict == verdict


@given(st.lists(st.integers(1, 3), min_size=2, max_size=60))
def test_quartiles_are_those_of_the_standard_library(places: list[int]) -> None:
    ordered = sorted(places)
    low, middle, high = statistics.quantiles(ordered, n=4, method="inclusive")
    assert [quantile(ordered, share) for share in (0.25, 0.5, 0.75)] == pytest.approx([low, middle, high])


@given(st.lists(st.sampled_from(list(CHOICES)), max_size=40))
def test_the_order_of_votes_tells_nothing(votes: list[str]) -> None:
    assert weigh(votes, RULE) == weigh(sorted(votes), RULE)


def test_nobody_taking_a_place_has_no_median() -> None:
    result = weigh(["not_mine"] * 6, RULE)
    assert (result.median, result.spread) == (None, None)
    assert result.figures == "6 votes"


def test_a_passage_needs_two_thirds_for_one_code() -> None:
    assert name(["a"] * 4 + ["b"] * 2, RULE, "a").verdict == "accept"
    assert name(["b"] * 4 + ["a"] * 2, RULE, "a").code == "b"
    assert name(["a"] * 3 + ["b"] * 3, RULE, "a").verdict == "divided"
    assert name([NONE_FITS] * 5, RULE, "a").verdict == "reject"


def test_the_rule_says_itself_in_words() -> None:
    assert "5 votes or more" in str(RULE)
    assert "33%" in str(RULE)
