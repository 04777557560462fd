"""Plain text, Markdown and reStructuredText: lines as they stand, with their marks read and taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from realist_eval.errors import Problem
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Line, Page, Script
from realist_eval.importer.readers.blocks import MAX_LINES, Block, Table
from realist_eval.importer.readers.columns import names_columns
from realist_eval.importer.readers.layout import to_raw
from realist_eval.importer.readers.marks import without_marks
from realist_eval.importer.source_file import SourceFile

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FRONT_MATTER = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINES = 80
_KEY = re.compile(r"([\w.-]+)\s*[:=]")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=\s|\Z)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_CELL_END = re.compile(r"(?<!\\)\|")
_QUOTE = re.compile(r" {0,3}>(?!>)[ \t]?")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_FIELD = re.compile(r":[\w -]{1,40}:(?:\s|\Z)")
_RST_HIDDEN = re.compile(r"\.\.(?:\s|\Z)")


def read_text(source: SourceFile, profile: Profile) -> Page | Script:
    """Every line of a plain text, blank ones too; raises SourceError."""
    lines, problems = _lines(source, profile)
    return to_raw(list(_text_blocks(lines)), source, profile, (), problems)


def _text_blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Lines as they stand; a header of columns with tabs, and the rows below it with as many, are a table."""
    numbered = ((number, text.split("\t")) for number, text in enumerate(lines, 1))
    for width, group in groupby(numbered, key=lambda line: len(line[1])):
        rows = list(group)
        if width > 1 and len(rows) > 2 and names_columns(rows[0][1]):
            yield Table(tuple(tuple((Line(cell.strip(), n),) for cell in cells) for n, cells in rows))
        else:
            yield from (Line("\t".join(cells), n) for n, cells in rows)


def _lines(source: SourceFile, profile: Profile) -> tuple[list[str], tuple[Problem, ...]]:
    """The lines, and what a person should know about how they were decoded."""
    decoded = source.decoded(profile.encoding or None)
    source.too_long(decoded.text.count("\n"), MAX_LINES, "lines")
    problems = tuple(each for each in source.text_problems(decoded) if each not in source.problems)
    return decoded.text.rstrip("\n").split("\n"), problems


# ---------------------------------------------------------------- Markdown


def read_markdown(source: SourceFile, profile: Profile) -> Page | Script:
    """Markdown without front matter, comments and marks; headings and bold beginnings kept as facts."""
    lines, problems = _lines(source, profile)
    text = _blank_out("\n".join(lines))
    return to_raw(list(_markdown_blocks(text.split("\n"))), source, profile, (), problems)


def _blank_out(text: str) -> str:
    """The text with front matter and comments emptied; every line keeps its number."""
    front = _FRONT_MATTER.match(text[:20_000])
    if front and _is_front_matter(front[2].split("\n")):
        text = "\n" * front[0].count("\n") + text[front.end() :]
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)


def _is_front_matter(lines: Sequence[str]) -> bool:
    """Whether lines between two rules are facts, each named once, and not speech between two rules."""
    keys = [found[1] for line in lines if (found := _KEY.match(line))]
    others = any(line and line[0] not in " \t#-]}" and not _KEY.match(line) for line in lines)
    return bool(keys) and not others and len(set(keys)) == len(keys) and len(lines) <= _FRONT_LINES


def _markdown_blocks(lines: Sequence[str]) -> Iterator[Block]:
    number = 0
    while number < len(lines):
        line, below = lines[number], lines[number + 1] if number + 1 < len(lines) else ""
        if _opens_table(line, below):
            end = _end_of_table(lines, number)
            yield _markdown_table(lines, number, end)
            number = end
        elif _UNDERLINE.fullmatch(below.rstrip()) and _is_title(lines, number):
            yield from _markdown_line(line, number + 1, 1 if "=" in below else 2)
            yield Line("", number + 2)
            number += 2
        else:
            yield from _markdown_line(line, number + 1)
            number += 1


def _opens_table(line: str, below: str) -> bool:
    return "|" in line and "|" in below and "--" in below and not below.strip("|-: \t")


def _is_title(lines: Sequence[str], number: int) -> bool:
    """Whether a line that is underlined stands alone: under running text, dashes are a rule or a break."""
    line = lines[number]
    alone = number == 0 or not lines[number - 1].strip()
    return bool(line.strip()) and alone and not _HEADING.match(line) and not _is_rule(line)


def _end_of_table(lines: Sequence[str], start: int) -> int:
    return next((at for at in range(start, len(lines)) if "|" not in lines[at]), len(lines))


def _markdown_table(lines: Sequence[str], start: int, end: int) -> Table:
    rows = []
    for number in (start, *range(start + 2, end)):  # below the header stands a rule
        cells = _CELL_END.split(lines[number].strip().removeprefix("|").removesuffix("|"))
        rows.append(tuple(_markdown_cell(cell.strip(), number + 1) for cell in cells))
    return Table(tuple(rows))


def _markdown_cell(cell: str, number: int) -> tuple[Line, ...]:
    return tuple(line for part in _BREAK.split(cell) for line in _markdown_line(part.strip(), number))


def _is_rule(line: str) -> bool:
    marks = "".join(line.split())
    return len(marks) >= 3 and len(set(marks)) == 1 and marks[0] in "*-_" and len(line) < 400


def _markdown_line(line: str, number: int, heading: int = 0) -> Iterator[Line]:
    """One line without its marks; several where it holds `<br>`."""
    if _is_rule(line) or _FENCE.match(line):
        yield Line("", number)
        return
    if found := _HEADING.match(line):
        heading, line = len(found[1]), _closed_heading(line[found.end() :].strip())
    line = _QUOTE.sub("", line, count=1) if _QUOTE.match(line) else line
    for part in _BREAK.split(line):
        text, bold = without_marks(part.rstrip().removesuffix("\\"))
        yield Line(text.rstrip(), number, bold, heading)


def _closed_heading(text: str) -> str:
    """`Title ##` without the marks that close it."""
    bare = text.rstrip("#")
    return bare.rstrip() if bare != text and (not bare or bare[-1].isspace()) else text


# ---------------------------------------------------------------- reStructuredText


def read_rst(source: SourceFile, profile: Profile) -> Page | Script:
    """reStructuredText: underlined headings, `**bold**` beginnings, comments and directives left out."""
    lines, problems = _lines(source, profile)
    return to_raw(list(_rst_lines(lines)), source, profile, (), problems)


def _rst_lines(lines: Sequence[str]) -> Iterator[Line]:
    levels: list[str] = []
    hidden, begun = False, False
    for number, line in enumerate(lines):
        hidden = _is_hidden(line, hidden)
        below = lines[number + 1] if number + 1 < len(lines) else ""
        level = _rst_level(line, below, levels)
        if hidden or _adornment(line) or (not begun and _FIELD.match(line)):
            yield Line("", number + 1)
            continue
        begun = begun or bool(line.strip() and not level)
        text, bold = without_marks(line.removeprefix("| ").rstrip())
        yield Line(text, number + 1, bold, level)


def _is_hidden(line: str, before: bool) -> bool:
    """Whether a line belongs to a comment or directive: its mark, then all that is indented below."""
    return bool(_RST_HIDDEN.match(line)) or (before and (not line.strip() or line[0].isspace()))


def _adornment(line: str) -> str:
    """The mark that under- or overlines a title or rules off a paragraph; empty for other lines."""
    marks = line.rstrip()
    alike = len(marks) >= 3 and not marks.strip(marks[0]) and not marks[0].isalnum() and marks.isascii()
    return marks[0] if alike else ""


def _rst_level(line: str, below: str, levels: list[str]) -> int:
    mark = _adornment(below)
    if not mark or not line.strip() or _adornment(line) or len(below.rstrip()) < len(line.strip()):
        return 0
    if mark not in levels:
        levels.append(mark)
    return min(levels.index(mark) + 1, 9)
