"""What a comment says: a code by its id or label, a valence, a verdict, the id of a coding, a memo."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from realist_eval.codebook.words import nearest, shown
from realist_eval.errors import Problem
from realist_eval.model import UNREVIEWED, Code, Codebook

VERDICTS: Mapping[str, Literal["accept", "reject"]] = {
    "accept": "accept",
    "accepted": "accept",
    "reject": "reject",
    "rejected": "reject",
}
_TARGET = re.compile(r"\[([^\[\]\s]{1,80})\]")
_MEMO = re.compile(r"--|(?:^|(?<=\s))[–—](?=\s|$)")  # Word makes a dash of two hyphens
_WRITTEN = re.compile(r"(?:[A-Za-z] )?(?P<id>[^\s:]+): ?(?P<rest>.*)")
_BRACKETS = re.compile(r"(?P<name>.*\S)\s*\((?P<valence>[^()]*)\)")


@dataclass(frozen=True, slots=True)
class Said:
    """A comment understood: `valence` is None where it says none, `problem` why it is not understood."""

    target: str = ""
    verdict: Literal["", "accept", "reject"] = ""
    code: Code | None = None
    valence: str | None = None
    memo: str = ""
    problem: Problem | None = None


_Named = tuple[Code, str | None]


class Understanding:
    """Reads comments against a codebook."""

    def __init__(self, codebook: Codebook, renamed: Mapping[str, str], was: Mapping[str, str]) -> None:
        """`renamed` are old ids of codes; `was` has the code that each coding stands under, by its id."""
        self._was = was
        self._ids = {code.id.casefold(): code for code in codebook.codes}
        for old, new in renamed.items():
            if new in codebook.by_id:
                self._ids.setdefault(old.casefold(), codebook.by_id[new])
        self._labels: dict[str, list[Code]] = {}
        for code in sorted(codebook.codes, key=lambda code: code.retired):
            self._labels.setdefault(_plain(code.label), []).append(code)
        self._names = [name for code in codebook.codes for name in (code.id, code.label)]

    def target(self, text: str, known: Callable[[str], bool]) -> str:
        """The id of a coding that a comment names in square brackets; nothing where it names none."""
        return next((found for found in _TARGET.findall(text) if known(found)), "")

    def read(self, text: str, target: str = "") -> Said:
        """Understand a comment, or one that is about the coding `target`."""
        plain = " ".join(text.replace(UNREVIEWED, " ").split())
        head, found, tail = plain.partition(f"[{target}]") if target else (plain, "", "")
        if not found:
            return self._statement(head, target)
        added = self._statement(tail.strip(" .,;:"), target)
        if added.verdict or added.code or (added.problem and tail.strip(" .,;:")):
            return added
        said = self._statement(head, target)
        memo = " ".join(filter(None, (said.memo, added.memo)))
        return Said(target, said.verdict, said.code, said.valence, memo, said.problem)

    def _statement(self, text: str, target: str) -> Said:
        was, memo = self._was.get(target, ""), ""
        named = self._named(text, was)
        if isinstance(named, Problem) and (cut := _MEMO.search(text)):
            text, memo = text[: cut.start()], text[cut.end() :].strip()
            named = self._named(text, was)
        first = text.strip(" .,;:!").casefold()
        word = first.split()[0].strip(",.;:!") if first else ""
        if word in VERDICTS and (first == word or isinstance(self._named(first[len(word) :], ""), tuple)):
            return Said(target, VERDICTS[word], memo=memo)
        if not first and memo:
            return Said(target, memo=memo)
        if isinstance(named, Problem):
            return Said(target, memo=memo, problem=named)
        return Said(target, "", *named, memo=memo)

    # ------------------------------------------------------------ names

    def _named(self, text: str, was: str) -> _Named | Problem:
        plain = text.strip().strip("“”\"'").strip()
        for name, valence in _readings(plain):
            code = self._code(name)
            if code is not None:
                return code, None if valence is None else _valence(valence)
        if written := _WRITTEN.fullmatch(plain):
            return self._written(written["id"], written["rest"].strip(), was)
        return self._unknown(plain)

    def _code(self, name: str) -> Code | None:
        bare = name[2:] if name[1:2] == " " and name[:1].isalpha() else name
        for one in (name, bare):
            labelled = self._labels.get(_plain(one), [])
            live = [code for code in labelled if not code.retired] or labelled
            found = self._ids.get(one.casefold()) or (live[0] if len(live) == 1 else None)
            if found is not None:
                return found
        return None

    def _written(self, name: str, rest: str, was: str) -> _Named | Problem:
        """`mec.trust: Trust (enabling)`: where id and label differ, the one that was changed counts."""
        by_id = self._code(name)
        if by_id is None:
            return self._unknown(name)
        if _plain(rest) == _plain(by_id.label):
            return by_id, ""
        for reading, valence in _readings(rest):
            if _plain(reading) == _plain(by_id.label):
                return by_id, _valence(valence or "")
            by_label = self._code(reading)
            if by_label is not None:
                chosen = [code for code in (by_id, by_label) if code.id != was]
                if by_id is by_label or len(chosen) == 1:
                    return chosen[0] if chosen else by_id, _valence(valence or "")
        hint = "Write the id or the label alone."
        return Problem(f"{shown(rest)} is not the label of {by_id.id}.", hint=hint) if rest else (by_id, None)

    def _unknown(self, text: str) -> Problem:
        if not text:
            return Problem("It says nothing.", hint="Write the id or label of a code.")
        name = _readings(text)[-1][0]
        return Problem(f"The codebook has no code {shown(name)}.", hint=nearest(name, self._names))


def _readings(text: str) -> list[tuple[str, str | None]]:
    """What may be the code and what the valence: all of it, or before the last comma or bracket."""
    found: list[tuple[str, str | None]] = [(text, None)]
    if match := _BRACKETS.fullmatch(text):
        found.append((match["name"], match["valence"]))
    name, comma, valence = text.rpartition(",")
    if comma and not _MEMO.search(valence):
        found.append((name.strip(), valence))
    return found


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()


def _valence(said: str) -> str:
    return "_".join(said.replace("-", " ").replace("_", " ").casefold().split())
