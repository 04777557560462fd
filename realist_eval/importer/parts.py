"""Who asks and who answers: by the labels' words, the head of the file, or the questions; with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from realist_eval.importer.labels import fold, role_of
from realist_eval.importer.words import fold_word
from realist_eval.model import PARTS, Part

_SAYS_WHO = re.compile(
    r"\b(?:interviewers?|moderators?|facilitators?|interviewed by|hosts?|researchers?)\b\s*"
    r"(?:is|are|was|were|by|[::=–-])?\s*(?P<who>.+)",
    re.IGNORECASE,
)
_LETTERS = {"i": "stands for interviewer", "q": "stands for question"}  # one letter, where another answers
_ASKS_OFTEN = 0.25
_QUESTION = ("?", "？", "؟", ";")


@dataclass(slots=True)
class _Talk:
    turns: int = 0
    asked: int = 0
    words: int = 0

    @property
    def asks(self) -> float:
        return self.asked / max(1, self.turns)


def parts_of(
    said: Iterable[tuple[str | None, str]], head: Sequence[str] = (), key: Mapping[str, str] | None = None
) -> dict[str, tuple[Part, str]]:
    """Part and reason of each label, in order of appearance; `said` holds (label, words) of every turn."""
    talk: dict[str, _Talk] = {}
    nameless = False
    for label, text in said:
        nameless = nameless or label is None
        if label is not None:
            entry = talk.setdefault(label, _Talk())
            entry.turns += 1
            entry.asked += any(mark in text for mark in _QUESTION[:3])
            entry.words += text.count(" ") + 1
    found = {label: _by_words(label, key or {}) or _by_head(label, head) for label in talk}
    if not any(part == "interviewer" for part, _ in filter(None, found.values())):
        found |= _asking(talk, {label for label, given in found.items() if given}, nameless=nameless)
    return {label: given or ("participant", "does not lead the talk") for label, given in found.items()}


def _by_words(label: str, key: Mapping[str, str]) -> tuple[Part, str] | None:
    """What the label, or the name that the head gives for it, says."""
    for words in (label, key.get(label, "")):
        part = next((part for part in PARTS if part == role_of(words)), None)
        if part and len(fold_word(words)) > 1:
            return part, f"is called “{words}”"
    return None


def _by_head(label: str, head: Sequence[str]) -> tuple[Part, str] | None:
    for line in head:
        match = _SAYS_WHO.search(line)
        who = match["who"] if match else ""
        if f"({label})" in who or (len(fold(label)) > 2 and fold(label) in fold(who)):
            return "interviewer", "the head of the file says so"
    return None


def _asking(
    talk: Mapping[str, _Talk], settled: set[str], *, nameless: bool
) -> dict[str, tuple[Part, str] | None]:
    """The one who asks most, where that is clear."""
    letters = {label: why for label in talk if (why := _LETTERS.get(label.strip(". ").lower()))}
    if letters and len(talk) + nameless > len(letters):
        return {label: ("interviewer", f"“{label}” {why}") for label, why in letters.items()}
    free = {label: entry for label, entry in talk.items() if label not in settled}
    if len(talk) < 2 or not free:
        return {}
    label = max(free, key=lambda each: (free[each].asks, free[each].asked))
    entry = free[label]
    others = [each for name, each in talk.items() if name != label]
    rest = sum(each.asked for each in others) / max(1, sum(each.turns for each in others))
    share = entry.words / max(1, sum(each.words for each in talk.values()))
    if entry.asks < _ASKS_OFTEN or entry.asks < 1.5 * rest or share > 0.6:
        return {}
    reason = f"asks in {entry.asks:.0%} of turns, the others in {rest:.0%}, and has {share:.0%} of the words"
    return {label: ("interviewer", reason)}
