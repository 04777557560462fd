"""Pieces of text on a page to rows: what stands side by side, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

_SAME_ROW = 0.35  # of the letters' height: how far apart two pieces of one row may stand
_NARROW = frozenset("iljtfrI.,:;'’‘!|()[] \"“”-")
_WIDE = frozenset("mwMW@%—…œæ")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words drawn in one go: where they begin, in points from the lower left, and how high they are."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    turn: int = 0  # quarter turns from upright
    face: str = ""  # "mono" or "wide", where the typeface is known to be

    @property
    def length(self) -> float:
        """About how long the words are, in points."""
        return width(self.text.rstrip(), self.face) * self.size

    def moved(self, right: float, up: float) -> Piece:
        """The same words elsewhere."""
        return replace(self, x=self.x + right, y=self.y + up)

    def upright(self) -> Piece:
        """The same words with the page turned so that they run from left to right."""
        x, y = ((self.x, self.y), (self.y, -self.x), (-self.x, -self.y), (-self.y, self.x))[self.turn]
        return replace(self, x=x, y=y, turn=0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size in points, and its pieces in the order in which they are drawn."""

    number: int
    width: float
    height: float
    pieces: tuple[Piece, ...]
    pictures: bool = False


@dataclass(slots=True)
class Row:
    """Pieces that stand side by side."""

    sheet: Sheet
    y: float
    size: float
    pieces: list[Piece] = field(default_factory=list)

    @property
    def x(self) -> float:
        """Where the row begins."""
        return self.pieces[0].x

    @property
    def text(self) -> str:
        """The row's words; a wide gap is a tab."""
        return "".join(text for text, _ in self.words())

    @property
    def right(self) -> float:
        """About where the row ends; letters are taken to be of common width."""
        last = max((piece for piece in self.pieces if piece.text.strip()), key=lambda piece: piece.x)
        return last.x + last.length

    @property
    def body_x(self) -> float:
        """Where the words begin that follow the last wide gap."""
        worded = [piece for piece in self.pieces if piece.text.strip()]
        gaps = [after.x for before, after in pairwise(worded) if gap_between(before, after)]
        return gaps[-1] if gaps else self.x

    def words(self) -> list[tuple[str, bool]]:
        """(words, bold) in order, with single spaces."""
        found: list[tuple[str, bool]] = []
        before: Piece | None = None
        for piece in self.pieces:
            text = " ".join(piece.text.split())
            if before is not None and gap_between(before, piece):
                found.append(("\t", piece.bold))
            elif piece.text[:1].isspace() or (before is not None and before.text[-1:].isspace()):
                found.append((" ", piece.bold))
            if text:
                found.append((text, piece.bold))
            before = piece if text or before is None else replace(before, text=before.text + " ")
        return _trimmed(found)

    @property
    def wholly_bold(self) -> bool:
        """Whether all its words are bold."""
        return all(bold for text, bold in self.words() if text.strip())


def width(text: str, face: str = "") -> float:
    """About how wide words are, in heights of their letters."""
    if face == "mono":
        return 0.6 * len(text)
    return sum(map(_width, text)) * (1.15 if face == "wide" else 1.0)


def _width(char: str) -> float:
    if char >= "\u2e80":
        return 1.0
    return 0.3 if char in _NARROW else 0.85 if char in _WIDE else 0.67 if char.isupper() else 0.52


def gap_between(before: Piece, after: Piece) -> bool:
    """Whether two pieces of a row stand so far apart that a tab or a column is between them."""
    if not before.text.strip() or not after.text.strip():
        return False
    return after.x - before.x > before.length * 1.12 + 1.1 * before.size


def _trimmed(words: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    said = [at for at, (text, _) in enumerate(words) if text.strip()]
    kept: list[tuple[str, bool]] = []
    for text, bold in words[said[0] : said[-1] + 1] if said else ():
        if text == " " and kept and kept[-1][0].isspace():
            continue
        if text == "\t" and kept and kept[-1][0] == " ":
            kept.pop()
        kept.append((text, bold))
    return kept


def rows_of(sheet: Sheet) -> list[Row]:
    """The rows of a page, from top to bottom where it has one column, else as they are drawn."""
    rows: list[Row] = []
    for piece in _visible(sheet):
        row = rows[-1] if rows else None
        if row is not None and _level(row, piece) and piece.x >= row.x - 1:
            row.pieces.append(piece)
            row.size = max(row.size, piece.size) if piece.text.strip() else row.size
        elif piece.text.strip():
            rows.append(Row(sheet, piece.y, piece.size, [piece]))
    gutter = _gutter(rows)
    return _one_below_the_other(rows, gutter) if gutter else _merged(rows)


def _level(row: Row, other: Row | Piece) -> bool:
    """Whether two stand at one height."""
    return abs(row.y - other.y) <= _SAME_ROW * max(row.size, other.size)


def _visible(sheet: Sheet) -> Iterator[Piece]:
    """Pieces on the page; words drawn twice in one place, to look bold, stand once."""
    seen: set[tuple[str, int, int]] = set()
    for piece in sheet.pieces:
        if not (-2 <= piece.y <= sheet.height + 2 and -2 <= piece.x <= sheet.width + 2):
            continue
        place = (piece.text, round(piece.x / 1.5), round(piece.y / 1.5))
        if piece.text.strip() and place in seen:
            continue
        seen.add(place)
        yield piece


def _gutter(rows: Sequence[Row]) -> float:
    """Where the right one of two newspaper columns begins; 0 where the page has one column."""
    long = [row for row in rows if len(row.text) > 20]
    right = [row for row in long if row.x > 0.4 * row.sheet.width]
    if len(right) < max(5, 0.2 * len(long)):
        return 0.0
    gutter = min(row.x for row in right)
    left = [row for row in long if row.x < gutter]
    crossing = sum(row.right > gutter + row.size for row in left)
    return gutter if left and crossing <= 0.2 * len(left) else 0.0


def _one_below_the_other(rows: Sequence[Row], gutter: float) -> list[Row]:
    """The left column and then the right one, moved under it."""
    left = [row for row in rows if row.x < gutter - 1]
    right = [row for row in rows if row.x >= gutter - 1]
    shift = min(row.x for row in left if len(row.text) > 20) - gutter
    for row in right:
        row.pieces = [piece.moved(shift, 0) for piece in row.pieces]
    return [*_merged(left), *_merged(right)]


def _merged(rows: Sequence[Row]) -> list[Row]:
    """Rows from top to bottom; pieces drawn at different times but in one row come together."""
    merged: list[Row] = []
    for row in sorted(rows, key=lambda row: -row.y):
        last = merged[-1] if merged else None
        if last is not None and _level(last, row):
            last.pieces = sorted([*last.pieces, *row.pieces], key=lambda piece: piece.x)
        else:
            merged.append(row)
    return merged
