"""How transcripts mark who speaks: one row a convention, most telling first.

A pattern is matched against the start of one line, bold and heading marks taken off, and has the groups
`label`, `text` and optionally `time`; `until` where a second time stands. Words that follow on the lines
below belong to the label before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

CLOCK = r"-?\d{1,2}:\d{1,2}(?::\d{1,2})?(?:[.,:;]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_TIME = rf"[\[(<{{#]?\s?(?P<time>{CLOCK})(?:-\d)?\s?(?:(?:-->|-|–|—|to)\s?(?P<until>{CLOCK})\s?)?[\])>}}#]?"
_DAY = r"(?:\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+)?"  # a chat puts the day before the time
_LEAD = _DAY + _TIME.replace("<time>", "<lead>").replace("<until>", "<lead_until>")
_INSIDE = _TIME.replace("<time>", "<inside>").replace("<until>", "<inside_until>")
_AFTER = _TIME.replace("<time>", "<after>").replace("<until>", "<after_until>")
_NUMBER = r"(?:[\[(][A-Za-z]{0,3}\d{1,5}[\])]\s*|\d{1,5}[.)]?\s+)?"
_FIRST = r"[^\s:\[\](){}<>|?!;\"“”„«»=*#_~–—.,…/\\-]"
_INNER = r"[^:\t\n?!;\"“”„«»=<>|{}…]"
_LABEL = rf"(?P<label>{_FIRST}{_INNER}{{0,60}}?)"
_LABEL_OR_DOUBT = rf"(?P<label>{_FIRST}{_INNER}{{0,60}}?\?{{0,2}})"  # `F?`: a voice that was not told
_BARE = rf"(?P<label>{_FIRST}[^:\t\n?!;\"“”„«»=<>|{{}}…]{{0,45}}?)"
_MAYBE_TIME = rf"(?:\s*[\[(]?{_TIME}[\])]?)?"
_COLON = r"\s?[::﹕](?=\s|$|[^\d\s/\\:])"
_REST = r"(?P<text>.*)$"

Words = Literal["same line", "line below", "either"]


@dataclass(frozen=True)
class Convention:
    """One way of marking speakers."""

    name: str
    pattern: re.Pattern[str]
    words: Words
    example: str
    write: str  # how a turn is written in it; tests write turns with it and read them back
    weight: float = 1.0  # what one match is worth beside one match of another convention
    sure: bool = False  # the pattern alone proves a label: one that occurs once is a speaker too
    on: Literal["text", "bold", "heading"] = "text"


def _way(name: str, pattern: str, words: Words, example: str, write: str, **more: Any) -> Convention:
    return Convention(name, re.compile(pattern, re.DOTALL), words, example, write, **more)


# fmt: off
CONVENTIONS: tuple[Convention, ...] = (
    _way("name and colon",
         rf"{_NUMBER}(?:{_LEAD}\s*[-–|]?\s*)?{_NUMBER}{_LABEL_OR_DOUBT}{_MAYBE_TIME}{_COLON}\s*{_REST}",
         "either", "Interviewer: Tell me about the scheme.", "{label}: {text}"),
    _way("name in brackets",
         rf"{_NUMBER}(?:{_LEAD}\s*)?(?:\[(?P<label>[^\]\[:\n]{{1,50}}?)(?:[\s,|-]+{_INSIDE})?\]"
         rf"|<(?P<label2>[^<>:\n/]{{1,50}})>|\((?P<label3>[^():\n]{{1,50}})\))(?:\s*{_TIME}(?=\s|$|[:–-]))?"
         rf"\s*[:–—-]?\s*{_REST}",
         "either", "[Respondent 3] - Well, it began in spring.", "[{label}] {text}"),
    _way("name and time", rf"{_NUMBER}{_LABEL}[,;|]?\s*(?:\s[-–—|]\s*)?(?<=[\s,;|\])–—-])[\[(]?{_TIME}"
         r"(?=\s|$|[\])|:–-])[\])]?\s*[:|–-]?\s*(?P<text>.*)$",
         "either", "Ann Field  0:01", "{label}  {time}\n{text}", weight=1.2, sure=True),
    _way("time and name", rf"{_NUMBER}{_LEAD}\s*(?:[-–—|]\s*|\t\s*)?{_LABEL}(?:\s*$|\t\s*(?P<text>.*)$)",
         "either", "[00:00:12] Speaker 1", "[{time}] {label}\n{text}", weight=1.1),
    _way("bold name", rf"(?P<label>{_FIRST}[^\n?!]{{0,60}}?){_MAYBE_TIME}\s*[:–—-]?\s*$",
         "either", "**Ann Field** We began in spring.", "**{label}** {text}", weight=1.05, on="bold"),
    _way("name as heading", rf"{_LABEL}{_MAYBE_TIME}\s*:?\s*$",
         "line below", "### Interviewer", "### {label}\n\n{text}", on="heading"),
    _way("name and tab", rf"{_NUMBER}(?:{_LEAD}\s*)?{_BARE}\s?\t\s*(?:{_AFTER}(?:\s+|$))?(?P<text>\S.*)?$",
         "same line", "INT\tTell me about the scheme.", "{label}\t{text}", weight=0.95),
    _way("initials and spaces", r"(?P<label>[^\W\d_a-z][\w.]{0,3}\d{0,2}|[^\W\d_a-z]\w{0,14}(?: ?\d{1,2})?)"
         r"[ \u00a0]{2,}(?P<text>\S.*)$",
         "same line", "I   Tell me about the scheme.", "{label}   {text}", weight=0.8),
    _way("name and dash", rf"{_NUMBER}(?:{_LEAD}\s*)?{_BARE}\s*\.?[-–—]{{1,2}}\s+(?P<text>\S.*)$",
         "same line", "INT - Tell me about the scheme.", "{label} - {text}", weight=0.75),
    _way("name and semicolon", rf"{_NUMBER}(?:{_LEAD}\s*)?{_LABEL};\s+(?P<text>\S.*)$",
         "same line", "Interviewer; Tell me about the scheme.", "{label}; {text}", weight=0.75),
    _way("chat of a meeting",
         rf"(?:{_LEAD}\s*)?From\s+{_LABEL}(?:\s+to\s+[^:\n]{{1,60}}?)?\s*{_COLON}\s*{_REST}",
         "either", "09:31:02 From Ann Field to Everyone: Hello.", "From {label} : {text}", weight=1.3),
    _way("initials and full stop", r"(?P<label>"
         r"(?:Mr|MR|Mrs|MRS|Ms|MS|Miss|Dr|DR|Prof|Professor|Senator|Chair\w*|The)\.? [^\W\d_a-z][\w’'-]+"
         r"|[^\W\d_a-z][^\W\d_]{0,3}\d{0,3})\.\s+(?P<text>\S.*)$",
         "same line", "Q. How did it begin?", "{label}. {text}", weight=0.75),
    _way("name on a line of its own", rf"{_NUMBER}{_BARE}\s*$",
         "line below", "Ann Field", "{label}\n{text}", weight=0.7),
    _way("marks (>>)", rf"(?:>>|&gt;&gt;|»)+\s*(?:{_LABEL}{_COLON})?\s*{_REST}",
         "same line", ">> We began in spring.", ">> {label}: {text}", weight=0.9, sure=True),
)
AT_THE_END = _way(
    "name at the end", r"(?P<text>.*\S)\s*(?:\[(?P<label>[^\]\[\n]{1,50})\]|\((?P<label2>[^()\n]{1,50})\)"
    rf"|\s[–—-]\s?(?P<label3>{_FIRST}{_INNER}{{0,50}}))\s*$",
    "same line", "We began in spring. (Ann Field)", "{text} ({label})", weight=0.6,
)
# fmt: on
"""Only tried on cues: in running text, brackets at the end of a paragraph are remarks."""

UNLABELLED = "no labels"
KEYED = "initials of the key"
NAMES_AND_TIMES = "time, name and words"
BY_PATTERN = "the label pattern given"
BY_NAME: dict[str, Convention] = {row.name: row for row in (*CONVENTIONS, AT_THE_END)}


TIME_FIRST = re.compile(rf"{_LEAD}\s*[-–—|]?\s*(?P<text>\S.*)$")
"""A line with a time before its words."""


def of_key(initials: list[str]) -> Convention:
    """The convention that a key in the head announces: its initials, whatever stands after them."""
    pattern = rf"(?P<label>{_either(initials)})(?:\s*[:.;\t–—-]\s*|\s+)(?P<text>\S.*)$"
    return _way(
        KEYED, pattern, "same line", "TF We began in spring.", "{label} {text}", weight=0.9, sure=True
    )


def of_names(names: list[str]) -> Convention:
    """Times, then names that are known to recur, then words: `[00:00:12] Ann Field We began in spring.`"""
    pattern = rf"{_LEAD}\s*[-–—|]?\s*(?P<label>{_either(names)})\s+(?P<text>\S.*)$"
    return _way(NAMES_AND_TIMES, pattern, "same line", "", "[{time}] {label} {text}", weight=0.9, sure=True)


def _either(labels: list[str]) -> str:
    return "|".join(sorted(map(re.escape, labels), key=len, reverse=True))


def of_pattern(pattern: str) -> Convention:
    """A person's own pattern: its first group, or all that it matches, is the label."""
    compiled = re.compile(pattern)
    named = pattern if "label" in compiled.groupindex else _with_label(pattern, compiled.groups)
    end = "" if "text" in compiled.groupindex else r"\s*[:.–—-]?\s*(?P<text>.*)$"
    return _way(BY_PATTERN, f"(?:{named}){end}", "either", "", "{label} {text}", weight=5.0, sure=True)


def _with_label(pattern: str, groups: int) -> str:
    """Name the first group of a pattern `label`, or the whole of it."""
    at = re.search(r"(?<!\\)\((?!\?)", pattern) if groups else None
    return f"{pattern[: at.start()]}(?P<label>{pattern[at.end() :]}" if at else f"(?P<label>{pattern})"
