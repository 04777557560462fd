"""Two versions of a codebook compared, in words that people can read out in a workshop."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from textwrap import TextWrapper, fill
from typing import Literal

from realist_eval.codebook.words import listed
from realist_eval.model import Code, Codebook, Theory

Sort = Literal["new", "gone", "renamed", "changed", "frame"]

WIDTH = 80
HEADINGS: dict[Sort, str] = {
    "new": "New codes",
    "gone": "Codes that are gone",
    "renamed": "Codes under another id",
    "changed": "Codes that changed",
    "frame": "The codebook as a whole",
}
_TEXTS = {  # fields that hold sentences
    "definition": "Its definition",
    "include": "What it includes",
    "exclude": "What it excludes",
    "resource": "What the programme offers",
    "reasoning": "How people respond",
}
_VALUES = {  # fields that hold a word
    "kind": "Its kind",
    "label": "Its label",
    "level": "Its level",
    "theme": "Its theme",
    "expected": "Its expected valence",
    "parent": "The code above it",
}
_LISTS = {"typical": "typical", "atypical": "untypical", "close_but_no": "close, but no"}  # examples by field
_MEANING = ("kind", "definition", "include", "exclude")  # what makes codings stale
_TOKEN = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")
_WHOLE = ("title", "version", "kinds", "levels")


@dataclass(frozen=True)
class Change:
    """What became of one code, or of the codebook: a name, and sentences about it."""

    sort: Sort
    name: str
    said: tuple[str, ...] = ()
    meaning: bool = False  # codings made before are to be looked at again


def compare(old: Codebook, new: Codebook, renamed: Mapping[str, str] | None = None) -> list[Change]:
    """Every difference, by sort and then in the codebooks' own order.

    `renamed`: old ids to new ones, where they are known; a code that is gone while one with the same kind and
    the same label or definition is new counts as renamed too.
    """
    names = {**_look_alike(old, new), **(renamed or {})}
    found = [*_frame(old, new), *_codes(old, new, names), *_theories(old.theories, new.theories)]
    order = list(HEADINGS)
    return sorted(found, key=lambda change: order.index(change.sort))


def told(changes: Sequence[Change], form: str = "text") -> str:
    """The comparison as a page: `text` for a terminal, `md` for Markdown."""
    if not changes:
        return "Nothing has changed.\n"
    lines = [_summary(changes), ""]
    for sort, heading in HEADINGS.items():
        chosen = [change for change in changes if change.sort == sort]
        if chosen:
            lines += [f"## {heading}" if form == "md" else heading.upper(), ""]
            lines += [line for change in chosen for line in (*_entry(change, form), "")]
    again = [change.name for change in changes if change.meaning]
    if again:
        said = f"To be looked at again, since their meaning changed: {', '.join(again)}."
        lines.append(said if form == "md" else fill(said, WIDTH, break_on_hyphens=False))
    return "\n".join(lines).rstrip() + "\n"


# ------------------------------------------------------------ what has changed


def _look_alike(old: Codebook, new: Codebook) -> dict[str, str]:
    gone = [code for code in old.codes if code.id not in new.by_id]
    fresh = [code for code in new.codes if code.id not in old.by_id]
    found: dict[str, str] = {}
    for code in gone:
        alike = [one.id for one in fresh if _same(code, one) and one.id not in found.values()]
        if len(alike) == 1:
            found[code.id] = alike[0]
    return found


def _same(one: Code, other: Code) -> bool:
    words = one.label == other.label or (one.definition and one.definition == other.definition)
    return one.kind == other.kind and bool(words)


def _codes(old: Codebook, new: Codebook, names: Mapping[str, str]) -> Iterator[Change]:
    came: set[str] = set()
    for code in old.codes:
        now = new.by_id.get(code.id) or new.by_id.get(names.get(code.id, ""))
        if now is None:
            words = f"It said: {_flat(code.definition)}" if code.definition else ""
            yield Change("gone", _name(code), (words,) if words else ())
            continue
        came.add(now.id)
        if now.id != code.id:
            known = f" It goes on in “{now.label}”." if now.label != code.label else ""
            yield Change("renamed", _name(code), (f"It is called {now.id} now.{known}",))
        said = tuple(_of_code(code, now))
        if said:
            meaning = any(getattr(code, field) != getattr(now, field) for field in _MEANING)
            yield Change("changed", _name(now), said, meaning)
    for code in new.codes:
        if code.id not in came:
            yield Change("new", _name(code), tuple(_introduced(code)))


def _introduced(code: Code) -> Iterator[str]:
    yield f"{code.kind.capitalize()}. {_flat(code.definition)}".rstrip()
    for field in ("include", "exclude"):
        words = _flat(getattr(code, field))
        if words:
            yield f"{_TEXTS[field]}: {words}"


def _of_code(old: Code, new: Code) -> Iterator[str]:
    if old.retired != new.retired:
        yield "It is not used for new codings any more." if new.retired else "It is in use again."
    for field, name in _VALUES.items():
        yield from _value(name, getattr(old, field), getattr(new, field))
    for field, name in _TEXTS.items():
        yield from _text(name, getattr(old, field), getattr(new, field))
    yield from _gathered("to look for", old.indicators, new.indicators)
    for field, name in _LISTS.items():
        before, after = getattr(old.examples, field), getattr(new.examples, field)
        yield from (f"Example added ({name}): “{_flat(one)}”" for one in after if one not in before)
        yield from (f"Example taken out ({name}): “{_flat(one)}”" for one in before if one not in after)


def _value(name: str, before: str, after: str) -> Iterator[str]:
    if before == after:
        return
    if not before or not after:
        yield f"{name} is now “{after}”." if after else f"{name}, “{before}”, was taken away."
    else:
        yield f"{name} was “{before}” and is now “{after}”."


def _text(name: str, before: str, after: str) -> Iterator[str]:
    """A sentence on a text that changed: what came in, what went out, or both versions side by side."""
    old, new = _flat(before), _flat(after)
    if old == new:
        return
    if not old or not new:
        yield f"{name}, now: {new}" if new else f"{name} is no longer said. It was: {old}"
        return
    come, gone = _parts(old, new)
    if come and not gone:
        yield f"{name} says besides: {_quoted(come)}. Now: {new}"
    elif gone and not come:
        yield f"{name} no longer says: {_quoted(gone)}. Now: {new}"
    else:
        yield f"{name} was: {old} It is now: {new}"


def _parts(old: str, new: str) -> tuple[list[str], list[str]]:
    """The phrases that came in and those that went out; a replaced phrase is both."""
    before, after = (list(_TOKEN.finditer(text)) for text in (old, new))
    was, now = ([token.group() for token in tokens] for tokens in (before, after))
    come, gone = [], []
    for step, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if step in {"insert", "replace"}:
            come.append(new[after[j1].start() : after[j2 - 1].end()])
        if step in {"delete", "replace"}:
            gone.append(old[before[i1].start() : before[i2 - 1].end()])
    return come, gone


def _gathered(what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    if come := [word for word in after if word not in before]:
        yield f"Words {what}, new: {listed(come, 40)}."
    if gone := [word for word in before if word not in after]:
        yield f"Words {what}, no more: {listed(gone, 40)}."


def _frame(old: Codebook, new: Codebook) -> Iterator[Change]:
    said = [
        line
        for field in _WHOLE
        for line in _value(f"Its {field}", _joined(getattr(old, field)), _joined(getattr(new, field)))
    ]
    for kind in dict.fromkeys([*old.valences, *new.valences]):
        before, after = (_joined(book.valences.get(kind, ())) for book in (old, new))
        said += _value(f"What a {kind} may be", before, after)
    if said:
        yield Change("frame", new.title or old.title, tuple(said))


def _theories(old: Sequence[Theory], new: Sequence[Theory]) -> Iterator[Change]:
    before, after = ({theory.id: theory for theory in each} for each in (old, new))
    for name in dict.fromkeys([*before, *after]):
        said = tuple(_of_theory(before.get(name), after.get(name)))
        if said:
            yield Change("frame", f"Theory {name}", said)


def _of_theory(old: Theory | None, new: Theory | None) -> Iterator[str]:
    if old is None or new is None:
        one = new or old or Theory("")
        said = f"if {one.if_}, then {one.then}, because {one.because}."
        yield f"It is new: {said}" if new else f"It is gone. It said: {said}"
        return
    for field in fields(Theory):
        before, after = (_joined(getattr(theory, field.name)) for theory in (old, new))
        yield from _text(f"Its “{field.name.rstrip('_')}”", before, after)


# ------------------------------------------------------------ in words


def _summary(changes: Sequence[Change]) -> str:
    counts = {sort: sum(change.sort == sort for change in changes) for sort in HEADINGS}
    words = (("new", "new"), ("gone", "gone"), ("renamed", "under another id"), ("changed", "changed"))
    said = [f"{counts[sort]} {word}" for sort, word in words if counts[sort]]  # type: ignore[index]
    return f"Codes: {', '.join(said)}." if said else "The codes are the same."


def _entry(change: Change, form: str) -> Iterator[str]:
    yield f"**{change.name}**\n" if form == "md" else change.name
    for line in (f"- {said}" for said in change.said):
        yield line if form == "md" else _FILLED.fill(line)


_FILLED = TextWrapper(WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _name(code: Code) -> str:
    return f"{code.label} ({code.id})"


def _quoted(parts: Sequence[str]) -> str:
    return ", ".join(f"“{part}”" for part in parts)


def _joined(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _flat(words: str) -> str:
    return " ".join(words.split())
