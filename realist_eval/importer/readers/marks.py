"""The marks of Markdown inside a line: bold, links, tags, escapes; all in time that grows with the line."""

from __future__ import annotations

import re
from collections.abc import Iterator

_STRONG = re.compile(r"\*\*\*|\*\*|__")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(nbsp|amp|lt|gt|quot|apos|#39|#x27|#160);")
_ENTITIES = {"nbsp": "\xa0", "amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ENTITIES |= {"#39": "'", "#x27": "'", "#160": "\xa0"}
_LINK = re.compile(  # only with a target that is an address: “[laughs](quietly)” is not a link
    r"!?\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,80}\]){0,300})\]"
    r"\((?:https?://|mailto:|www\.|\.{0,2}/|#)[^()\s]{0,2000}(?:\s\"[^\"]{0,200}\")?\)"
)
_BOLD_TAG = re.compile(r"</?(?:b|strong)(?:\s[^<>]{0,300})?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:u|i|em|span|p|div|font|center|small|sup|sub|a|mark|details|summary)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,4}[.)])[ \t]+(?=\*\*|__)")


def without_marks(line: str) -> tuple[str, int]:
    """The line as it would be printed, and the length of its bold beginning.

    Single asterisks and underscores stay: in transcripts they are rarely marks.
    """
    line = _without_tags_and_links(line)
    bullet = _BULLET.match(line)
    line = line[bullet.end() :] if bullet else line
    parts: list[str] = []
    bold, done = 0, 0
    for opening, inside, end in _pairs(line):
        lead, inner = _printed(line[done:opening]), _printed(line[slice(*inside)])
        if done == 0 and not lead.strip():
            bold = len((lead + inner).rstrip())
        parts += [lead, inner]
        done = end
    return "".join(parts) + _printed(line[done:]), bold


def _without_tags_and_links(line: str) -> str:
    """The line with HTML's bold as Markdown's, its other tags away, and the words of links in place of them.

    Other words in angle brackets, such as `<overlap>`, are a transcriber's marks and stay.
    """
    if "<" in line:
        line = _TAG.sub("", _BOLD_TAG.sub("**", line))
    return _LINK.sub(lambda link: "" if link[0].startswith("!") else link[1], line) if "](" in line else line


def _printed(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], _ESCAPE.sub(r"\1", text))


def _pairs(line: str) -> Iterator[tuple[int, tuple[int, int], int]]:
    """Bold stretches: where the mark opens, the words inside, and where the closing mark ends."""
    start: re.Match[str] | None = None
    for mark in _STRONG.finditer(line):
        before = line[mark.start() - 1] if mark.start() else " "
        after = line[mark.end()] if mark.end() < len(line) else " "
        if before == "\\":
            continue
        if start is not None and start[0] == mark[0] and not before.isspace() and mark.start() > start.end():
            yield start.start(), (start.end(), mark.start()), mark.end()
            start = None
        elif not after.isspace() and (start is None or before.isspace()) and not before.isalnum():
            start = mark
