"""The language of a text, as a two-letter code."""

from __future__ import annotations

import re

from realist_eval.importer.words import word_set

_SAMPLE = 6000
_LEAST = 20  # words; fewer are too few to tell
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENGLISH = word_set(
    """
    the of and to a in that it is was i for you with on as at be this have from or had by not but what
    all were we when your can there an which their if do will about up out them then she some so would
    they he my no yes like just know think people really because it's that's don't
    """
)
_ENGLISH_SHARE = 0.35


def language_of(text: str) -> str:
    """`en`, `it`, ...; English where there are too few words to tell."""
    words = _WORD.findall(_middle(text).lower().replace("’", "'"))
    if len(words) < _LEAST:
        return "en" if text.isascii() or not words else _classified(text)
    if sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words):
        return "en"  # spares most studies the loading of a model
    return _classified(_middle(text))


def _middle(text: str) -> str:
    """A sample away from names and greetings at the start."""
    start = max(0, (len(text) - _SAMPLE) // 2)
    return text[start : start + _SAMPLE]


def _classified(text: str) -> str:
    import py3langid

    code, _ = py3langid.classify(text)
    return str(code)
