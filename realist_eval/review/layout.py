"""A transcript as rows of cells: wrapped once, and again only where its marks have changed.

A block is a paragraph of a turn (or a part of a very long one). Its shown text is the transcript's own
words with the marks put in; runs tell which of its characters come from where.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len

from realist_eval.model import Transcript, Turn
from realist_eval.review.entry import GLUE, Mark

GUTTER = 6  # cells for the turn's number and the arrow
_LONGEST = 4000  # characters of a block; a longer paragraph is cut at a space
_TOKEN = re.compile(r"[^ ]+ *| +")
# whatever is not surely one cell wide
_ODD = re.compile("[^ -~\u00a0-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Run(NamedTuple):
    """Characters of a block's shown text; `offset` is the first one's place in the transcript, or -1."""

    start: int
    end: int
    offset: int
    marks: tuple[Mark, ...]
    label: bool = False


@dataclass(frozen=True)
class Laid:
    """A block as it is shown: its text, its runs, and where its rows begin and end."""

    shown: str
    runs: tuple[Run, ...]
    rows: tuple[tuple[int, int], ...]


@dataclass
class Block:
    """A stretch of a turn between two line ends."""

    start: int
    end: int
    turn: Turn
    first: bool  # of its turn
    marks: list[Mark] = field(default_factory=list)  # the longest first where they begin together
    laid: Laid | None = None


class Layout:
    """The rows of one transcript at one width."""

    def __init__(self, transcript: Transcript, width: int, marks: Iterable[Mark] = ()) -> None:
        """Wrap everything once."""
        self.transcript = transcript
        self.text = _HIDDEN.sub("\ufffd", transcript.text.replace("\n", " "))
        self.width = max(20, width - GUTTER)
        self.blocks = list(_blocks(transcript))
        self._starts = [block.start for block in self.blocks]
        self._firsts: list[int] | None = None
        self._marks: set[Mark] = set()
        self.mark(marks)

    def mark(self, marks: Iterable[Mark]) -> list[int]:
        """Put other marks in; gives the blocks that were laid out again."""
        new = set(marks)
        places = {place for mark in new ^ self._marks for place in self._covered(mark)}
        for mark in self._marks - new:
            for place in self._covered(mark):
                self.blocks[place].marks.remove(mark)
        for mark in new - self._marks:
            for place in self._covered(mark):
                insort(self.blocks[place].marks, mark, key=_longest_first)
        self._marks = new
        for place in places:
            self.blocks[place].laid = None
        self._firsts = None if places else self._firsts
        return sorted(places)

    def _covered(self, mark: Mark) -> range:
        first = max(0, bisect_right(self._starts, mark.start) - 1)
        last = max(first, bisect_right(self._starts, max(mark.start, mark.end - 1)) - 1)
        return range(first, last + 1) if self.blocks else range(0)

    # ------------------------------------------------------------ rows

    @property
    def firsts(self) -> list[int]:
        """The first row of each block, and the number of all rows."""
        if self._firsts is None:
            self._firsts = [0, *accumulate(len(self.laid(block).rows) for block in self.blocks)]
        return self._firsts

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.firsts[-1]

    def laid(self, block: Block) -> Laid:
        """A block as it is shown now."""
        if block.laid is None:
            block.laid = self._lay(block)
        return block.laid

    def row(self, number: int) -> tuple[Block, Laid, int] | None:
        """What stands in a row: its block, and which of the block's rows it is."""
        if not 0 <= number < self.height:
            return None
        place = bisect_right(self.firsts, number) - 1
        block = self.blocks[place]
        return block, self.laid(block), number - self.firsts[place]

    def row_of(self, offset: int) -> int:
        """The row in which the character at an offset is shown."""
        if not self.blocks:
            return 0
        place = max(0, bisect_right(self._starts, offset) - 1)
        laid = self.laid(self.blocks[place])
        shown = _shown_at(laid, offset)
        lines = [start for start, _ in laid.rows]
        return self.firsts[place] + max(0, bisect_right(lines, shown) - 1)

    def cell_of(self, offset: int) -> int:
        """The cell, in its row, in which the character at an offset is shown."""
        found = self.row(self.row_of(offset))
        if found is None:
            return GUTTER
        _, laid, line = found
        start = laid.rows[line][0]
        return GUTTER + cell_len(laid.shown[start : max(start, _shown_at(laid, offset))])

    def offset_at(self, number: int, cell: int) -> int | None:
        """The place in the transcript of the character shown in a row and cell; None outside the words."""
        found = self.row(number)
        if found is None:
            return None
        _, laid, line = found
        start, end = laid.rows[line]
        shown = start + _index_at(laid.shown[start:end], cell - GUTTER)
        return _offset_of(laid, shown)

    def marks_at(self, number: int, cell: int) -> tuple[Mark, ...]:
        """The marks over a cell, longest first."""
        found = self.row(number)
        if found is None:
            return ()
        _, laid, line = found
        start, end = laid.rows[line]
        shown = start + _index_at(laid.shown[start:end], cell - GUTTER)
        return next((run.marks for run in laid.runs if run.start <= shown < run.end), ())

    # ------------------------------------------------------------ one block

    def _lay(self, block: Block) -> Laid:
        shown, runs = self._compose(block)
        return Laid(shown, tuple(runs), tuple(_wrap(shown, self.width)))

    def _compose(self, block: Block) -> tuple[str, list[Run]]:
        """The shown text: a label, then words and marks in turns."""
        pieces: list[str] = []
        runs: list[Run] = []
        size = 0

        def put(words: str, offset: int, marks: tuple[Mark, ...], label: bool = False) -> None:
            nonlocal size
            if words:
                pieces.append(words)
                runs.append(Run(size, size + len(words), offset, marks, label))
                size += len(words)

        if block.first:
            put(label_of(block.turn), -1, (), True)
        at = block.start
        for place in _edges(block):
            put(self.text[at:place], at, _over(block.marks, at, place))
            for mark in _closing(block, place):
                put(mark.close, -1, (mark,))
            for mark in _opening(block, place):
                put(mark.open, -1, (mark,))
            at = place
        put(self.text[at : block.end], at, _over(block.marks, at, block.end))
        return "".join(pieces), runs


def label_of(turn: Turn) -> str:
    """Who speaks and when, as it stands before a turn."""
    when = clock(turn.start_time)
    who = " ".join(_HIDDEN.sub("\ufffd", turn.speaker or "").split())
    return f"{' '.join(filter(None, [who, when]))}: " if who or when else ""


def clock(seconds: float | None) -> str:
    """Seconds as `1:02:03` or `2:03`."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _blocks(transcript: Transcript) -> Iterator[Block]:
    for turn in transcript.turns:
        first = True
        start = turn.start
        while start < turn.end or first:
            end = _block_end(transcript.text, start, turn.end)
            yield Block(start, end, turn, first)
            first = False
            start = end + 1 if transcript.text[end : end + 1] == "\n" else end


def _block_end(text: str, start: int, last: int) -> int:
    line = text.find("\n", start, last)
    end = last if line < 0 else line
    if end - start <= _LONGEST:
        return end
    space = text.rfind(" ", start, start + _LONGEST)
    return space + 1 if space > start else start + _LONGEST


def _edges(block: Block) -> list[int]:
    places = {mark.start for mark in block.marks} | {mark.end for mark in block.marks}
    return sorted(place for place in places if block.start <= place <= block.end)


def _opening(block: Block, place: int) -> Sequence[Mark]:
    """Marks that begin here, the longest first."""
    return [mark for mark in block.marks if mark.start == place and place < block.end]


def _closing(block: Block, place: int) -> Sequence[Mark]:
    """Marks that end here, the innermost first."""
    return [mark for mark in reversed(block.marks) if mark.end == place and place > block.start]


def _longest_first(mark: Mark) -> tuple[int, int, str, str]:
    return mark.start, -mark.end, mark.style, mark.id


def _over(marks: Iterable[Mark], start: int, end: int) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if mark.start < end and start < mark.end)


def _wrap(shown: str, width: int) -> Iterator[tuple[int, int]]:
    """Rows of at most `width` cells, broken after spaces; a word wider than a row is cut."""
    start = at = used = 0
    plain = _ODD.search(shown) is None
    for token in _TOKEN.finditer(shown):
        word = token.group()
        bare = word.rstrip(" ")
        cells = len(bare) if plain else cell_len(bare)
        if used and used + cells > width:
            yield start, at
            start, used = at, 0
        while cells > width:
            cut = at + _index_at(shown[at : token.end()], width)
            cut = cut if cut > at else at + 1
            yield start, cut
            start = at = cut
            cells = cell_len(shown[at : token.end()].rstrip(" "))
        at = token.end()
        used += cells + len(word) - len(bare)
    yield start, len(shown)


def _index_at(words: str, cell: int) -> int:
    """The index of the character that is shown in a cell."""
    if _ODD.search(words) is None:
        return max(0, min(cell, len(words)))
    used = 0
    for index, letter in enumerate(words):
        used += cell_len(letter)
        if used > cell:
            return index
    return len(words)


def _shown_at(laid: Laid, offset: int) -> int:
    """Where in the shown text the character at an offset stands."""
    for run in laid.runs:
        if run.offset >= 0 and run.offset <= offset < run.offset + run.end - run.start:
            return run.start + offset - run.offset
    return 0 if not laid.runs or offset <= laid.runs[0].offset else len(laid.shown)


def _offset_of(laid: Laid, shown: int) -> int | None:
    """The place in the transcript of a shown character; of a mark, that of the words beside it."""
    following = [run for run in laid.runs if run.offset >= 0 and run.end > shown]
    if following:
        run = following[0]
        return run.offset + max(0, shown - run.start)
    spoken = [run for run in laid.runs if run.offset >= 0]
    return spoken[-1].offset + spoken[-1].end - spoken[-1].start - 1 if spoken else None


def plain(words: str) -> str:
    """Shown text for the screen: what kept words together becomes a space."""
    return words.replace(GLUE, " ")
