"""Reads a report plan: YAML to Plan, with every fault told at its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from realist_eval.codebook.tree import NotText, Tree, read_tree, switch
from realist_eval.codebook.words import nearest
from realist_eval.errors import InputError
from realist_eval.reporter.plan import OwnTable, Plan
from realist_eval.reporter.quotes import ATTRIBUTIONS
from realist_eval.reporter.sections import SECTIONS

At = tuple[str | int, ...]  # where a value stands in the file
TABLE_KEYS = ("file", "title", "total_row", "total_column", "parts")


def load_plan(path: Path) -> Plan:
    """The plan in a file; raises InputError with all its faults."""
    tree = _tree(path)
    if not isinstance(tree.value, dict):
        tree.complain(
            (), "A report plan is a list of keys and values.", "For example: sections: [matrix, audit]"
        )
        raise InputError(tree.problems)
    _known(tree, (), tree.value, _READERS, "key")
    given: dict[str, Any] = {}
    for key, read in _READERS.items():
        if tree.value.get(key) is not None:
            given |= read(tree, key, tree.value[key]) or {}
    if tree.problems:
        raise InputError(tree.problems)
    return Plan(**given)


def _tree(path: Path) -> Tree:
    try:
        return read_tree(path.read_text("utf-8-sig"), str(path))
    except OSError as error:
        raise InputError(f"could not be read ({error.strerror}).", str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text.", str(path), hint="Save it as UTF-8.") from error


def _known(tree: Tree, at: At, said: Mapping[str, Any], allowed: Iterable[str], what: str) -> None:
    for key in said:
        if key not in allowed:
            tree.complain((*at, key), f"There is no {what} “{key}” in a report plan.", nearest(key, allowed))


def _one_of(tree: Tree, at: At, value: str, allowed: Iterable[str], what: str) -> bool:
    if value not in allowed:
        tree.complain(at, f"There is no {what} “{value}”.", nearest(value, allowed))
    return value in allowed


def _text(value: Any) -> str:
    """A value as it stands in the file, numbers and dates too."""
    return value.raw if isinstance(value, NotText) else str(value)


def _line(_tree: Tree, key: str, value: Any) -> dict[str, Any]:
    return {key: _text(value)}


def _attribution(tree: Tree, key: str, value: Any) -> dict[str, Any] | None:
    known = _one_of(tree, (key,), _text(value), ATTRIBUTIONS, "attribution")
    return {key: _text(value)} if known else None


def _number(tree: Tree, key: str, value: Any) -> dict[str, Any] | None:
    said = _text(value)
    if isinstance(value, NotText) and said.isdecimal() and int(said) > 0:
        return {key: int(said)}
    tree.complain((key,), f"“{key}” should be a whole number from 1 up, not “{said}”.")
    return None


def _switch(tree: Tree, key: str, value: Any) -> dict[str, Any] | None:
    found = switch(value) if isinstance(value, NotText) else None
    if found is None:
        tree.complain((key,), f"“{key}” should be true or false, not “{_text(value)}”.")
    return {key: found}


def _entries(tree: Tree, key: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        tree.complain((key,), f"“{key}” should be a list.", "Begin each entry with a dash.")
    return value if isinstance(value, list) else []


def _sections(tree: Tree, key: str, value: Any) -> dict[str, Any]:
    """Names, or a name with the heading that the team wants."""
    headings: dict[str, str] = {}
    for at, entry in enumerate(_entries(tree, key, value)):
        name, heading = (
            next(iter(entry.items())) if isinstance(entry, dict) and entry else (_text(entry), None)
        )
        if _one_of(tree, (key, at), name, SECTIONS, "section"):
            headings.setdefault(name, "" if heading is None else _text(heading))
    return {key: tuple(headings), "headings": {name: said for name, said in headings.items() if said}}


def _tables(tree: Tree, key: str, value: Any) -> dict[str, Any]:
    return {key: tuple(_table(tree, (key, at), one) for at, one in enumerate(_entries(tree, key, value)))}


def _table(tree: Tree, at: At, entry: Any) -> OwnTable:
    if not isinstance(entry, dict) or "file" not in entry:
        tree.complain(at, "A table needs a file.", "For example: - file: tables/funds.csv")
        return OwnTable(Path(), "")
    _known(tree, at, entry, TABLE_KEYS, "key of a table")
    path = Path(tree.file).parent / _text(entry["file"])
    said = {name: _text(entry[name]) for name in ("total_row", "total_column") if entry.get(name) is not None}
    parts = tuple(map(_text, entry.get("parts") or ()))
    return OwnTable(path, _text(entry.get("title") or path.stem), **said, parts=parts)


def _paths(tree: Tree, key: str, value: Any) -> dict[str, Any]:
    pairs = []
    for at, entry in enumerate(_entries(tree, key, value)):
        if isinstance(entry, dict) and {"from", "to"} == set(entry):
            pairs.append((_text(entry["from"]), _text(entry["to"])))
        else:
            tree.complain((key, at), "A path needs two codes.", "For example: - {from: ctx.a, to: out.b}")
    return {key: tuple(pairs)}


_READERS: Mapping[str, Callable[[Tree, str, Any], dict[str, Any] | None]] = {
    **dict.fromkeys(("title", "subtitle", "authors", "organisation", "date", "version", "language"), _line),
    **dict.fromkeys(("smallest_group", "rows", "quotes", "quotation_length", "steps"), _number),
    "attribution": _attribution,
    **dict.fromkeys(("zoom_out", "full"), _switch),
    "sections": _sections,
    "tables": _tables,
    "paths": _paths,
}
