"""A document's blocks to a page: tables of speech become lines in place, tables of facts are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from realist_eval.errors import Problem
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Comment, Line, Page, Script
from realist_eval.importer.readers.blocks import Block, Table, flatten
from realist_eval.importer.source_file import SourceFile

_KEY_WORDS = 5  # the most words that the name of a fact has
_VALUE_WORDS = 12
_FACT_ROWS = 20


def to_raw(
    blocks: Sequence[Block],
    source: SourceFile,
    profile: Profile,
    comments: tuple[Comment, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Page | Script:
    """A page of lines; raises SourceError where the document holds no words at all."""
    remarks = [*source.problems, *problems]
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        if isinstance(block, Table) and _is_facts(block, blocks[:place], blocks[place + 1 :]):
            remarks.append(_left_out(block, source))
        else:
            kept.append(block)
    lines = tuple(flatten(kept))
    if not any(line.text.strip() for line in lines):
        raise source.cannot(
            "holds no text.", "If it holds pictures of pages, have their text recognised (OCR)."
        )
    return Page(lines, comments, tuple(remarks))


def _is_facts(table: Table, before: Sequence[Block], after: Sequence[Block]) -> bool:
    """A small table of names and values at either end of a document whose words stand elsewhere."""
    if _words(before) and _words(after):
        return False
    rows = [[cell for cell in row if cell] for row in table.texts]
    rows = [row for row in rows if row]
    if len(rows) > _FACT_ROWS or not all(_is_fact(row) for row in rows):
        return False
    keys = [row[0].casefold() for row in rows]
    return len(set(keys)) == len(keys) and _words([*before, *after]) > _words([table])


def _is_fact(row: Sequence[str]) -> bool:
    key, *values = row
    return (
        len(row) <= 2
        and len(key.split()) <= _KEY_WORDS
        and all(len(value.split()) <= _VALUE_WORDS for value in values)
    )


def _words(blocks: Iterable[Block]) -> int:
    return sum(len(line.text.split()) for line in flatten(blocks))


def _left_out(table: Table, source: SourceFile) -> Problem:
    lines: tuple[Line, ...] = table.lines
    said = " ".join(line.text.strip() for line in lines)[:60]
    number = lines[0].number if lines else None
    return Problem(
        f"a table of facts is not speech and was left out (“{said}”).", source.file, number, "note"
    )
