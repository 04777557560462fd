"""Names between a time and the words, with no mark of their own: `[00:00:12] Ann Field We began`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from realist_eval.importer.conventions import TIME_FIRST
from realist_eval.importer.labels import plausible
from realist_eval.importer.rows import Row
from realist_eval.importer.words import SENTENCE

_FIRST_WORDS = 3  # of a line with a time, in which a name may stand
_MOST_NAMES = 20


def names_after_times(rows: Sequence[Row]) -> list[str]:
    """Names that recur right after the times of lines, with nothing to part them from the words."""
    said = [found["text"].split()[:_FIRST_WORDS] for row in rows if (found := TIME_FIRST.match(row.text))]
    if len(said) < 4 or len(said) < 0.3 * len(rows):
        return []
    names = [" ".join(name) for name in _recurring(said, ())]
    covered = sum(any(" ".join(words).startswith(name) for name in names) for words in said)
    fits = 2 <= len(names) <= _MOST_NAMES and covered >= 0.9 * len(said)
    return names if fits and all(map(plausible, names)) else []


def _recurring(said: Sequence[Sequence[str]], before: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The first words that recur; longer where all that follow a shorter beginning recur too."""
    at = len(before)
    counts = Counter(words[at] if len(words) > at else "" for words in said)
    good = {word for word, n in counts.items() if n >= 2 and word[:1].isupper() and word[-1:].isalnum()}
    if before and (set(counts) - good or any(word.lower() in SENTENCE for word in good)):
        return [before]
    found = []
    for word in sorted(good) if at < _FIRST_WORDS else ():
        found += _recurring(
            [words for words in said if len(words) > at and words[at] == word], (*before, word)
        )
    return found or ([before] if before else [])
