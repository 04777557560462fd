"""A reading profile: what a person has said about how a file is to be read, kept in study.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any, get_args

from realist_eval.errors import InputError, Problem
from realist_eval.importer.conventions import CONVENTIONS, UNLABELLED
from realist_eval.model import Part, SourceKind

COLUMNS = ("speaker", "text", "start", "end", "case", "id")
"""What a column of a table may hold."""


@dataclass(frozen=True)
class Profile:
    """Overrides of what would be guessed; whatever is empty is guessed."""

    encoding: str = ""
    convention: str = ""  # a name from the table of conventions
    label: str = ""  # a regular expression: what stands before the words of a speaker
    speakers: Mapping[str, str] = field(default_factory=dict)  # label in the file -> name to use
    parts: Mapping[str, str] = field(default_factory=dict)  # label -> interviewer, participant, other
    roles: Mapping[str, str] = field(default_factory=dict)  # label -> role in the programme
    columns: Mapping[str, str] = field(default_factory=dict)  # what it holds -> header or number, from 1
    sheet: str = ""
    kind: str = ""
    language: str = ""
    case: str = ""

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return self != Profile()

    def to_dict(self) -> dict[str, Any]:
        """Only what was said, as plain values for YAML; `from_dict` reads it back."""
        said = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: dict(one) if isinstance(one, Mapping) else one for name, one in said.items() if one}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any], file: str = "") -> Profile:
        """Read plain values; raises InputError with every fault, and the nearest allowed word."""
        faults = [*_unknown_keys(said), *_wrong_shapes(said), *_wrong_words(said)]
        if faults:
            raise InputError([Problem(message, file, hint=hint) for message, hint in faults])
        return cls(**{key: _plain(value) for key, value in said.items()})

    def over(self, other: Profile) -> Profile:
        """This profile where it says something, the other where it does not; maps are joined."""
        merged: dict[str, Any] = {}
        for item in fields(self):
            mine, theirs = getattr(self, item.name), getattr(other, item.name)
            merged[item.name] = {**theirs, **mine} if isinstance(mine, Mapping) else mine or theirs
        return replace(self, **merged)


_MAPS = frozenset({"speakers", "parts", "roles", "columns"})
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(SourceKind),
    "convention": (*(row.name for row in CONVENTIONS), UNLABELLED),
}
_ALLOWED_KEYS: Mapping[str, tuple[str, ...]] = {"columns": COLUMNS}
_ALLOWED_VALUES: Mapping[str, tuple[str, ...]] = {"parts": get_args(Part)}

_Fault = tuple[str, str]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): str(item) for key, item in value.items()}
    return "" if value is None else str(value)


def _nearest(word: str, allowed: tuple[str, ...]) -> str:
    near = get_close_matches(word.lower(), allowed, n=1)
    return f"Did you mean “{near[0]}”?" if near else f"Use one of: {', '.join(allowed)}."


def _unknown_keys(said: Mapping[str, Any]) -> list[_Fault]:
    known = tuple(item.name for item in fields(Profile))
    unknown = [str(key) for key in said if key not in known]
    return [(f"a reading profile has no “{key}”.", _nearest(key, known)) for key in unknown]


def _wrong_shapes(said: Mapping[str, Any]) -> list[_Fault]:
    faults = []
    for key, value in said.items():
        if key in _MAPS and value is not None and not isinstance(value, Mapping):
            faults.append((f"“{key}” of a reading profile must be a list of name: value.", ""))
        elif key not in _MAPS and isinstance(value, (Mapping, list, tuple)):
            faults.append((f"“{key}” of a reading profile must be a single value.", ""))
    return faults


def _wrong_words(said: Mapping[str, Any]) -> list[_Fault]:
    """Values and keys outside the lists of allowed words, and a pattern that is no pattern."""
    faults = [
        (f"“{said[key]}” is no {key}.", _nearest(str(said[key]), words))
        for key, words in _ALLOWED.items()
        if said.get(key) and str(said[key]) not in words
    ]
    inside = {key: given for key, given in said.items() if isinstance(given, Mapping)}
    checked = [(key, list(inside.get(key, {})), words) for key, words in _ALLOWED_KEYS.items()]
    checked += [(key, list(inside.get(key, {}).values()), words) for key, words in _ALLOWED_VALUES.items()]
    for key, entries, words in checked:
        wrong = [str(entry) for entry in entries if str(entry) not in words]
        faults += [(f"“{entry}” is not known in “{key}”.", _nearest(entry, words)) for entry in wrong]
    return faults + _wrong_pattern(str(said.get("label") or ""))


def _wrong_pattern(pattern: str) -> list[_Fault]:
    try:
        re.compile(pattern)
    except re.error as reason:
        return [(f"the label pattern “{pattern}” is no regular expression ({reason}).", "")]
    return []
