"""What a reader hands on: a page of lines, or a script of utterances where the format itself says who spoke.

A reader opens one kind of file and knows nothing of speaker conventions; `turns` knows nothing of formats.
"""

from __future__ import annotations

from dataclasses import dataclass

from realist_eval.errors import Problem


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph as it stands in the source."""

    text: str
    number: int  # 1-based line, paragraph or row in the source, for messages
    bold: int = 0  # how many leading characters are set in bold; a label, perhaps
    heading: int = 0  # heading level; 0 is running text


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark from the margin, with the words it is anchored to."""

    text: str
    author: str = ""
    anchor: str = ""
    line: int = 0  # number of the line it is anchored in


@dataclass(frozen=True, slots=True)
class Page:
    """Running text: who speaks must still be found."""

    lines: tuple[Line, ...]
    comments: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words with the speaker and times that the format gives; times in seconds."""

    text: str
    speaker: str | None = None
    start_time: float | None = None
    end_time: float | None = None
    number: int = 0  # 1-based line or row in the source
    continues: bool = False  # the format says that it goes on with the utterance before


@dataclass(frozen=True, slots=True)
class Script:
    """Utterances in order; where no speaker is given, a label may still stand in the words."""

    utterances: tuple[Utterance, ...]
    convention: str = ""  # "WebVTT voice tags"
    problems: tuple[Problem, ...] = ()
    answers: bool = False  # rows of an open-answer table: one respondent a row
    titles: tuple[tuple[int, str], ...] = ()  # (number, title) where another interview begins
    key: tuple[tuple[str, str], ...] = ()  # (label, the name or role that the format gives for it)
    comments: tuple[Comment, ...] = ()
