"""Finding many indicators at once gives what searching for each alone gives."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.bundled import codebooks
from realist_eval.codebook import IndicatorFinder, load_codebook, read_indicator
from realist_eval.codebook.finder import as_pattern

SPEECH = """
the funding was cut because they didn’t trust us and we learned to work Together
round table steering not really know what don't, more. less
"""
WORDS = st.sampled_from([*SPEECH.split(), "\n"])
PATTERNS = [
    "cut",
    "didn't trust",
    "work  together",
    "re:\\bsteer\\w*",
    "re:\\b(?:really |quite )?know\\b",
    "re:\\b(?:round|around) (?:a|the) table\\b",
    "re:trust",
    "re:\\b[mt]o(?:re|gether)?",
    "re:\\bwe\\b|\\bus\\b",
    "re:\\b(?:not|never) (?:\\w+ ){0,3}what",
    "re:\\bles*\\b",
    "re:\\w+ed\\b",
    "re:\\b(?:a|e)*us",
]


def alone(text: str, patterns: list[str]) -> set[tuple[int, int, int]]:
    return {
        (m.start(), m.end(), n)
        for n, indicator in enumerate(patterns)
        for m in re.finditer(as_pattern(indicator) or "", text, re.IGNORECASE)
        if m.end() > m.start()
    }


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_the_same_as_one_by_one(text: str) -> None:
    finder = IndicatorFinder((pattern, n) for n, pattern in enumerate(PATTERNS))
    assert {tuple(found) for found in finder.find(text)} == alone(text, PATTERNS)


@pytest.mark.parametrize("name", ["generic_realist", "public_social_partnership"])
def test_the_same_for_the_bundled_codebooks(name: str) -> None:
    book = load_codebook(codebooks()[name])
    patterns = [i for code in book.codes for i in code.indicators if read_indicator(i).form != "lemma"]
    text = " ".join(
        quote for code in book.codes for quote in (*code.examples.typical, code.include, code.definition)
    )
    finder = IndicatorFinder((pattern, n) for n, pattern in enumerate(patterns))
    assert {tuple(found) for found in finder.find(text)} == alone(text, patterns)


def test_lemmas_are_left_to_whoever_has_a_parse() -> None:
    assert list(IndicatorFinder([("lem:trust", 0)]).find("trust")) == []


def test_phrases_meet_both_apostrophes_and_any_white_space() -> None:
    found = list(IndicatorFinder([("don't  know", 7)]).find("I don’t\nknow"))
    assert [(f.start, f.end, f.place) for f in found] == [(2, 12, 7)]
