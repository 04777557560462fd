"""Checks across a codebook's entries: ids used once, names that exist, parents that end somewhere.

They look at the plain values, so that they find what they can in a file that has other faults too.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from realist_eval.codebook.indicators import fault
from realist_eval.codebook.tree import Path, Tree
from realist_eval.codebook.words import nearest, shown
from realist_eval.model import KINDS, LEVELS, VALENCES

_USUAL_KINDS = (*KINDS, "intervention", "actor")  # the last two are allowed without being declared


def check_references(tree: Tree) -> None:
    """Note on the tree every fault that concerns more than one value, and every faulty indicator."""
    if not isinstance(tree.value, dict):
        return
    _unique(tree, "codes", "code")
    _unique(tree, "theories", "theory")
    _declared(tree)
    kinds = allowed_kinds(tree.value)
    codes = [code for _, code in _entries(tree, "codes")]
    ids = [code["id"] for code in codes if isinstance(code.get("id"), str)]
    for path, code in _entries(tree, "codes"):
        _names_of_code(tree, path, code, kinds)
        _known(tree, (*path, "parent"), code.get("parent"), ids, "parent code")
        _indicators(tree, path, code)
    _cycles(tree, codes)
    for path, theory in _entries(tree, "theories"):
        for n, code in enumerate(_list(theory.get("codes"))):
            _known(tree, (*path, "codes", n), code, ids, "code")


def allowed_kinds(value: dict[str, Any]) -> list[str]:
    """The kinds that codes may have: those declared, or the usual ones and the two optional ones."""
    declared = [kind for kind in _list(value.get("kinds")) if isinstance(kind, str)]
    return declared or list(_USUAL_KINDS)


def _entries(tree: Tree, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for n, entry in enumerate(_list(tree.value.get(key))):
        if isinstance(entry, dict):
            yield (key, n), entry


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _unique(tree: Tree, key: str, what: str) -> None:
    seen: dict[str, int] = {}
    for path, entry in _entries(tree, key):
        name = entry.get("id")
        if not isinstance(name, str):
            continue
        line = tree.line((*path, "id"))
        first = seen.setdefault(name.strip(), line)
        if first != line:
            message = f"The {what} {shown(name)} stands twice: in line {first} and in line {line}."
            tree.complain((*path, "id"), message, "Give one of them another id, or remove it.")


def _declared(tree: Tree) -> None:
    """The lists at the top: near-misses of the usual kinds, doubled names, valences of kinds not in use."""
    for key in ("kinds", "levels"):
        _doubled(tree, (key,), tree.value.get(key))
    for n, kind in enumerate(_list(tree.value.get("kinds"))):
        usual = get_close_matches(kind, _USUAL_KINDS, n=1, cutoff=0.75) if isinstance(kind, str) else []
        if usual and kind not in _USUAL_KINDS:
            tree.complain(("kinds", n), f"{shown(kind)} is not a kind.", f"Did you mean “{usual[0]}”?")
    valences = tree.value.get("valences")
    if not isinstance(valences, dict):
        return
    for kind, names in valences.items():
        _known(tree, ("valences", kind), kind, allowed_kinds(tree.value), "kind")
        _doubled(tree, ("valences", kind), names)


def _doubled(tree: Tree, path: Path, names: Any) -> None:
    texts = [name for name in _list(names) if isinstance(name, str)]
    for n, name in enumerate(texts):
        if name in texts[:n]:
            tree.complain((*path, n), f"{shown(name)} stands twice in this list.", "Keep one.")


def _names_of_code(tree: Tree, path: Path, code: dict[str, Any], kinds: list[str]) -> None:
    kind, declared = code.get("kind"), tree.value.get("levels")
    levels = [level for level in _list(declared) if isinstance(level, str)] or list(LEVELS)
    _known(tree, (*path, "kind"), kind, kinds, "kind")
    _known(tree, (*path, "level"), code.get("level"), levels, "level")
    if isinstance(kind, str) and kind in kinds:
        allowed = valences_of(tree.value, kind)
        _known(tree, (*path, "expected"), code.get("expected"), allowed, f"valence of {kind}s")


def valences_of(value: dict[str, Any], kind: str) -> list[str]:
    """The valences a kind may take: those the file names for it, or the usual ones."""
    declared = value.get("valences")
    names = declared.get(kind) if isinstance(declared, dict) else None
    if isinstance(names, list):
        return [name for name in names if isinstance(name, str)]
    return list(VALENCES.get(kind, ()))


def _known(tree: Tree, path: Path, name: Any, allowed: list[str], what: str) -> None:
    """Complain where a name is given that is not among those allowed."""
    if not isinstance(name, str) or not name.strip() or name.strip() in allowed:
        return
    hint = nearest(name.strip(), allowed) or "Leave it out: there is none to choose from."
    tree.complain(path, f"{shown(name)} is not a {what}.", hint)


def _indicators(tree: Tree, path: Path, code: dict[str, Any]) -> None:
    for n, text in enumerate(_list(code.get("indicators"))):
        found = fault(text) if isinstance(text, str) and text.strip() else None
        if found:
            tree.complain((*path, "indicators", n), *found)


def _cycles(tree: Tree, codes: list[dict[str, Any]]) -> None:
    """Complain once about each circle of parents."""
    parent = {code["id"]: code.get("parent") for code in codes if isinstance(code.get("id"), str)}
    told: set[Any] = set()
    for code in codes:
        trail: list[Any] = []
        step = code.get("id")
        while isinstance(step, str) and step in parent and step not in trail:
            trail.append(step)
            step = parent[step]
        circle = trail[trail.index(step) :] if step in trail else []
        if circle and not told & set(circle):
            told.update(circle)
            chain = " > ".join([*circle, circle[0]])
            place = next(p for p, entry in _entries(tree, "codes") if entry.get("id") == circle[0])
            message = f"These codes are each other's parents: {chain}."
            tree.complain((*place, "parent"), message, "Remove one of the parents.")
