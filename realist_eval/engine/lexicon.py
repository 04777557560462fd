"""The word lists of one language, read from `data/LANGUAGE/lexicon.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Lexicon:
    """Words that stand around elements, and words that hint at what an element is."""

    lead_words: frozenset[str]  # dropped from the front of a candidate
    lead_phrases: frozenset[str]
    trail_words: frozenset[str]  # and from its end
    trail_phrases: frozenset[str]
    openers: frozenset[str]  # begin a clause
    givers: frozenset[str]  # verbs whose object may stand as an element
    aims: frozenset[str]  # lemmas of wishing and intending
    categories: Mapping[str, tuple[str, ...]]  # lemma or word to the categories it hints at
    backchannels: frozenset[str] = frozenset()  # words that say no more than that somebody listens
    remarks: frozenset[str] = frozenset()  # first or last words of transcribers' marks
    asks_why: frozenset[str] = frozenset()  # open a question about causes
    asks_lead: frozenset[str] = frozenset()  # between that and what is asked about
    asks_given: frozenset[str] = frozenset()  # open a clause of a question that says in what context
    asks_opening: frozenset[str] = frozenset()  # open a remark before a question
    responses: frozenset[str] = frozenset()  # what people feel
    thoughts: frozenset[str] = frozenset()  # what they think or decide: weaker signs of a response
    offers: frozenset[str] = frozenset()  # forms of giving
    having: frozenset[str] = frozenset()  # forms of having, which tell of an offer before one of `some`
    some: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()  # open what was offered, before what people made of it
    reasons: frozenset[str] = frozenset()  # those of them that also do so after it
    starters: frozenset[str] = frozenset()  # subjects that may begin a clause without a connective
    hedges: frozenset[str] = frozenset()  # thoughts that are no response, only a way to speak
    turns: frozenset[str] = frozenset()  # between what was offered and what people made of it


@lru_cache(maxsize=4)
def load_lexicon(language: str = "en") -> Lexicon:
    """The lists of a language; English where it has none of its own."""
    path = DATA / language / "lexicon.json"
    entry = json.loads((path if path.exists() else DATA / "en" / "lexicon.json").read_text(encoding="utf-8"))
    hints: dict[str, list[str]] = {}
    for category, words in entry.pop("categories").items():
        for word in dict.fromkeys(words):
            hints.setdefault(word, []).append(category)
    lists = {name: frozenset(words) for name, words in entry.items()}
    return Lexicon(**lists, categories={word: tuple(found) for word, found in hints.items()})
