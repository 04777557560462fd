"""What gives a person away without being a name: addresses, numbers, dates of birth. Rules as a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from realist_eval.model import Span

_FEWEST, _MOST = 9, 15  # digits of a telephone number with its area


class Found(NamedTuple):
    """A stretch of text that may have to be replaced."""

    span: Span
    kind: str
    sure: bool = True


class Taken:
    """Which characters of a text are spoken for."""

    def __init__(self, text: str) -> None:
        """None are, to begin with."""
        self._marks = bytearray(len(text))

    def take(self, span: Span) -> bool:
        """Claim a stretch; False where some of it is taken, and then nothing changes."""
        if any(self._marks[span.start : span.end]):
            return False
        self._marks[span.start : span.end] = b"\1" * (span.end - span.start)
        return True


class Rule(NamedTuple):
    """A kind, the pattern that finds it (its group `it`, or all of it), and what must hold of the words."""

    kind: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool


def _rule(kind: str, pattern: str, holds: Callable[[str], bool] = bool, flags: int = 0) -> Rule:
    return Rule(kind, re.compile(pattern, flags), holds)


def _digits(words: str) -> str:
    return re.sub(r"\D", "", words)


def _nhs_number(words: str) -> bool:
    """Whether the last of ten digits checks the others, as in the numbers of the National Health Service."""
    digits = [int(digit) for digit in _digits(words)]
    rest = sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return len(digits) == 10 and (11 - rest) % 11 == digits[9]


def _phone(words: str) -> bool:
    digits = _digits(words)
    opens = words.lstrip("(")[0] in "+0" or words.startswith("(")
    american = re.fullmatch(r"\d{3}[ .-]\d{3}[ .-]\d{4}", words) is not None
    return _FEWEST <= len(digits) <= _MOST and (opens or american)


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = (
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ ./-](?:{_MONTH}|\d{{1,2}})[ ,./-]{{1,2}}(?:19|20)?\d\d"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d"
)
_STREET = r"Street|Road|Avenue|Lane|Close|Drive|Crescent|Terrace|Court|Gardens|Boulevard|St|Rd|Ave"

RULES = (  # the first that claims a stretch has it
    _rule("e-mail", r"[\w.+-]{1,64}@\w[\w-]{0,62}(?:\.[\w-]{1,63}){1,6}"),
    _rule("web address", r"(?:https?://|www\.)[^\s<>\"”)\]]{2,500}(?<![.,;:!?'])"),
    _rule("handle", r"(?<![\w@.])@[A-Za-z_]\w{2,30}"),
    _rule("date of birth", rf"\b(?:born|birthday|date of birth|d\.?o\.?b\.?)\W{{0,3}}(?:(?:is|was|on|the) ){{0,3}}(?P<it>{_DATE})", flags=re.IGNORECASE),  # noqa: E501 - a pattern is read as a whole
    _rule("ID number", r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", _nhs_number),
    _rule("ID number", r"\bNHS\b[^\d\n]{0,20}(?P<it>\d{3}[ -]?\d{3}[ -]?\d{4})\b", flags=re.IGNORECASE),
    _rule("ID number", r"\b[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b"),
    _rule("ID number", r"\b\d{3}-\d{2}-\d{4}\b"),
    _rule("ID number", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"),
    _rule("ID number", r"\b\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}\b"),
    _rule("ID number", r"\b[A-Z]{2}\d{2} [A-Z]{3}\b"),
    _rule("ID number", r"\b(?:id|number|reference|ref|case|account|passport|licen[cs]e|patient|staff)\b(?: (?:no\.?|number|id))?\W{1,3}(?:is |was )?(?P<it>[A-Z]{0,4}[-/]?\d[\dA-Z/-]{4,20})\b", flags=re.IGNORECASE),  # noqa: E501 - a pattern is read as a whole
    _rule("phone", r"(?<![\w.+])(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,5}\)[ .-]?)?\d{2,6}(?:[ .-]?\d{2,6}){1,5}(?![\w-])", _phone),  # noqa: E501 - a pattern is read as a whole
    _rule("postcode", r"\b(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-HJKPSTUW\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b"),
    _rule("postcode", r"\b(?:\d{5}-\d{4}|[A-Z]{1,2}-\d{4,5}|[A-Z]\d[A-Z] \d[A-Z]\d)\b"),
    _rule("postcode", r"\b(?:zip|zip code|post ?code|postal code)\W{1,3}(?:is )?(?P<it>\d{4,6}(?: ?[A-Z]{2})?)\b", flags=re.IGNORECASE),  # noqa: E501 - a pattern is read as a whole
    _rule("place", rf"\b\d{{1,4}}[a-z]?,? (?:[A-Z][\w'’]{{1,20}} ){{1,3}}(?:{_STREET})\b"),
)  # fmt: skip


def find_identifiers(text: str) -> Iterator[Found]:
    """Everything that a rule knows, in the order of the text, none over another."""
    found: list[Found] = []
    taken = Taken(text)
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            group = "it" if "it" in rule.pattern.groupindex else 0
            span = Span(*match.span(group))
            if rule.holds(match.group(group)) and taken.take(span):
                found.append(Found(span, rule.kind))
    yield from sorted(found)
