"""What a report holds, in which order: chosen by the team, with defaults that suit an annex."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table that the study keeps as CSV, with the row or column of totals to check."""

    path: Path
    title: str
    total_row: str = ""  # the label in the first column that marks the row of totals
    total_column: str = ""  # the heading of the column of totals
    parts: tuple[str, ...] = ()  # the columns that the total column sums; empty: all with numbers


@dataclass(frozen=True)
class Plan:
    """A report plan."""

    sections: tuple[str, ...] = ()  # empty: all that there are, in our order
    title: str = ""
    subtitle: str = ""
    authors: str = ""
    organisation: str = ""
    date: str = ""
    version: str = ""
    language: str = ""
    attribution: str = ""  # empty: by role
    smallest_group: int = 3
    full: bool = False  # Word shows tables as long as the page does
    rows: int = 200  # of a matrix on paper
    quotes: int = 3  # in a cell on paper
    quotation_length: int = 420  # characters of a quotation on paper
    headings: Mapping[str, str] = field(default_factory=dict)  # section to the title the team wants
    tables: tuple[OwnTable, ...] = ()
    paths: tuple[tuple[str, str], ...] = ()  # pairs of codes to trace between
    steps: int = 4
    zoom_out: bool = False  # codes counted under their topmost parents
