"""A document's blocks to lines; where a table of speakers and words is most of it, to a script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from realist_eval.errors import Problem
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Comment, Line, Page, Script, Utterance
from realist_eval.importer.readers.blocks import Block, Cell, Table, flatten
from realist_eval.importer.readers.columns import Layout, Row, find_columns, spoken
from realist_eval.importer.source_file import SourceFile

_KEY_WORDS = 5  # the most words that the name of a fact has
_VALUE_WORDS = 12
_FACT_ROWS = 20
_LABEL = 40  # characters that a cell has at most to be a label or a time before the words
_TITLE_WORDS = 60  # words that may stand beside a table of speech without a remark
_NO_TEXT = "If it holds pictures of pages, have their text recognised (OCR)."


def to_raw(
    blocks: Sequence[Block],
    source: SourceFile,
    profile: Profile,
    comments: tuple[Comment, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Page | Script:
    """A page of lines, or a script; raises SourceError where the document holds no words at all."""
    kept, facts = _without_facts(blocks)
    problems = (*source.problems, *problems, *(_left_out(table, source) for table in facts))
    if not _words(kept):
        raise source.cannot("holds no text.", _NO_TEXT)
    script = _script(kept, source, profile, problems)
    return replace(script, comments=comments) if script else Page(tuple(_lines(kept)), comments, problems)


def tracked(source: SourceFile) -> tuple[Problem, ...]:
    """The note on a document with tracked changes."""
    message = "holds tracked changes: insertions were taken as accepted, deletions left out."
    return (Problem(message, source.file, severity="note"),)


# ---------------------------------------------------------------- tables of speech


def _script(
    blocks: Sequence[Block], source: SourceFile, profile: Profile, problems: tuple[Problem, ...]
) -> Script | None:
    """The tables of one width that hold most words, if times or speakers stand in columns of their own."""
    rows = _main_rows(blocks)
    if not rows:
        return None
    table: list[Row] = [(_number(row), [_text(cell) for cell in row]) for row in rows]
    try:
        layout = find_columns(table, profile)
    except ValueError as reason:
        raise source.cannot(str(reason)) from reason  # the profile names a column that is not there
    if layout.text is None or (layout.speaker is None and layout.start is None and not profile.columns):
        return None
    utterances = tuple(_utterances(rows, table, layout))
    remarks = _outside(blocks, rows, source.file)
    return Script(utterances, "table of speakers and words", (*problems, *remarks)) if utterances else None


def _outside(blocks: Sequence[Block], rows: Sequence[Sequence[Cell]], file: str) -> tuple[Problem, ...]:
    """A warning where more than a title stands beside the table that was read."""
    outside = _words(blocks) - sum(_words(cell) for row in rows for cell in row)
    message = f"{outside} words beside the table of speakers and words were left out."
    return (Problem(message, file, severity="warning"),) if outside > _TITLE_WORDS else ()


def _main_rows(blocks: Sequence[Block]) -> list[tuple[Cell, ...]]:
    """Rows of the tables of the width that holds most words; a table broken over pages is one table."""
    by_width: dict[int, list[Table]] = {}
    for block in blocks:
        if isinstance(block, Table):
            by_width.setdefault(max(map(len, block.rows)), []).append(block)
    best = max(by_width.values(), key=_words, default=[])
    if not best or _words(best) * 2 < _words(blocks) or max(map(len, best[0].rows)) < 2:
        return []
    return [row for table in best for row in table.rows if any(row)]


def _utterances(rows: Sequence[Sequence[Cell]], table: Sequence[Row], layout: Layout) -> Iterator[Utterance]:
    for cells, (number, texts) in zip(rows[layout.first :], table[layout.first :], strict=True):
        said = spoken(number, texts, layout)
        if layout.text is not None and said.text:
            yield replace(said, number=_number([cells[layout.text]]) or number)


# ---------------------------------------------------------------- tables of facts


def _without_facts(blocks: Sequence[Block]) -> tuple[list[Block], list[Table]]:
    """All blocks but small tables of names and values at either end, and those tables."""
    wordy = [n for n, block in enumerate(blocks) if not isinstance(block, Table) and block.text.strip()]
    first, last = (wordy[0], wordy[-1]) if wordy else (len(blocks), -1)
    total = _words(blocks)
    kept: list[Block] = []
    facts: list[Table] = []
    for place, block in enumerate(blocks):
        at_an_end = not first < place < last
        if isinstance(block, Table) and at_an_end and _is_facts(block) and _words([block]) * 2 < total:
            facts.append(block)
        else:
            kept.append(block)
    return kept, facts


def _is_facts(table: Table) -> bool:
    rows = [[cell for cell in row if cell] for row in table.texts]
    rows = [row for row in rows if row]
    keys = [row[0].casefold() for row in rows]
    return 0 < len(rows) <= _FACT_ROWS and len(set(keys)) == len(keys) and all(map(_is_fact, rows))


def _is_fact(row: Sequence[str]) -> bool:
    key, *values = row
    short = all(len(value.split()) <= _VALUE_WORDS for value in values)
    return len(row) <= 2 and len(key.split()) <= _KEY_WORDS and short


def _left_out(table: Table, source: SourceFile) -> Problem:
    said = " ".join(line.text.strip() for line in table.lines)[:60]
    message = f"a table of facts is not speech and was left out (“{said}”)."
    return Problem(message, source.file, _number(table.rows[0]) or None, "note")


# ---------------------------------------------------------------- lines


def _lines(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in blocks:
        if not isinstance(block, Table):
            yield block
            continue
        for row in block.rows:
            yield from _row_lines([cell for cell in row if cell])


def _row_lines(cells: Sequence[Cell]) -> Iterator[Line]:
    """Labels and times go before the words of their row, after a tab; other cells are lines by themselves."""
    before: list[Line] = []
    for place, cell in enumerate(cells):
        label = len(cell) == 1 and len(cell[0].text) <= _LABEL and not cell[0].heading
        if label and place < len(cells) - 1 and len(cells) <= 4:
            before.append(cell[0])
            continue
        yield _joined([*before, cell[0]])
        yield from cell[1:]
        before = []


def _joined(lines: Sequence[Line]) -> Line:
    if len(lines) == 1:
        return lines[0]
    text = "\t".join(line.text.strip() for line in lines)
    whole = lines[0].bold >= len(lines[0].text.rstrip()) > 0
    return replace(lines[-1], text=text, bold=len(lines[0].text.strip()) if whole else 0)


def _number(row: Sequence[Cell]) -> int:
    return next((line.number for cell in row for line in cell), 0)


def _text(cell: Cell) -> str:
    return "\n".join(line.text for line in cell).strip()


def _words(blocks: Iterable[Block]) -> int:
    return sum(len(line.text.split()) for line in flatten(blocks))
