"""Indicators: the words that speak for a code, as phrases, lemmas, or regular expressions.

Meaning, for whoever matches them:

    value for money     a phrase: these words in this order, upper or lower case, with any white space between
                        them; whole words (“cut” does not match “haircut”, nor “cuts”)
    lem:inspire         lemmas: a word whose dictionary form is this (inspires, inspired); several words are
                        lemmas in sequence (lem:step up)
    re:\\bsteer\\w*       a Python regular expression, upper or lower case, searched in one sentence or clause
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from realist_eval.codebook.regex_cost import MOST_STEPS, steps

Form = Literal["phrase", "lemma", "regex"]
_PREFIXES: dict[str, Form] = {"lem": "lemma", "re": "regex"}
_MISSPELT = {  # what people write for the two prefixes
    **dict.fromkeys(("lemma", "lemmas", "lemme", "lm"), "lem"),
    **dict.fromkeys(("regex", "regexp", "rx", "reg", "regular expression"), "re"),
}
_PREFIX = re.compile(r"([A-Za-z][A-Za-z ]{0,20}?)\s*:(.*)", re.DOTALL)
_LEMMA = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?(?: [^\W\d_](?:[\w'’-]*\w)?)*")
MOST_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator taken apart: what it is, and its words or pattern."""

    form: Form
    body: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a phrase, or the lemmas, in lower case; nothing for a regular expression."""
        return () if self.form == "regex" else tuple(self.body.lower().split())


def read_indicator(text: str) -> Indicator:
    """Take an indicator of a valid codebook apart."""
    prefix, colon, rest = text.strip().partition(":")
    form = _PREFIXES.get(prefix) if colon else None
    return Indicator(form, rest.strip()) if form else Indicator("phrase", " ".join(text.split()))


def fault(text: str) -> tuple[str, str] | None:
    """What is wrong with an indicator and what to do; None where nothing is."""
    if not text.strip():
        return "An indicator is empty.", "Write a phrase, or remove the line."
    if len(text) > MOST_CHARACTERS:
        hint = "Split it into several: any one of them is enough for a match."
        return f"An indicator is longer than {MOST_CHARACTERS} characters.", hint
    misspelt = _misspelt_prefix(text)
    if misspelt:
        return misspelt
    indicator = read_indicator(text)
    return _CHECKS[indicator.form](indicator.body)


def _misspelt_prefix(text: str) -> tuple[str, str] | None:
    found = _PREFIX.fullmatch(text.strip())
    if not found or found[1] in _PREFIXES:
        return None
    word = found[1].strip().lower()
    right = word if word in _PREFIXES else _MISSPELT.get(word)
    if right is None:
        return None
    return f"The prefix “{found[1].strip()}:” is not known.", f"Did you mean “{right}:”?"


def _phrase_fault(body: str) -> tuple[str, str] | None:
    if any(character.isalnum() for character in body):
        return None
    return f"The phrase “{body}” has no word in it.", "Write the words people say."


def _lemma_fault(body: str) -> tuple[str, str] | None:
    if _LEMMA.fullmatch(body):
        return None
    hint = "After lem: come dictionary forms and nothing else, such as lem:inspire or lem:step up."
    return f"“lem:{body}” is not one or more words.", hint


def _regex_fault(body: str) -> tuple[str, str] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Python warns of brackets that will one day mean something else
            pattern = re.compile(body, re.IGNORECASE)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        hint = "Mend the regular expression, or write the words as a plain phrase without re:."
        return f"“re:{body}” is not a valid regular expression ({error}).", hint
    if pattern.fullmatch(""):
        return f"“re:{body}” matches the empty text, so it would match everywhere.", "Ask for some word."
    if steps(body) > MOST_STEPS:
        hint = (
            "Avoid a repeat inside a repeat, as in (a+)+, and several .* in one pattern; use .{0,40} instead."
        )
        return f"“re:{body}” could take very long on some sentences.", hint
    return None


_CHECKS: dict[Form, Callable[[str], tuple[str, str] | None]] = {
    "phrase": _phrase_fault,
    "lemma": _lemma_fault,
    "regex": _regex_fault,
}
