"""Reads a report plan: YAML to Plan, with every fault told at its line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from realist_eval.errors import InputError, Problem
from realist_eval.reporter.plan import OwnTable, Plan
from realist_eval.reporter.quotes import ATTRIBUTIONS
from realist_eval.reporter.sections import SECTIONS

TEXTS = ("title", "subtitle", "authors", "organisation", "date", "version", "language")
NUMBERS = ("smallest_group", "rows", "quotes", "quotation_length", "steps")
KEYS = (*TEXTS, *NUMBERS, "attribution", "zoom_out", "sections", "tables", "paths")
TABLE_KEYS = ("file", "title", "total_row", "total_column", "parts")


def load_plan(path: Path) -> Plan:
    """The plan in a file; raises InputError with all its faults."""
    return _Reader(path).plan()


class _Reader:
    """One pass over a plan file that gathers faults as it goes."""

    def __init__(self, path: Path) -> None:
        self.path, self.problems = path, list[Problem]()

    def plan(self) -> Plan:
        """The plan, or every fault."""
        data = self._loaded()
        if not isinstance(data, Mapping):
            self._fault(
                "A report plan is a list of keys and values.", None, "For example: sections: [matrix, audit]"
            )
            raise InputError(self.problems)
        self._known(data, KEYS, "key")
        given: dict[str, Any] = {**self._texts(data), **self._numbers(data), **self._lists(data)}
        plan = replace(Plan(), **given)
        if self.problems:
            raise InputError(self.problems)
        return plan

    def _loaded(self) -> Any:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        try:
            return YAML(typ="rt").load(self.path.read_text("utf-8-sig"))
        except OSError as error:
            raise InputError(Problem(f"could not be read ({error.strerror}).", str(self.path))) from error
        except UnicodeDecodeError as error:
            raise InputError(
                Problem("is not UTF-8 text.", str(self.path), hint="Save it as UTF-8.")
            ) from error
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            raise InputError(Problem(f"is not valid YAML: {error.problem}.", str(self.path), line)) from error
        except YAMLError as error:
            raise InputError(Problem("is not valid YAML.", str(self.path))) from error

    def _fault(self, message: str, line: int | None, hint: str = "") -> None:
        self.problems.append(Problem(message, str(self.path), line, hint=hint))

    def _known(self, data: Mapping[str, Any], allowed: Collection[str], what: str) -> None:
        for key in data:
            if key not in allowed:
                near = get_close_matches(str(key), allowed, 1)
                hint = f"Did you mean “{near[0]}”?" if near else f"Allowed: {', '.join(allowed)}."
                self._fault(f"There is no {what} “{key}” in a report plan.", _line(data, key), hint)

    def _texts(self, data: Mapping[str, Any]) -> dict[str, str]:
        found = {key: str(data[key]) for key in TEXTS if data.get(key) is not None}
        style = data.get("attribution")
        if style is not None and self._one_of(
            str(style), ATTRIBUTIONS, "attribution", _line(data, "attribution")
        ):
            found["attribution"] = str(style)
        return found

    def _one_of(self, value: str, allowed: Collection[str], what: str, line: int | None) -> bool:
        if value in allowed:
            return True
        near = get_close_matches(value, allowed, 1)
        hint = f"Did you mean “{near[0]}”?" if near else f"Choose from: {', '.join(allowed)}."
        self._fault(f"There is no {what} “{value}”.", line, hint)
        return False

    def _numbers(self, data: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        zoomed = data.get("zoom_out")
        if isinstance(zoomed, bool):
            found["zoom_out"] = zoomed
        elif zoomed is not None:
            self._fault(f"“zoom_out” should be true or false, not “{zoomed}”.", _line(data, "zoom_out"))
        for key in NUMBERS:
            value = data.get(key)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                self._fault(f"“{key}” should be a whole number from 1 up, not “{value}”.", _line(data, key))
            else:
                found[key] = int(value)
        return found

    def _lists(self, data: Mapping[str, Any]) -> dict[str, Any]:
        readers: Mapping[str, Callable[[Any], dict[str, Any]]] = {
            "sections": self._sections,
            "tables": self._tables,
            "paths": self._paths,
        }
        found: dict[str, Any] = {}
        for key, read in readers.items():
            value = data.get(key)
            if value is None:
                continue
            if not isinstance(value, list):
                self._fault(f"“{key}” should be a list.", _line(data, key), "Begin each entry with a dash.")
            else:
                found |= read(value)
        return found

    def _sections(self, entries: Any) -> dict[str, Any]:
        """Names, or a name with the heading that the team wants."""
        names, headings = [], {}
        for at, entry in enumerate(entries):
            pair = next(iter(entry.items())) if isinstance(entry, Mapping) and entry else (entry, None)
            name, heading = str(pair[0]), pair[1]
            if self._one_of(name, SECTIONS, "section", _line(entries, at)):
                names.append(name)
                if heading is not None:
                    headings[name] = str(heading)
        return {"sections": tuple(dict.fromkeys(names)), "headings": headings}

    def _tables(self, entries: Any) -> dict[str, Any]:
        tables = []
        for at, entry in enumerate(entries):
            if not isinstance(entry, Mapping) or "file" not in entry:
                self._fault(
                    "A table needs a file.", _line(entries, at), "For example: - file: tables/funds.csv"
                )
                continue
            self._known(entry, TABLE_KEYS, "key of a table")
            path = self.path.parent / str(entry["file"])
            texts = {
                key: str(entry[key]) for key in ("total_row", "total_column") if entry.get(key) is not None
            }
            parts = tuple(map(str, entry.get("parts") or ()))
            tables.append(OwnTable(path, str(entry.get("title") or path.stem), **texts, parts=parts))
        return {"tables": tuple(tables)}

    def _paths(self, entries: Any) -> dict[str, Any]:
        pairs = []
        for at, entry in enumerate(entries):
            if isinstance(entry, Mapping) and {"from", "to"} == set(entry):
                pairs.append((str(entry["from"]), str(entry["to"])))
            else:
                self._fault(
                    "A path needs two codes.", _line(entries, at), "For example: - {from: ctx.a, to: out.b}"
                )
        return {"paths": tuple(pairs)}


def _line(data: Any, key: Any) -> int | None:
    """The line of a key or entry, counted from 1."""
    try:
        place = data.lc.data[key]
    except (AttributeError, KeyError, TypeError):
        return None
    return int(place[0]) + 1
