"""What pydantic finds in a codebook, in plain words and at the line where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from realist_eval.codebook.schema import MODELS, CodebookFile, Entry, keys
from realist_eval.codebook.tree import NotText, Path, Tree
from realist_eval.codebook.words import listed, nearest, shown

Found = tuple[str, str]  # what happened, what to do


def validate(tree: Tree) -> CodebookFile | None:
    """The file as models; where it has faults, None, with each of them noted on the tree."""
    if not isinstance(tree.value, dict):
        hint = "Begin with “title:” and “codes:” at the left margin, or copy the template."
        tree.complain((), "This is not a codebook: it is not made of keys and values.", hint)
        return None
    try:
        return CodebookFile.model_validate(_without_blanks(tree.value))
    except ValidationError as error:
        for found in error.errors(include_url=False):
            _note(tree, found)
        return None


def _without_blanks(value: Any) -> Any:
    """Keys with nothing after the colon count as left out."""
    if isinstance(value, dict):
        return {key: _without_blanks(item) for key, item in value.items() if item is not None}
    return [_without_blanks(item) for item in value] if isinstance(value, list) else value


def _note(tree: Tree, found: Mapping[str, Any]) -> None:
    path: Path = tuple(found["loc"])
    say = _SAY.get(str(found["type"]))
    message, hint = say(path, found) if say else (f"{_place(path)}: {found['msg']}.", "")
    tree.complain(path, message, hint)


def _place(path: Path) -> str:
    """Where a value stands, in words: “label” of code 3."""
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    return f"“{key}” of {_entry(path)}" if len(path) > 2 and _entry(path) else f"“{key}”"


def _entry(path: Path) -> str:
    """`code 3`, for a path into the third code; nothing outside codes and theories."""
    match path:
        case [str() as key, int() as place, *_] if key in _ENTRY:
            return f"{_ENTRY[key]} {place + 1}"
    return ""


def _model_at(path: Path) -> type[Entry]:
    named = [part for part in path[:-1] if isinstance(part, str) and part in MODELS]
    return MODELS[named[-1]] if named else CodebookFile


def _unknown_key(path: Path, _: Mapping[str, Any]) -> Found:
    key = str(path[-1])
    allowed = keys(_model_at(path))
    if key == "<<":
        return "Merging with << is not supported.", "Write the keys out in each code."
    return f"The key {shown(key)} is not known here.", nearest(key, allowed)


def _missing(path: Path, _: Mapping[str, Any]) -> Found:
    place = _entry(path).capitalize() or "The codebook"
    return f"{place} has no “{path[-1]}”.", _WHY.get(str(path[-1]), "Add it.")


def _not_text(path: Path, found: Mapping[str, Any]) -> Found:
    value = found["input"]
    if isinstance(value, NotText):
        hint = f'Put it in quotes: "{value.raw}".'
        return f"{_place(path)} wants text, but {value.raw} without quotes is read as {value.what}.", hint
    if value is None:
        return f"{_place(path)} has an empty entry.", "Write something after the dash, or remove the line."
    hint = "If a text holds a colon followed by a space, put it in quotes."
    return f"{_place(path)} wants text, but holds {_shape(value)}.", hint


def _not_list(path: Path, found: Mapping[str, Any]) -> Found:
    example = "a dash and a space before each entry, or [one, two]"
    return f"{_place(path)} wants a list, but holds {_shape(found['input'])}.", f"Write {example}."


def _not_mapping(path: Path, found: Mapping[str, Any]) -> Found:
    if len(path) == 2 and _entry(path):
        message = f"{_entry(path).capitalize()} is {_shape(found['input'])}, not keys and values."
        return message, "Write “- id: ...”, “kind: ...” and so on."
    hint = f"Allowed under it: {listed(keys(_model_at((*path, ''))))}." if path and path[-1] in MODELS else ""
    return f"{_place(path)} wants keys and values, but holds {_shape(found['input'])}.", hint


def _empty(path: Path, _: Mapping[str, Any]) -> Found:
    if path == ("codes",):
        return "There are no codes.", "Add at least one under “codes:”."
    return f"{_place(path)} is empty.", "Write something, or remove the line."


def _bad_id(_path: Path, found: Mapping[str, Any]) -> Found:
    hint = "Use letters, digits, dots, hyphens and underscores, beginning with a letter or digit; no spaces."
    return f"{shown(str(found['input']))} cannot be an id.", hint


def _too_long(path: Path, found: Mapping[str, Any]) -> Found:
    return f"{_place(path)} is longer than {found['ctx']['max_length']} characters.", "Shorten it."


def _not_switch(path: Path, _: Mapping[str, Any]) -> Found:
    return f"{_place(path)} is neither true nor false.", "Write true or false."


def _shape(value: Any) -> str:
    """What a value is, in words."""
    if isinstance(value, NotText):
        return f"{value.what} ({value.raw})"
    text = f"the text {shown(str(value))}"
    shapes = {dict: "keys and values", list: "a list", str: text, type(None): "nothing"}
    return shapes.get(type(value), "something else")


_ENTRY: Mapping[str, str] = {"codes": "code", "theories": "theory"}
_WHY = {
    "id": "Add a short name without spaces, such as mec.trust.",
    "kind": "Add context, mechanism or outcome.",
    "label": "Add what it is called in matrices and reports.",
    "title": "Add one at the top of the file.",
    "codes": "Add “codes:” and at least one code.",
}
_SAY: Mapping[str, Callable[[Path, Mapping[str, Any]], Found]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "string_type": _not_text,
    "list_type": _not_list,
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), _not_mapping),
    **dict.fromkeys(("string_too_short", "too_short"), _empty),
    "string_pattern_mismatch": _bad_id,
    "string_too_long": _too_long,
    **dict.fromkeys(("bool_type", "bool_parsing"), _not_switch),
}
