"""Tables of turns or of open answers: .csv, .tsv, .xlsx, .ods."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from realist_eval.errors import Problem
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Script, Utterance
from realist_eval.importer.readers.columns import (
    Layout,
    Row,
    UnknownColumn,
    cell_of,
    find_columns,
    span,
    spoken,
)
from realist_eval.importer.readers.sheets import check_size, ods_sheets, xlsx_sheets
from realist_eval.importer.readers.times import evenly, in_seconds, unit
from realist_eval.importer.source_file import MAX_TEXT, SourceFile

_DELIMITERS = ",;\t|"
_SAMPLE = 200_000  # characters looked at to find the delimiter
_MANY = 0.3  # of the questions are asked again: a questionnaire, not a conversation


def read_csv(source: SourceFile, profile: Profile) -> Script:
    """Read a table of text, whatever separates its cells; raises SourceError."""
    csv.field_size_limit(MAX_TEXT)  # a whole transcript may stand in one cell
    decoded = source.decoded(profile.encoding)
    text = decoded.text.lstrip("\ufeff")
    if declared := re.match(r"sep=(.)\n", text):
        text = "\n" + text[declared.end() :]
    dialect = (declared[1], csv.QUOTE_MINIMAL) if declared else _dialect(text, source.suffix == ".tsv")
    try:
        rows = _parse(source, text, *dialect)
    except csv.Error as reason:
        raise source.cannot(
            f"is no readable table ({reason}).", "Save it again as .csv or .xlsx."
        ) from reason
    return _script(source, profile, [("", rows)], source.text_problems(decoded))


def read_xlsx(source: SourceFile, profile: Profile) -> Script:
    """Read the sheet with the most words of an Excel workbook; raises SourceError."""
    return _script(source, profile, list(xlsx_sheets(source)), source.problems)


def read_ods(source: SourceFile, profile: Profile) -> Script:
    """Read the sheet with the most words of an OpenDocument spreadsheet; raises SourceError."""
    return _script(source, profile, list(ods_sheets(source)), source.problems)


def _dialect(text: str, tabs: bool) -> tuple[str, int]:
    """(delimiter, quoting) under which most rows have the same number of cells, more than one."""
    sample = text[:_SAMPLE]
    choices = [
        (_regular(sample, delimiter, quoting), delimiter, quoting)
        for delimiter in ("\t,;|" if tabs else _DELIMITERS)
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)
    ]
    best = max(choices, key=lambda choice: choice[0])
    return (best[1], best[2]) if best[0] > 0 else ("\x00", csv.QUOTE_NONE)


def _regular(sample: str, delimiter: str, quoting: int) -> float:
    """The share of rows of the commonest width; 0 where that is a single cell."""
    reader = csv.reader(io.StringIO(sample), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    try:
        widths = [len(row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, count = Counter(widths).most_common(1)[0]
    if width == 1 or width > 500:
        return 0.0
    return count / len(widths) + (_quotes(sample, delimiter) if quoting == csv.QUOTE_MINIMAL else 0.0)


def _quotes(sample: str, delimiter: str) -> float:
    """What speaks for quotation marks around cells, and against them: `"Yes" he said` is not in quotes."""
    mark = re.escape(delimiter)
    if re.search(f'(?:^|{mark})"[^"\n]*"[^"\n{mark}]', sample, re.MULTILINE):
        return -0.01
    return 0.05 if re.search(f'(?:^|{mark})"', sample, re.MULTILINE) else 0.01


def _parse(source: SourceFile, text: str, delimiter: str, quoting: int) -> list[Row]:
    if delimiter == "\x00":
        lines = [(number, [line.strip()]) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        check_size(source, len(lines), len(lines))
        return lines
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    rows: list[Row] = []
    cells = 0
    before = 0
    for row in reader:
        if any(cell.strip() for cell in row):
            rows.append((before + 1, [cell.strip() for cell in row]))
        cells += len(row)
        before = reader.line_num
        check_size(source, len(rows), cells)
    return _mended(rows, delimiter)


def _mended(rows: list[Row], delimiter: str) -> list[Row]:
    """Rows with the last cell whole where its words held the delimiter and no quotation marks saved it."""
    width = Counter(len(cells) for _, cells in rows).most_common(1)[0][0] if rows else 0
    if width < 2:
        return rows
    glue = delimiter if delimiter == "\t" else f"{delimiter} "
    return [
        (number, [*cells[: width - 1], glue.join(cells[width - 1 :])] if any(cells[width:]) else cells)
        for number, cells in rows
    ]


def _script(
    source: SourceFile,
    profile: Profile,
    sheets: Sequence[tuple[str, list[Row]]],
    problems: tuple[Problem, ...],
) -> Script:
    """The sheet that a person named, else the one with the most words, as a script."""
    name, rows = _choose(source, sheets, profile.sheet)
    try:
        layout = find_columns(rows, profile)
    except UnknownColumn as reason:
        raise source.cannot(str(reason)) from reason
    utterances = evenly(list(_utterances(rows[layout.first :], layout)))
    if not utterances:
        hint = "Name the columns, for example --column text=Statement --column speaker=Who."
        raise source.cannot("holds no column with words.", hint)
    left = [other for other, cells in sheets if other != name and cells]
    if left:
        message = f"only the sheet “{name}” was read; the file also holds {', '.join(left)}."
        problems = (*problems, Problem(message, source.file, severity="note"))
    answers = (layout.answers and not layout.people) or _of_respondents(rows[layout.first :], layout)
    return Script(utterances, _convention(layout), problems, answers=bool(answers))


def _choose(
    source: SourceFile, sheets: Sequence[tuple[str, list[Row]]], wanted: str
) -> tuple[str, list[Row]]:
    named = [sheet for sheet in sheets if sheet[0].casefold() == wanted.casefold()]
    if wanted and not named:
        there = ", ".join(f"“{name}”" for name, _ in sheets)
        raise source.cannot(f"has no sheet “{wanted}”.", f"It has {there}.")
    sizes = [sum(len(cell) for _, row in rows for cell in row) for _, rows in sheets]
    if not any(sizes):
        raise source.cannot("holds an empty table.")
    return named[0] if wanted else sheets[sizes.index(max(sizes))]


def _convention(layout: Layout) -> str:
    if layout.answers:
        return "table with a column for each speaker" if layout.people else "table of open answers"
    names = {"start": layout.start, "speaker": layout.speaker, "text": layout.text}
    heads = {at: f"“{header}”" for at, header in enumerate(layout.headers)}
    known = [f"{what} {heads.get(at, f'in column {at + 1}')}" for what, at in names.items() if at is not None]
    return f"table: {', '.join(known)}"


def _utterances(rows: Sequence[Row], layout: Layout) -> Iterator[Utterance]:
    if layout.answers:
        yield from _answered(rows, layout)
    elif layout.question is not None and layout.text is not None and layout.question != layout.text:
        yield from _asked_and_answered(rows, layout)
    elif layout.text is not None:
        yield from _timed([spoken(*row, layout) for row in rows], layout, rows)


def _timed(said: list[Utterance], layout: Layout, rows: Sequence[Row]) -> list[Utterance]:
    """The same with times in seconds, whatever unit plain numbers in the columns have; no empty rows."""
    clocks = any(":" in cell_of(cells, layout.start) for _, cells in rows[:50])
    starts = [each.start_time for each in said if each.start_time is not None]
    scale = 1.0 if clocks else unit(starts, sum(len(each.text) for each in said))
    return in_seconds([each for each in said if each.text], scale)


def _answered(rows: Sequence[Row], layout: Layout) -> Iterator[Utterance]:
    """One utterance an answer; the respondent is who the row is about."""
    who = layout.id if layout.id is not None else layout.speaker
    for number, cells in rows:
        for column in layout.answers:
            if text := cell_of(cells, column):
                speaker = layout.headers[column].strip() if layout.people else cell_of(cells, who) or None
                yield Utterance(text, speaker, number=number)


def _asked_and_answered(rows: Sequence[Row], layout: Layout) -> Iterator[Utterance]:
    """Questions and answers side by side; the same question asked of all is not repeated as a turn."""
    asked_again = _repeats([cell_of(cells, layout.question) for _, cells in rows])
    who = layout.id if _of_respondents(rows, layout) else layout.speaker
    for number, cells in rows:
        start, end = span(cell_of(cells, layout.start))
        if (question := cell_of(cells, layout.question)) and not asked_again:
            yield Utterance(question, "Question", start, None, number)
        if answer := cell_of(cells, layout.text):
            yield Utterance(answer, cell_of(cells, who) or "Answer", start, end, number)


def _of_respondents(rows: Sequence[Row], layout: Layout) -> bool:
    """Whether a row is one answer of a respondent whose id, like the question, stands in other rows too."""
    if layout.question is None or layout.id is None or layout.speaker is not None or layout.text is None:
        return False
    return all(_repeats([cell_of(cells, at) for _, cells in rows]) for at in (layout.question, layout.id))


def _repeats(cells: Sequence[str]) -> bool:
    return 1 - len(set(cells)) / max(1, len(cells)) > _MANY
