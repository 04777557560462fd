"""The word lists of one language, read from `data/LANGUAGE/lexicon.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
MAPS = ("persons", "modals")  # lists by name


@dataclass(frozen=True)
class Lexicon:
    """Words that stand around elements, and words that hint at what an element is."""

    lead_words: frozenset[str] = frozenset()  # dropped from the front of a candidate
    lead_phrases: frozenset[str] = frozenset()
    trail_words: frozenset[str] = frozenset()  # and from its end
    trail_phrases: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()  # begin a clause
    givers: frozenset[str] = frozenset()  # verbs whose object may stand as an element
    aims: frozenset[str] = frozenset()  # lemmas of wishing and intending
    categories: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # lemma or word to the categories it hints at
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
    linkers: frozenset[str] = frozenset()  # words that features name, before and after a clause
    connectives: frozenset[str] = frozenset()  # the strongest of them
    negations: frozenset[str] = frozenset()
    not_yet: frozenset[str] = frozenset()  # "yet", "hardly": what has not come about
    duty: frozenset[str] = frozenset()
    future: frozenset[str] = frozenset()
    unreal: frozenset[str] = frozenset()  # before one of `perfect`, they tell what did not happen
    perfect: frozenset[str] = frozenset()
    being: frozenset[str] = frozenset()  # after one of `it` and before one of `about`, they tell an aim
    about: frozenset[str] = frozenset()
    it: frozenset[str] = frozenset()
    infinitive: frozenset[str] = frozenset()
    weak_signals: frozenset[str] = frozenset()  # connectives that often explain nothing
    signals: tuple[str, ...] = ()  # connectives between elements, as expressions, longer ones first
    persons: Mapping[str, str] = field(default_factory=dict)  # pronoun to the name of its person
    modals: Mapping[str, str] = field(default_factory=dict)  # helping verb to the name of its sort
    turns: frozenset[str] = frozenset()  # between what was offered and what people made of it

    @cached_property
    def signal(self) -> re.Pattern[str]:
        """Any of the connectives between elements."""
        return re.compile(rf"(?<![^\W_])(?:{'|'.join(self.signals)})\b" if self.signals else r"(?!)")


@lru_cache(maxsize=4)
def load_lexicon(language: str = "en") -> Lexicon:
    """The lists of a language; English where it has none of its own."""
    path = DATA / language / "lexicon.json"
    return read_lexicon((path if path.exists() else DATA / "en" / "lexicon.json").read_text(encoding="utf-8"))


def read_lexicon(text: str) -> Lexicon:
    """The lists from the text of a lexicon.json; raises ValueError that names an unknown list."""
    entry = json.loads(text)
    known = {one.name for one in fields(Lexicon)}
    if unknown := set(entry) - known:
        raise ValueError(f"unknown list {min(unknown)!r}; the lists are {', '.join(sorted(known))}")
    hints: dict[str, list[str]] = {}
    for category, words in entry.get("categories", {}).items():
        for word in dict.fromkeys(words):
            hints.setdefault(word, []).append(category)
    made: dict[str, Any] = {name: frozenset(words) for name, words in entry.items()}
    for name in MAPS:
        made[name] = {word: sort for sort, words in entry.get(name, {}).items() for word in words}
    made["signals"] = tuple(entry.get("signals", ()))
    made["categories"] = {word: tuple(found) for word, found in hints.items()}
    return Lexicon(**made)
