"""Which column of a table holds times, who speaks and the words: by its header, else by what stands in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean
from typing import Any

from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Utterance
from realist_eval.importer.readers.times import clock, seconds
from realist_eval.importer.words import word_set

Row = tuple[int, list[str]]
"""A row's number in the source and its cells."""

HEADERS: dict[str, str] = {  # without spaces and punctuation; the best name for a column first
    "speaker": """speaker speakername speakerlabel speakerid spk sprecher sprecherin sprecherinnen locuteur
        intervenant orateur hablante orador parlante falante spreker talare taler puhuja говорящий спикер
        说话人 話者 interlocuteur interlocutor sprechende voice person who name participant interviewee actor
        character participantname participantid participante teilnehmer teilnehmerin deelnemer respondent nom
        nombre nome role author user from sender tier subject""",
    "text": """text words utterance utterances transcript transcription statement statements spokentext speech
        dialogue dialog content message caption subtitle sentence texte texto testo tekst текст
        文本 発話 contenu contenido inhalt äußerung aussage wortlaut transkript transkription
        transcripción trascrizione transcrição énoncé enunciado parole verbatim quote segment line
        said body response answer paragraph comment annotation value turntext rawtext phrase""",
    "start": """start starttime timestart begin begintime timestamp timestamps timecode time timein tcin
        timespan
        startms starts startsec startseconds startzeit zeit zeitstempel zeitmarke beginn anfang début debut
        temps horodatage tiempo inicio inizio tempo início tijd begintijd tid aika время
        时间 時間 marcadetiempo minutage in offset startoffset onset hour clock""",
    "end": """end endtime timeend stop stoptime timeout tcout finish endms ends endsec endseconds endzeit ende
        fin fine fim einde eindtijd slut out endoffset конец""",
    "id": """id respondentid responseid respondent participantid participant caseid recordid uuid code nr no
        number pid userid subjectid teilnehmer caso cas""",
}
_ALIKE = {  # where no header is known by its whole name
    "speaker": re.compile(r"speaker|sprecher|locut|hablante|interviewee"),
    "text": re.compile(r"transcript|transkript|utterance|statement|text$|words$|^content"),
    "start": re.compile(r"^(?:start|begin)(?!.*date)|timestamp|timecode|^time(?!zone)"),
    "end": re.compile(r"^(?:end|stop)(?!.*date)"),
}
_IMPORT_ID = re.compile(r"\{\W*ImportId")  # Qualtrics puts its own names below the questions
_QUESTION = word_set("question questions prompt frage pregunta domanda vraag pergunta")
_ANSWERS = word_set(  # one text column of such a name holds answers, not a conversation
    """
    response responses answer answers comment comments feedback antwort réponse reponse respuesta risposta
    antwoord resposta openresponse freetext verbatim
    """
)
_PEOPLE = re.compile(
    r"(interviewer|interviewee|moderator|facilitator|participant|respondent|speaker|[pr]\d)\s*\d*",
    re.IGNORECASE,
)
_NO_WORDS = re.compile(r"[\w.+-]+@[\w.-]+|https?://\S+|[\d\s.,:;/%+TZ()-]*", re.IGNORECASE)
_HEADER_WORDS = 4  # a cell of more is speech, though it ends with “words”
_LOOK_AT = 400  # rows
_LAST_HEADER = 15  # row by which the header has come
_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns by what they hold, counted from 0; `first` is the index of the first row of data."""

    first: int = 0
    speaker: int | None = None
    text: int | None = None
    start: int | None = None
    end: int | None = None
    id: int | None = None
    question: int | None = None
    answers: tuple[int, ...] = ()
    people: bool = False  # each answer column is the words of the person in its header
    headers: tuple[str, ...] = ()


class UnknownColumn(ValueError):  # noqa: N818 - it is the table that lacks it
    """A column that a person named and that the table does not have."""


def find_columns(rows: Sequence[Row], profile: Profile) -> Layout:
    """The layout of a table; `text` is None and `answers` empty where no words stand in it.

    Raises UnknownColumn where the profile names a column that is not there.
    """
    header, named = _header(rows)
    own_names = [n for n, (_, cells) in enumerate(rows[:4]) if any(map(_IMPORT_ID.match, cells))]
    if own_names and own_names[0]:
        header, named = own_names[0] - 1, {}
    headers = tuple(rows[header][1]) if header is not None else ()
    layout = _set(Layout(0 if header is None else header + 1 + len(own_names), headers=headers), named)
    cells = [row for _, row in rows[layout.first : layout.first + _LOOK_AT]]
    if layout.text is None and layout.start is not None and _dated(_column(cells, layout.start)):
        layout = replace(layout, start=None)  # when a form was sent in, not a place in a recording
    layout = _people(layout, cells) or _answers(_by_content(layout, cells), cells)
    return _as_told(layout, profile, len(rows[0][1]) if rows else 0)


def _set(layout: Layout, columns: Mapping[str, int]) -> Layout:
    fields: dict[str, Any] = dict(columns)
    return replace(layout, **fields)


def fold(header: str) -> str:
    """A header without case, spaces, punctuation and units in brackets."""
    return re.sub(r"[\W_]+", "", re.sub(r"\([^)]*\)|\[[^\]]*\]", "", header).casefold())


def _header(rows: Sequence[Row]) -> tuple[int | None, dict[str, int]]:
    """The row that names the columns, and the columns it names; None where no row does."""
    best: tuple[int | None, dict[str, int]] = (None, {})
    for index, (_, cells) in enumerate(rows[:_LAST_HEADER]):
        named = _named(cells)
        if len(named) > len(best[1]) and (len(named) > 1 or _lonely(cells)):
            best = (index, named)
    if best[0] is None and rows and _looks_like_header(rows):
        return 0, _named(rows[0][1])
    return best


def _named(cells: Sequence[str]) -> dict[str, int]:
    """What each cell names, if it were a header: the best name wins, and a column holds one thing."""
    folded = [fold(cell) if len(cell) < 60 else "" for cell in cells]
    found: dict[str, int] = {}
    for what, names in HEADERS.items():
        there = [folded.index(name) for name in names.casefold().split() if name in folded]
        free = [index for index in there if index not in found.values()]
        alike = _ALIKE.get(what)
        if not free and alike:
            short = {n: folded[n] for n, cell in enumerate(cells) if len(cell.split()) <= _HEADER_WORDS}
            free = [n for n, name in short.items() if n not in found.values() and alike.search(name[:30])]
        if free:
            found[what] = free[0]
    question = next((index for index, name in enumerate(folded) if name in _QUESTION), None)
    return found if question is None else {**found, "question": question}


def names_columns(cells: Sequence[str]) -> bool:
    """Whether cells are the header of a table of speech: one names the words, and another something else."""
    named = _named(cells)
    return "text" in named and len(named) > 1


def _lonely(cells: Sequence[str]) -> bool:
    """Whether one name is enough: the row has few cells and all are short."""
    filled = [cell for cell in cells if cell]
    return all(len(cell) < 40 for cell in filled) and len(filled) <= 3


def _looks_like_header(rows: Sequence[Row]) -> bool:
    """Whether the first row, of names unknown here, stands above a table: questions, or labels over data."""
    first, others = rows[0][1], [cells for _, cells in rows[1:_LOOK_AT]]
    filled = [cell for cell in first if cell]
    if len(filled) < len(first) or len(others) < 2 or len(set(filled)) < len(filled):
        return False
    if any(clock(cell) is not None or _number(cell) for cell in filled):
        return False
    if any(cell.rstrip().endswith("?") for cell in filled) and len(filled) > 1:
        return True
    return any(_heads(name, _column(others, index)) for index, name in enumerate(first))


def _heads(name: str, below: Sequence[str]) -> bool:
    """Whether a cell labels what stands below it: numbers, or words much longer than itself."""
    longer = bool(below) and mean(map(len, below)) > 4 * len(name) + 20
    numbers = _share(clock(cell) is not None or _number(cell) for cell in below)
    return numbers > _SHARE or (longer and len(name.split()) <= 3)


def _number(cell: str) -> bool:
    return bool(re.fullmatch(r"\d+([.,]\d+)?", cell))


def _column(cells: Sequence[Sequence[str]], index: int) -> list[str]:
    """The filled cells of a column."""
    return [row[index] for row in cells if index < len(row) and row[index]]


def _share(marks: Iterable[bool]) -> float:
    found = list(marks)
    return sum(found) / len(found) if found else 0.0


def _by_content(layout: Layout, cells: Sequence[Sequence[str]]) -> Layout:
    """Fill in what no header named: clock-like cells, long cells, a few short values again and again."""
    width = max(map(len, cells), default=0)
    columns = {index: column for index in range(width) if (column := _column(cells, index))}
    taken = {layout.speaker, layout.text, layout.start, layout.end, layout.id, layout.question}
    free = {index: column for index, column in columns.items() if index not in taken}
    clocks = [index for index, column in free.items() if _share(map(_is_time, column)) > _SHARE]
    if layout.start is None and clocks:
        layout = replace(layout, start=clocks.pop(0))
    if layout.end is None and clocks and clocks[0] == (layout.start or 0) + 1:
        layout = replace(layout, end=clocks[0])
    free = {index: column for index, column in free.items() if _share(map(_is_time, column)) <= _SHARE}
    if layout.text is None:
        wordy = {index: mean(map(len, column)) for index, column in free.items() if _has_words(column)}
        known = layout.speaker is not None or layout.start is not None
        if not layout.headers or (known and sum(map(_is_prose, free.values())) < 2):
            layout = replace(layout, text=max(wordy, key=lambda index: wordy[index], default=None))
    if layout.speaker is None and layout.text is not None:
        people = [index for index, column in free.items() if index != layout.text and _few_names(column)]
        layout = replace(layout, speaker=people[0] if people and not layout.headers else layout.speaker)
    return layout


def _dated(column: Sequence[str]) -> bool:
    return _share(bool(re.search(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", cell)) for cell in column) > _SHARE


def _is_time(cell: str) -> bool:
    return len(cell) <= 60 and (clock(cell) is not None or span(cell)[1] is not None)


def _has_words(column: Sequence[str]) -> bool:
    return _share(not _NO_WORDS.fullmatch(cell[:300]) for cell in column) > 0.5


def _few_names(column: Sequence[str]) -> bool:
    """Whether the cells are names: short, and the same ones again and again."""
    counts = Counter(column)
    short = _share(len(cell) <= 40 and len(cell.split()) <= 5 for cell in column) > 0.9
    again = len(column) > 3 and len(counts) <= max(2, len(column) // 3)
    return short and again and not all(map(_number, counts)) and _has_words(column)


def _people(layout: Layout, cells: Sequence[Sequence[str]]) -> Layout | None:
    """A column for each speaker, with what that speaker said; None where the table is not built so."""
    named = (index for index, header in enumerate(layout.headers) if _PEOPLE.fullmatch(header.strip()))
    columns = tuple(index for index in named if _is_prose(_column(cells, index)))
    if len(columns) < 2 or layout.text is not None:
        return None
    return replace(layout, answers=columns, people=True, speaker=None, id=None)


def _answers(layout: Layout, cells: Sequence[Sequence[str]]) -> Layout:
    """Find the columns of an open-answer table: one respondent a row, a question a column."""
    if not layout.headers or (layout.text is not None and not _one_column_of_answers(layout, cells)):
        return layout
    taken = {layout.speaker, layout.start, layout.end, layout.id, layout.question}
    columns = {index: _column(cells, index) for index in range(len(layout.headers))}
    free = {n: column for n, column in columns.items() if n not in taken or n == layout.speaker}
    wordy = {n for n, column in free.items() if _is_answer(column) and (n not in taken or _is_prose(column))}
    wordy |= {layout.text} if layout.text is not None else set()
    return replace(layout, answers=tuple(sorted(wordy)), text=None) if wordy else layout


def _one_column_of_answers(layout: Layout, cells: Sequence[Sequence[str]]) -> bool:
    """Whether the words are answers: so named, without times, and each of somebody else."""
    header = dict(enumerate(layout.headers)).get(-1 if layout.text is None else layout.text, "")
    named = fold(header) in _ANSWERS
    people = _column(cells, layout.speaker) if layout.speaker is not None else []
    others = not people or len(set(people)) > 0.8 * len(people)
    return named and others and layout.start is None and layout.question is None


def _is_prose(column: Sequence[str]) -> bool:
    return bool(column) and mean(len(cell.split()) for cell in column) > 4


def _is_answer(column: Sequence[str]) -> bool:
    """Whether people answered in their own words: more than labels, and seldom the same."""
    wordy = bool(column) and _has_words(column) and mean(len(cell.split()) for cell in column) >= 3
    return wordy and len(set(column)) > len(column) * 0.5


def span(cell: str) -> tuple[float | None, float | None]:
    """(start, end) of a cell with one time, or with two such as `0:01.5 - 0:04.0`."""
    if len(cell) > 60:
        return None, None
    parts = re.split(r"\s*(?:-->|–|—|\bto\b|(?<=[\d\])])\s*-\s*(?=[\d\[(]))\s*", cell.strip(), maxsplit=1)
    if len(parts) == 2 and ":" in cell:
        start, end = (seconds(part) for part in parts)
        if start is not None and end is not None:
            return start, end
    return seconds(cell), None


def _as_told(layout: Layout, profile: Profile, width: int) -> Layout:
    """What a person said about the columns comes before all guesses."""
    told = {what: _index(name, layout.headers, width) for what, name in profile.columns.items()}
    layout = replace(layout, answers=(), people=False) if "text" in told else layout
    return _set(layout, {what: index for what, index in told.items() if what in HEADERS})


def _index(name: str, headers: Sequence[str], width: int) -> int:
    """A column by its header, else by its number from 1."""
    names = [header.strip().casefold() for header in headers]
    wanted = name.strip().casefold()
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 0 < int(wanted) <= max(width, len(headers)):
        return int(wanted) - 1
    there = ", ".join(f"“{header}”" for header in headers if header) or f"columns 1 to {width}"
    raise UnknownColumn(f"has no column “{name}”. It has {there}.")


# ---------------------------------------------------------------- rows


def cell_of(cells: Sequence[str], column: int | None) -> str:
    """What stands in a column of a row; empty where the row is too short, or there is no such column."""
    return cells[column] if column is not None and column < len(cells) else ""


def spoken(number: int, cells: Sequence[str], layout: Layout) -> Utterance:
    """A row of a conversation; an empty cell for the speaker means that the one before goes on."""
    speaker = " ".join(cell_of(cells, layout.speaker).split()).removesuffix(":").rstrip() or None
    start, end = span(cell_of(cells, layout.start))
    if layout.end is not None:
        end = span(cell_of(cells, layout.end))[0]
    goes_on = speaker is None and layout.speaker is not None
    return Utterance(cell_of(cells, layout.text), speaker, start, end, number, goes_on)
