"""Finding one's way in JSON from anywhere: paths, folded keys, and the list that holds the turns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from realist_eval.importer.readers.word_lists import join

MAX_DEPTH = 12
MAX_NODES = 1_500_000

# Folded names of keys, the likeliest first.
TEXT = """text transcript content utterance sentence message display displaytext statement speech dialogue
    caption words transcription punctuatedword word utf8 line body said answer value punct rawtext texte texto
    testo paragraph sentences elements segs nbest alternatives children"""
SPEAKER = """speakername speaker speakerlabel speakerid speakertag speakermodellabel participantrole
    participantname participant name displayname role who author user from sender spk sid sprecher locuteur"""
PERHAPS_SPEAKER = "channeltag channel label"  # only where it tells turns apart
START = """start starttime startseconds startsec starts begin begintime timestamps timestamp from startms
    starttimems tstartms startoffset offsetinticks beginoffsetmillis startoffsetms startoffsetmillis
    time timecode offset offsets onset ts starttimestamp startt dur"""
END = """end endtime endseconds endsec ends stop to endms endtimems endoffset endoffsetmillis endoffsetms
    endts endtimestamp"""
_RIVALS = frozenset({"nbest", "alternatives"})  # of several hearings of the same words, the first counts
DURATION = "duration durationseconds durationms ddurationms durationinticks dur"


@lru_cache(maxsize=4096)
def fold(key: str) -> str:
    """A key without case and separators: `startTime`, `start_time` and `Start time` are one."""
    return re.sub(r"[\W_]+", "", key.casefold())


def at(node: Any, path: str) -> Any:
    """The value at `a.b.0.c`; `*` gathers over a list; None where nothing stands there."""
    steps = path.split(".") if path else []
    for position, step in enumerate(steps):
        if step == "*":
            rest = ".".join(steps[position + 1 :])
            found = [at(item, rest) for item in node] if isinstance(node, list) else []
            parts = (item if isinstance(item, list) else [item] for item in found if item is not None)
            return list(chain.from_iterable(parts))
        if isinstance(node, Mapping):
            node = node.get(step)
        elif isinstance(node, list) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return node


def first(node: Any, paths: str) -> Any:
    """The first value that is not missing or empty, of several paths with spaces between them."""
    for path in paths.split():
        found = at(node, path)
        if found is not None and found not in ("", [], {}):
            return found
    return None


def pick(item: Mapping[str, Any], names: str) -> tuple[str, Any]:
    """(folded key, value) of the likeliest of `names` that has a value; ("", None) where none has."""
    folded = {fold(str(key)): value for key, value in item.items()}
    for name in names.split():
        if folded.get(name) not in (None, "", [], {}):
            return name, folded[name]
    return "", None


def words_of(value: Any, depth: int = 4) -> str:
    """Text out of a string, or out of a list of strings or of objects with text."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and depth:
        return join([words_of(part, depth - 1) for part in value[:10_000]])
    if not isinstance(value, Mapping) or not depth:
        return ""
    key, found = pick(value, TEXT)
    return words_of(found[:1] if key in _RIVALS and isinstance(found, list) else found, depth - 1)


def inner(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a turn keeps about its beginning further inside: its data, or the first of its words."""
    for key in ("data", "elements", "words", "sentences", "segs", "children"):
        value = item.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, Mapping):
            return value
    return {}


def lists_of_objects(root: Any) -> dict[str, list[Mapping[str, Any]]]:
    """All lists of objects in the tree, by path with `*` for positions, joined where paths are alike."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for path, node in _nodes(root):
        items = _items(node)
        if items:
            found.setdefault(path, []).extend(items)
    return found


def _items(node: Any) -> list[Mapping[str, Any]]:
    """The objects of a list, or of an object whose keys only count: {"1": {...}, "2": {...}}."""
    if isinstance(node, Mapping) and node and all(str(key).isdecimal() for key in node):
        node = list(node.values())
    return [item for item in node if isinstance(item, Mapping)] if isinstance(node, list) else []


def _nodes(root: Any) -> Iterator[tuple[str, Any]]:
    """Every list and object, with its path; within bounds."""
    stack: list[tuple[str, Any, int]] = [("", root, 0)] if isinstance(root, (dict, list)) else []
    seen = 0
    while stack and seen < MAX_NODES:
        path, node, depth = stack.pop()
        seen += 1
        yield path, node
        if depth >= MAX_DEPTH:
            continue
        if isinstance(node, Mapping):
            named = (("*" if key.isdecimal() else key, child) for key, child in node.items())
        else:
            named = (("*", child) for child in node)
        children = [(f"{path}.{name}", child) for name, child in named if _holds(child)]
        stack += [(name, child, depth + 1) for name, child in reversed(children)]


def _holds(node: Any) -> bool:
    return isinstance(node, (dict, list)) and bool(node)
