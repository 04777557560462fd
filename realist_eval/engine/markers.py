"""The causal markers of one language, read from `data/LANGUAGE/markers.toml`: rules as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

DATA = Path(__file__).parent / "data"
SHAPES = ("clause", "phrase", "purpose", "resume", "degree", "verb", "noun")
LISTS = ("words", "prep", "through")
BY_LEMMA = ("verb", "noun")  # shapes whose words are lemmas
Side = Literal["cause", "effect"]


@dataclass(frozen=True)
class Marker:
    """One rule: how it is written, where its two sides stand, and what it says about them."""

    shape: str
    id: str
    words: tuple[str, ...]
    weight: float = 0.5
    after: Side = "cause"  # which side stands after the words
    polarity: Literal["+", "-"] = "+"
    wish: bool = False
    hypothetical: bool = False
    counterfactual: bool = False
    object: str = ""  # phrase: the only dependency its object may have
    prep: tuple[str, ...] = ()  # verb, noun: the words that the other side hangs on
    through: tuple[str, ...] = ()  # verb: words that carry its object on ("stop us from hiring")
    link: str = ""  # degree: the word that opens the other side
    reversed: bool = False  # verb: the subject is the effect
    complement: bool = False  # verb: causal only with a complement ("make them stay")
    only: str = ""  # verb: the only dependency it may have
    motive: bool = False  # verb: it is itself the motive of the clause above it
    names: str = "cause"  # noun: what it is a word for: cause, effect, or "have" (X has an impact on Y)

    @cached_property
    def rule(self) -> str:
        """The name that suggestions carry: `clause.because`."""
        return f"{self.shape}.{self.id}"


@dataclass(frozen=True)
class Flags:
    """Words that colour a claim."""

    negation: frozenset[str] = frozenset()
    hedge: frozenset[str] = frozenset()
    hedge_phrases: frozenset[str] = frozenset()
    wish: frozenset[str] = frozenset()
    counterfactual_phrases: frozenset[str] = frozenset()
    reporting: frozenset[str] = frozenset()
    reporting_phrases: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Markers:
    """All rules of a language, to be looked up by the first word of a phrase or by lemma."""

    language: str
    rules: tuple[Marker, ...]
    flags: Flags
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Marker], ...]] = field(default_factory=dict)
    lemmas: Mapping[str, tuple[Marker, ...]] = field(default_factory=dict)

    @cached_property
    def purposes(self) -> frozenset[str]:
        """Rules whose effect is wished for."""
        return frozenset(rule.rule for rule in self.rules if rule.wish)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for found in self.phrases.values() for words, _ in found for word in words)


def read_markers(text: str) -> Markers:
    """Markers from the text of a markers.toml; raises ValueError that names the rule with a fault."""
    entry = tomllib.loads(text)
    unknown = set(entry) - {*SHAPES, "language", "flags"}
    if unknown:
        raise ValueError(f"unknown shape {min(unknown)!r}; the shapes are {', '.join(SHAPES)}")
    rules = tuple(_marker(shape, rule) for shape in SHAPES for rule in entry.get(shape, ()))
    flags = Flags(**{name: frozenset(words) for name, words in entry.get("flags", {}).items()})
    return Markers(str(entry.get("language", "")), rules, flags, _by_first_word(rules), _by_lemma(rules))


@lru_cache(maxsize=4)
def load_markers(language: str = "en") -> Markers:
    """The markers of a language; English where it has none of its own."""
    path = DATA / language / "markers.toml"
    path = path if path.exists() else DATA / "en" / "markers.toml"
    return read_markers(path.read_text(encoding="utf-8"))


def _marker(shape: str, rule: dict[str, Any]) -> Marker:
    known = {entry.name for entry in fields(Marker)} - {"shape"}
    unknown = set(rule) - known
    if unknown or "id" not in rule or not rule.get("words"):
        fault = f"unknown key {min(unknown)!r}" if unknown else "a rule needs an id and words"
        raise ValueError(f"{shape}.{rule.get('id', '?')}: {fault}; the keys are {', '.join(sorted(known))}")
    values = dict(rule)
    values.update({key: tuple(rule[key]) for key in LISTS if key in rule})
    return Marker(shape, **values)


def _by_first_word(rules: tuple[Marker, ...]) -> dict[str, tuple[tuple[tuple[str, ...], Marker], ...]]:
    """Phrases by their first word, the longest first."""
    table: dict[str, list[tuple[tuple[str, ...], Marker]]] = {}
    for rule in rules:
        if rule.shape not in BY_LEMMA:
            for words in rule.words:
                parts = tuple(words.split())
                table.setdefault(parts[0], []).append((parts, rule))
    return {first: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for first, found in table.items()}


def _by_lemma(rules: tuple[Marker, ...]) -> dict[str, tuple[Marker, ...]]:
    table: dict[str, list[Marker]] = {}
    for rule in rules:
        if rule.shape in BY_LEMMA:
            for word in dict.fromkeys(rule.words):
                table.setdefault(word, []).append(rule)
    return {word: tuple(found) for word, found in table.items()}
