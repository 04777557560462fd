"""A report as values: sections of paragraphs, tables, figures and quotations. Writers lay them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from realist_eval.model import Span

Value = str | int | float | None
Listed = tuple[Sequence[Value], str]  # the values of a row, and what says that nobody decided on it
Facets = Mapping[str, tuple[str, ...]]  # case, role, kind, level, valence: what the page can filter by
ROOM = 520  # characters of quotations in one cell on paper, beyond the first
TITLE_PAGE = ("subtitle", "authors", "organisation", "date", "version")
FACETS = ("case", "role", "kind", "level", "valence")

_UNPRINTABLE = re.compile(
    # what no XML file may hold, and controls
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def printable(text: str) -> str:
    """The text with every character that no XML file may hold shown as a replacement mark."""
    if text.isprintable():  # nearly always, and told in no time
        return text
    return _UNPRINTABLE.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation as printed: verbatim words, whose they are, and where they stand."""

    id: str  # "q12"
    text: str  # pieces joined by [...]
    by: str  # attribution in the style that was chosen
    place: str  # "Interview 3, turn 45"
    transcript: str = ""
    spans: tuple[Span, ...] = ()
    turns: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    facets: Facets = field(default_factory=dict)
    status: str = ""
    language: str = ""

    @property
    def source(self) -> str:
        """Who and where, as it stands in square brackets after the words."""
        return f"{self.by}; {self.place}" if self.by else self.place


class Cell(NamedTuple):
    """A value, with the quotations behind it or in it."""

    value: Value = None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width, and what its cells hold."""

    title: str
    width: float = 1.0
    kind: str = "text"  # text, number, or quotes: then the cell's quotations are printed
    letters: int = 0  # that a line should hold on paper, at least


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `mark` says what nobody has decided; a total row is set apart."""

    cells: tuple[Cell, ...]
    facets: Facets = field(default_factory=dict)
    mark: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption. `limit` rows are shown on paper, all in data files."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    note: str = ""
    wide: bool = False
    limit: int | None = None
    brief: int | None = None  # rows that Word shows unless the plan wants it in full
    quotes: int = 3  # how many quotations of a cell are printed on paper
    length: int = 420  # characters of a quotation on paper
    number: int = 0

    @property
    def shown(self) -> Sequence[Row]:
        """The rows that stand on paper."""
        return self.rows if self.limit is None else self.rows[: self.limit]

    @property
    def in_brief(self) -> Table:
        """The same table no longer than Word shows it."""
        rows = [most for most in (self.limit, self.brief) if most is not None]
        return replace(self, limit=min(rows, default=None))

    @property
    def left_out(self) -> int:
        """How many rows stand in the data files only."""
        return len(self.rows) - len(self.shown)

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands below it on paper: its note, and how many rows there are besides."""
        rows = "1 more row stands" if self.left_out == 1 else f"{self.left_out} more rows stand"
        left = f"{rows} in the data files." if self.left_out else ""
        return tuple(filter(None, (self.note, left)))

    def printed(self, cell: Cell) -> tuple[Quote, ...]:
        """The quotations of a cell that paper has room for: the first, and more where they are short."""
        taken, shown = 0, 0
        for quote in cell.quotes[: self.quotes]:
            taken += min(len(quote.text), self.length)
            if shown and taken > ROOM:
                break
            shown += 1
        return cell.quotes[:shown]


@dataclass(frozen=True)
class Listing:
    """A full list for data files alone. Its rows have no cells: a large study has half a million values."""

    id: str
    title: str
    columns: tuple[Column, ...]
    made: Callable[[], Iterable[Listed]]
    note: str = ""

    @cached_property
    def rows(self) -> list[Listed]:
        """The values of each row, fit to print, with what marks it; made when a writer first asks."""
        return [
            ([printable(value) if isinstance(value, str) else value for value in values], mark)
            for values, mark in self.made()
        ]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with a caption, and the same in words for those who do not see it."""

    id: str
    title: str
    svg: str
    alt: str
    wide: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Ref:
    """A cross-reference to a table or figure by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running words. Styles: body, note, draft (to be checked by the authors)."""

    parts: tuple[str | Ref, ...]
    style: str = "body"

    @classmethod
    def of(cls, *parts: str | Ref, style: str = "body") -> Paragraph:
        """A paragraph from its parts."""
        return cls(parts, style)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short lines."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation set off from the text."""

    quote: Quote


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str
    level: int = 2


Paper = Paragraph | Bullets | Quoted | Heading | Table | Figure
Block = Paper | Listing


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the report."""

    id: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def paper(self) -> list[Paper]:
        """What stands on paper: all but the lists for data files."""
        return [block for block in self.blocks if not isinstance(block, Listing)]


@dataclass(frozen=True, slots=True)
class Line:
    """A turn that is quoted, whole, so that a quotation can be seen where it stands."""

    place: str
    by: str
    text: str
    marks: tuple[Span, ...]  # offsets into this text
    language: str = ""


@dataclass(frozen=True)
class Report:
    """What the writers lay out."""

    title: str
    sections: tuple[Section, ...]
    quotes: tuple[Quote, ...] = ()
    lines: tuple[Line, ...] = ()
    mark: str = ""  # "suggested, not reviewed" where nobody has decided
    language: str = "en-GB"
    facts: Mapping[str, str] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)  # codes to their labels
    left_out: int = 0  # quotations that a page has no room for
    full: bool = False  # Word shows every table as long as it is elsewhere

    @property
    def full_title(self) -> str:
        """The title, with the mark of what nobody has decided."""
        return f"{self.title} ({self.mark})" if self.mark else self.title

    @cached_property
    def tables(self) -> tuple[Table | Listing, ...]:
        """Every table in order, those for data files too."""
        return tuple(block for block in self.blocks() if isinstance(block, Table | Listing))

    @cached_property
    def numbers(self) -> dict[str, str]:
        """Ids of tables and figures to what a reference calls them."""
        return {
            block.id: f"{type(block).__name__} {block.number}"
            for block in self.blocks()
            if isinstance(block, Table | Figure) and block.number
        }

    def fact(self, name: str) -> str:
        """A fact by its name, however it is capitalised; nothing where there is none."""
        return next((value for key, value in self.facts.items() if key.lower() == name), "")

    @property
    def about(self) -> list[str]:
        """What it was made with and by whom, a line each; what the title page says by itself left out."""
        return [
            f"{name[:1].upper()}{name[1:]}: {value}"
            for name, value in self.facts.items()
            if value and name.lower() not in TITLE_PAGE
        ]

    @property
    def on_paper(self) -> list[Section]:
        """The sections that have anything on paper."""
        return [section for section in self.sections if section.paper]

    def blocks(self) -> Iterator[Block]:
        """All blocks of all sections."""
        for section in self.sections:
            yield from section.blocks

    def said(self, paragraph: Paragraph) -> str:
        """A paragraph's words with its references filled in."""
        return "".join(
            part if isinstance(part, str) else self.numbers.get(part.id, part.id) for part in paragraph.parts
        )


@dataclass(frozen=True, slots=True)
class Edge:
    """One link of a pattern for graph files: from code to code."""

    pattern: int
    start: str
    end: str
    start_kind: str
    end_kind: str
    polarity: str
    sources: int
    quotations: int
    status: str
