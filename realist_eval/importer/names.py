"""One person under two spellings: joined where that is certain, asked where it is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

from realist_eval.errors import Problem
from realist_eval.importer.labels import fold, role_of
from realist_eval.importer.words import PARTICLES, TITLES, fold_word

_EXPLAINED = re.compile(r"(?P<stem>.+?)\s*[(\[](?P<inner>[^()\[\]]+)[)\]]$")
_MOST_ASKED = 200  # labels; beyond it nobody compares each with each
_TYPO = 0.85


@dataclass
class Names:
    """Spelling to the label that will stand, and what a person should decide."""

    renamed: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def same_people(labels: Iterable[str | None], key: Mapping[str, str], lines: Sequence[int] = ()) -> Names:
    """Join spellings of all turns' labels, in order; `key` maps initials to names, `lines` is where."""
    said = [label for label in labels if label]
    counts = Counter(said)
    groups = _Groups(counts)
    by_fold: dict[str, str] = {}
    for label in counts:
        groups.join(label, by_fold.setdefault(fold(label) or label, label))
    for label in counts:
        _join_explained(label, by_fold, groups)
        name = key.get(label, "")
        if name and fold(name) in by_fold:
            groups.join(label, by_fold[fold(name)])
    renamed = {label: groups.standing(label) for label in counts}
    where = dict(zip(reversed(said), reversed(lines), strict=False))
    return Names(renamed, _questions(list(dict.fromkeys(renamed.values())), counts, where))


class _Groups:
    """Labels that are one person."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._group: dict[str, list[str]] = {label: [label] for label in counts}

    def join(self, one: str, other: str) -> None:
        first, second = self._group[one], self._group[other]
        if first is not second:
            first += second
            for label in second:
                self._group[label] = first

    def standing(self, label: str) -> str:
        """The spelling that is most frequent; of equals, the first."""
        order = list(self._counts)
        return min(self._group[label], key=lambda each: (-self._counts[each], order.index(each)))


def _join_explained(label: str, by_fold: Mapping[str, str], groups: _Groups) -> None:
    """`Full Name (FN)` with `FN`, and `P3 (female)` with `P3`."""
    match = _EXPLAINED.match(label)
    if not match:
        return
    stem, inner = by_fold.get(fold(match["stem"])), by_fold.get(fold(match["inner"]))
    if inner and len(fold(inner)) <= 5 and not role_of(inner):
        groups.join(label, inner)
    if stem and (any(map(str.isdigit, stem)) or not role_of(stem)):
        alike = [each for each in by_fold.values() if each.startswith(f"{match['stem']} (")]
        if set(alike) <= {label}:
            groups.join(label, stem)


def _questions(labels: Sequence[str], counts: Counter[str], where: Mapping[str, int]) -> list[Problem]:
    if len(labels) > _MOST_ASKED:
        return []
    asked = []
    for one, other in combinations(labels, 2):
        if why := _alike(one, other, counts):
            message = f"“{one}” and “{other}” may be one person ({why})."
            hint = f'If so, read it with --speaker "{other}={one}".'
            asked.append(Problem(message, line=where.get(other), severity="question", hint=hint))
    return asked


def _alike(one: str, other: str, counts: Counter[str]) -> str:
    """Why two labels may be one person; nothing where they hardly are."""
    if re.findall(r"\d+", one) != re.findall(r"\d+", other) or _rivals(one, other):
        return ""
    rare = min(counts[one], counts[other]) <= 2 and min(len(one), len(other)) >= 5
    if rare and SequenceMatcher(None, fold(one), fold(other)).ratio() >= _TYPO:
        return "nearly the same spelling"
    first, second = _names(one), _names(other)
    if not first or not second:
        return ""
    if (_titled(one) or _titled(other)) and first[-1] == second[-1]:
        return "the same surname"
    if min(len(first), len(second)) == 1 < max(len(first), len(second)) and set(first) & set(second):
        return "the same name, once in full"
    short = min(len(fold(one)), len(fold(other))) <= 3
    alike = _initials(one) == _initials(other) and len(_initials(one)) > 1
    return "the same initials" if short and alike else ""


def _rivals(one: str, other: str) -> bool:
    """Whether one asks and the other answers: `Interviewer` and `Interviewee` are no slip."""
    return bool(role_of(one) and role_of(other)) and role_of(one) != role_of(other)


def _titled(label: str) -> bool:
    return fold_word(label.split(maxsplit=1)[0]) in TITLES


def _names(label: str) -> list[str]:
    words = [fold_word(word) for word in re.sub(r"[(\[].*?[)\]]", "", label).split()]
    return [word for word in words if len(word) > 1 and word not in TITLES | PARTICLES and not role_of(word)]


def _initials(label: str) -> str:
    words = [word.upper() for word in label.split() if word[:1].isalpha()]
    return words[0] if len(words) == 1 and len(words[0]) <= 3 else "".join(word[0] for word in words)
