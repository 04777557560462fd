"""How well each code of a codebook fits a stretch of speech.

Every word of a transcript is worth something to each code: most where the code's own text or indicators
hold it, less where it belongs to the same group of a general thesaurus, less still where it merely keeps
similar company in general English (word vectors). Rare words of a codebook count more than common ones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from realist_eval.engine.indicators import Patterns, patterns_of
from realist_eval.engine.stems import stem, words_of
from realist_eval.engine.thesaurus import Thesaurus
from realist_eval.engine.weights import Floats
from realist_eval.model import Code

FIELD_WORTH = {
    "label": 1.3,
    "definition": 1.0,
    "include": 1.1,
    "reasoning": 1.0,
    "resource": 1.0,
    "theme": 0.3,
}
INDICATOR_WORTH = 1.6
EXAMPLE_WORTH = 0.7
EXCLUDED_WORTH = -0.35
GROUP_WORTH = 0.6
VECTOR_WORTH = 0.3
NEAREST = 0.65  # cosine below which two words have nothing to do with each other


@dataclass(frozen=True)
class Term:
    """A word of a code's text, how much it says for (or against) the code, and the words of its group."""

    word: str
    key: str
    worth: float


@dataclass
class CodeMatcher:
    """The codes of one codebook, ready to be matched; remembers what each word is worth."""

    codes: Sequence[Code]
    thesaurus: Thesaurus
    _known: dict[str, Floats] = field(default_factory=dict)
    _said: dict[str, dict[int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Weigh the codes' words against each other."""
        texts = [_terms(code) for code in self.codes]
        self.patterns: Patterns = patterns_of(self.codes)
        self._exact = _table(texts, lambda term: (term.key,))
        self._groups = _table(texts, lambda term: self.thesaurus.groups(term.key))
        words = sorted({term.word for terms in texts for term in terms if term.worth > 0})
        self._words = [word for word in words if self.thesaurus.vector(word) is not None]
        vectors = [self.thesaurus.vector(word) for word in self._words]
        self._vectors = np.array(vectors, dtype=float).reshape(
            len(self._words), self.thesaurus.vectors.shape[1]
        )
        self._worths = np.array([self._exact[stem(word)] for word in self._words]).reshape(
            len(self._words), len(self.codes)
        )

    def worth(self, lemma: str) -> Floats:
        """What one word says for each code."""
        known = self._known.get(lemma)
        if known is None:
            known = self._known[lemma] = self._weigh(lemma)
        return known

    def says(self, lemma: str) -> dict[int, float]:
        """The same by the codes' places, without those for which it says nothing."""
        said = self._said.get(lemma)
        if said is None:
            row = self.worth(lemma)
            said = self._said[lemma] = {place: float(row[place]) for place in np.flatnonzero(row).tolist()}
        return said

    def ignore(self, words: str) -> None:
        """From now on let a word, or an indicator of several, say nothing."""
        self._known[words], self._said[words] = np.zeros(len(self.codes)), {}
        self.patterns = Patterns(one for one in self.patterns if not one.compiled.fullmatch(words))

    def names(self, word: str) -> bool:
        """Whether a code's text holds the word or one of its group: a quick look before it is weighed."""
        key = stem(word)
        return key in self._exact or any(group in self._groups for group in self.thesaurus.groups(key))

    def _weigh(self, lemma: str) -> Floats:
        key, nothing = stem(lemma), np.zeros(len(self.codes))
        if self.thesaurus.is_common(lemma):
            return nothing
        best = self._exact.get(key, nothing)
        for group in self.thesaurus.groups(key):
            best = _stronger(best, GROUP_WORTH * self._groups.get(group, nothing))
        vector = self.thesaurus.vector(lemma)
        if vector is not None and len(self._words):
            likeness = self._vectors @ vector
            near = np.where(likeness > NEAREST, likeness, 0.0)
            best = _stronger(best, VECTOR_WORTH * (near[:, None] * self._worths).max(axis=0))
        return best * self.thesaurus.salience(lemma)

    def reasons(self, lemmas: Iterable[str], place: int) -> list[tuple[str, float]]:
        """The words that speak for the code at `place`, the strongest first."""
        found = {lemma: float(self.worth(lemma)[place]) for lemma in lemmas}
        return sorted(
            ((word, worth) for word, worth in found.items() if worth > 0.05), key=lambda w: (-w[1], w[0])
        )


def _stronger(one: Floats, other: Floats) -> Floats:
    return np.where(np.abs(other) > np.abs(one), other, one)


def _terms(code: Code) -> list[Term]:
    """The words of a code's text, each once, with what they are worth."""
    worth: dict[str, Term] = {}
    own = [(getattr(code, name), value) for name, value in FIELD_WORTH.items()]
    own += [(text, EXAMPLE_WORTH) for text in (*code.examples.typical, *code.examples.atypical)]
    own += [
        (text.removeprefix("lem:"), INDICATOR_WORTH) for text in code.indicators if not text.startswith("re:")
    ]
    against = [(text, EXCLUDED_WORTH) for text in (code.exclude, *code.examples.close_but_no)]
    for text, value in own + against:
        for word in words_of(re.sub(r"\([^)]*\)", " ", text) if value < 0 else text):
            key = stem(word)
            if key not in worth or (value > 0 and value > worth[key].worth):
                worth[key] = Term(word, key, value)
    return list(worth.values())


def _table(texts: Sequence[Sequence[Term]], names: Callable[[Term], Sequence[str]]) -> dict[str, Floats]:
    """For each name (a stem, a group), what it says for each code: rarer among codes, more telling."""
    table: dict[str, Floats] = {}
    for place, terms in enumerate(texts):
        for term in terms:
            for name in names(term):
                row = table.setdefault(name, np.zeros(len(texts)))
                if abs(term.worth) > abs(row[place]):
                    row[place] = term.worth
    return {name: row * _rarity(row) for name, row in table.items()}


def _rarity(row: Floats) -> float:
    return (
        math.log((len(row) + 1) / max(1, int((row > 0).sum()))) / math.log(len(row) + 1)
        if len(row) > 1
        else 1.0
    )
