"""Whether words at the start of a line may be the label of a speaker."""

from __future__ import annotations

import re
from functools import lru_cache

from realist_eval.importer.words import (
    ANSWERS,
    INTERVIEWER,
    METADATA,
    NOT_LABELS,
    OTHER,
    PARTICIPANT,
    PARTICLES,
    SENTENCE,
    TITLES,
    fold_word,
    word_set,
)

MAX_LABEL = 60
MAX_WORDS = 7
_NUMBERED = re.compile(
    r"(?:part|section|focus group|chapter|page|step|theme|topic|question|figure|table|track|side|tape|file"
    r"|line|session|phase|stage"
    r"|day|week|year|item|option|version|level|interview|transcript|task|teil|partie|parte)\s*"
    r"(?:[\dIVX]+|one|two|three|four|five|six|seven|eight|nine|ten)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?:[a-zß-ÿ]{4,}[.]|[!?…]|\.\.)\s|[.!?…,]$")
_ABBREVIATED = re.compile(r"(?:^|[\s,.])[A-Z][A-Za-z]{0,3}\.(?:[A-Z]\.?)*$")
_NEVER = (METADATA | TITLES) - INTERVIEWER - PARTICIPANT - OTHER - {"m"}
_EXTRA = re.compile(r"\s*[(\[].*?[)\]]")
_JUNK = re.compile(r"https?|www\.|@\w+\.|^\W*$|^[\d\s.,:/()-]+$")
_DATE = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\b[12]\d{3}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
_CODED = re.compile(r"[^\W\d_a-z]{1,4}[ -]?\d{1,4}")
_UNSURE = re.compile(r"[^\W\d_a-z]{1,3} ?\d{0,3}\?{1,2}|\w+ \d{1,3}\?")
"""A voice that the transcriber could not tell: `F?`, `P3?`, `Speaker 2?`."""


@lru_cache(maxsize=20_000)
def fold(label: str) -> str:
    """What makes two labels the same beyond doubt: letters and digits in lower case."""
    kept = "".join(filter(str.isalnum, label)).casefold()
    return f"{kept}?" if label.endswith("?") else kept  # `F2?` is not certainly `F2`


def role_of(label: str) -> str:
    """`interviewer`, `participant`, `other`, or nothing, by the words of the label."""
    plain = _EXTRA.sub("", label)
    for word in (fold_word(plain), *map(fold_word, re.split(r"[\s/,&]+", plain))):
        if word in INTERVIEWER:
            return "interviewer"
        if word in PARTICIPANT:
            return "participant"
        if word in OTHER:
            return "other"
    return ""


def is_metadata(key: str) -> bool:
    """Whether a key such as `Date of interview` belongs to a transcript's head."""
    words = [fold_word(word) for word in key.split()]
    if fold_word(key) in METADATA:
        return True
    return 1 < len(words) <= 4 and (words[0] in _HEADS or words[-1] in _HEADS)


_HEADS = word_set("date time location duration length filename transcribed datum fecha")


@lru_cache(maxsize=20_000)
def plausible(label: str, *, often: bool = False, leads: bool = False) -> bool:
    """Whether these words can name a speaker; of one that comes `often`, small letters are borne with.

    A label that `leads` many of the lines may be a word of its own right, too: `Will`, `Me`, `SR`, `IE`.
    """
    words = label.split()
    if not words or len(label) > MAX_LABEL or len(words) > MAX_WORDS:
        return False
    if _JUNK.search(label) or _DATE.search(label):
        return False
    numbered = any(map(str.isdigit, label))
    never = fold_word(label) in NOT_LABELS or (not numbered and fold_word(label) in _NEVER)
    if never and not (leads and is_initials(label)):
        return False
    if _NUMBERED.fullmatch(label) or _ends_a_sentence(label):
        return False
    if role_of(label) or _UNSURE.fullmatch(label) or (leads and len(words) == 1 and label[0].isupper()):
        return True
    return (often or _capitalised(words)) and not _has_sentence_words(words)


def is_initials(label: str) -> bool:
    """Whether a label is two or three capitals, and no short answer in capitals: `AM`, `SR`."""
    return label.isalpha() and label.isupper() and 2 <= len(label) <= 3 and fold_word(label) not in ANSWERS


def is_coded(label: str) -> bool:
    """Whether a label is a letter or two with a number: `P3`, `FG 12`."""
    plain = _EXTRA.sub("", label)
    return bool(_CODED.fullmatch(plain) or _UNSURE.fullmatch(plain))


def _ends_a_sentence(label: str) -> bool:
    ends = _SENTENCE_END.search(label) and not _ABBREVIATED.search(label)
    return bool(ends) and not _UNSURE.fullmatch(label)


def _capitalised(words: list[str]) -> bool:
    """Whether names are written large (or in a script without cases), particles aside."""
    small = [word for word in words if _is_small(word)]
    if len(words) == 1 and small:
        return len(words[0]) <= 4  # `int`, `r`
    named = sum(word[:1].isalpha() for word in words) - len(small)
    return any(map(str.isalpha, "".join(words))) and (
        not small or (named > len(small) and words[0] not in small)
    )


def _is_small(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    if not letters or not letters[0].islower() or word[-1].isdigit() or word[0] in "([":
        return False
    return word.lower() not in PARTICLES and not any(map(str.isupper, word))


def _has_sentence_words(words: list[str]) -> bool:
    if len(words) <= 4 and all(word.isupper() for word in words):
        return len(words) > 1 and words[0] in {"I", "AND", "BUT", "SO"}  # `THE WITNESS` is a label
    bare = [word.strip(".,()[]").lower().replace("’", "'") for word in words]
    if len(bare) == 1:
        return bare[0] in SENTENCE and not words[0].isupper()
    return any(word in SENTENCE for word in bare) or "i" in bare


def shape(label: str) -> str:
    """The build of a label: `R12` -> `A9`, `Mary Ann` -> `Aa Aa`, `Speaker 1` -> `Aa 9`."""
    folded = re.sub(r"\d+", "9", _EXTRA.sub("", label))
    folded = re.sub(r"[^\W\d_]+", lambda match: _letters(match[0]), folded)
    return re.sub(r"\s+", " ", folded).strip()


def _letters(word: str) -> str:
    if word.lower() in TITLES:
        return "T"
    if word.isupper():
        return "A" if len(word) <= 4 else "AA"
    return "Aa" if word[0].isupper() else "a"
