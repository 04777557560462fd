"""How many ways a regular expression can try one sentence, at the worst: an upper guess, without running it.

A backtracking matcher is slow where the same words can be shared out among repeats in many ways. The parts of
a pattern multiply: a repeat costs its width where what follows could match the same characters, and a group
that is repeated costs its own ways to the power of its repeats, unless its rounds are kept apart by a part
that matches none of the others' characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from math import prod
from typing import Any

MOST_STEPS = 250_000.0
DEEPEST = 12  # groups within groups
_LEAD = 12  # characters by which two branches are compared
LONGEST = 400  # characters of a long spoken sentence
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
_ONE_CHARACTER = frozenset(("LITERAL", "NOT_LITERAL", "IN", "ANY"))
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")
_SAMPLE = frozenset(map(chr, range(9, 127))) | frozenset("£€’‘“”–éüßñ")
Item = tuple[Any, Any]


def steps(pattern: str) -> float:
    """The worst number of ways to try the pattern from one place; infinite where there is no telling."""
    parser = import_module("re._parser")  # Python's own, which names no public door to a parsed pattern
    try:
        if _depth(pattern) > DEEPEST:
            return float("inf")
        return _ways(list(parser.parse(pattern)))
    except (RecursionError, OverflowError):
        return float("inf")


def _depth(pattern: str) -> int:
    """How many groups lie within each other, at the most."""
    depth = deepest = 0
    for sign in re.findall(r"(?<!\\)[()]", pattern):
        depth += 1 if sign == "(" else -1
        deepest = max(deepest, depth)
    return deepest


def _ways(items: Sequence[Item], after: Sequence[Item] = ()) -> float:
    """The ways of a sequence, given what follows it."""
    return prod(
        _ways_of(item, [*items[n + 1 :], *after])
        for n, item in enumerate(items)
        if str(item[0]) not in _ONE_CHARACTER
    )


def _ways_of(item: Item, after: Sequence[Item]) -> float:
    name = str(item[0])
    if name in _REPEATS:
        return _ways_of_repeat(item, after)
    if name == "BRANCH":
        return _ways_of_branch(item[1][1], after)
    if name == "GROUPREF_EXISTS":
        return float("inf")
    return prod(_ways(body, after) for body in _bodies(item))


def _ways_of_branch(branches: Sequence[Sequence[Item]], after: Sequence[Item]) -> float:
    """The ways of the branches that can match at one place: those whose first characters do not differ."""
    ways = [_ways(branch, after) for branch in branches]
    leads = [_lead(branch) for branch in branches]
    return max(
        sum(w for w, other in zip(ways, leads, strict=True) if all(map(frozenset.__and__, lead, other)))
        for lead in leads
    )


def _lead(branch: Sequence[Item]) -> list[frozenset[str]]:
    """The character sets of a branch's beginning, as far as it is single characters."""
    found: list[frozenset[str]] = []
    for item in branch[:_LEAD]:
        if not _is_one_character([item]):
            break
        found.append(_characters(item))
    return found


def _ways_of_repeat(item: Item, after: Sequence[Item]) -> float:
    least, most, body = item[1]
    rounds = min(int(most), LONGEST)
    contested = least != most and bool(_first(after) & _first(body))
    if _is_one_character(body):
        return rounds - min(int(least), LONGEST) + 1.0 if contested else 1.0
    within = _ways(body, [*body, *after])
    if _kept_apart(body):
        return max(within, rounds if contested else 1.0)
    loose = within > 1.0 or any(map(_varies, body))
    if loose:
        return float(max(within, 2.0)) ** rounds if rounds < 100 else float("inf")
    return rounds if contested else 1.0


def _kept_apart(body: Sequence[Item]) -> bool:
    """Whether each round has a part that no other part can match, so that rounds cannot mix."""
    parts = _flat(body)
    sure = [part for part in parts if not _may_be_empty(part)]
    for part in sure:
        others = [other for other in parts if other is not part]
        alone = not _all([part]) & _all(others)
        if others and alone and (len(sure) > 1 or not _varies(part)):
            return True
    return False


def _flat(body: Sequence[Item]) -> list[Item]:
    """The parts of a body, with plain groups opened."""
    parts: list[Item] = []
    for item in body:
        parts += _flat(item[1][-1]) if str(item[0]) == "SUBPATTERN" else [item]
    return [part for part in parts if str(part[0]) not in _ZERO_WIDTH]


def _is_one_character(body: Sequence[Item]) -> bool:
    return len(body) == 1 and str(body[0][0]) in _ONE_CHARACTER


def _varies(item: Item) -> bool:
    """Whether a part holds a repeat that may be longer or shorter."""
    if str(item[0]) in _REPEATS and item[1][0] != item[1][1]:
        return True
    return any(_varies(part) for body in _bodies(item) for part in body)


def _may_be_empty(item: Item) -> bool:
    name, bodies = str(item[0]), _bodies(item)
    if name in _ZERO_WIDTH or ("REPEAT" in name and item[1][0] == 0):
        return True
    return any(all(map(_may_be_empty, body)) for body in bodies)


def _bodies(item: Item) -> list[Sequence[Item]]:
    """The patterns inside a part of a pattern."""
    name, value = str(item[0]), item[1]
    if "REPEAT" in name:
        return [value[2]]
    if name == "BRANCH":
        return list(value[1])
    if name in ("SUBPATTERN", "ASSERT", "ASSERT_NOT"):
        return [value[-1]]
    return [value] if name == "ATOMIC_GROUP" else []


def _all(items: Sequence[Item]) -> frozenset[str]:
    """The characters that a pattern can match at all, out of a sample."""
    found: frozenset[str] = frozenset()
    for item in items:
        found |= _characters(item)
    return found


def _first(items: Sequence[Item]) -> frozenset[str]:
    """The characters that a pattern can begin with; none where it can match only the empty text."""
    found: frozenset[str] = frozenset()
    for item in items:
        if str(item[0]) in _ZERO_WIDTH:
            continue
        bodies = _bodies(item)
        found |= frozenset[str]().union(*map(_first, bodies)) if bodies else _characters(item)
        if not _may_be_empty(item):
            break
    return found


def _characters(item: Item) -> frozenset[str]:
    name, value = str(item[0]), item[1]
    if name in _ZERO_WIDTH:
        return frozenset()
    bodies = _bodies(item)
    if bodies:
        return frozenset().union(*map(_all, bodies))
    return _character_set(name, value)


def _character_set(name: str, value: Any) -> frozenset[str]:
    """The sample's characters that a single-character part takes; all of them where it cannot be told."""
    if name in ("LITERAL", "NOT_LITERAL"):
        same = _both_cases(chr(value))
        return same if name == "LITERAL" else _SAMPLE - same
    if name != "IN":
        return _SAMPLE
    found: frozenset[str] = frozenset()
    for part, of in value:
        found |= _in_set(str(part), of)
    return _SAMPLE - found if str(value[0][0]) == "NEGATE" else found


def _in_set(name: str, value: Any) -> frozenset[str]:
    if name == "LITERAL":
        return _both_cases(chr(value))
    if name == "RANGE":
        within = {c for c in _SAMPLE if value[0] <= ord(c) <= value[1]}
        return frozenset().union(*map(_both_cases, within))
    return _category(str(value)) if name == "CATEGORY" else frozenset()


def _both_cases(character: str) -> frozenset[str]:
    return frozenset((character, character.lower(), character.upper()))


@cache
def _category(name: str) -> frozenset[str]:
    tests = {"DIGIT": str.isdigit, "SPACE": str.isspace, "WORD": lambda c: c.isalnum() or c == "_"}
    kind = name.rsplit("_", 1)[-1]
    found = frozenset(filter(tests[kind], _SAMPLE)) if kind in tests else _SAMPLE
    return _SAMPLE - found if "_NOT_" in name else found
