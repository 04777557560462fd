"""What a page shows that is not speech: running heads, page and margin numbers, rows shown twice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from realist_eval.importer.readers.pdf_rows import Piece, Row, gap_between

_OVERLAP = 3  # rows
_TAILS = frozenset("gjpqyQJ,;()[]{}/|_@ç")  # letters that reach below the line
_MARGIN = 0.11  # of the page's height at the top and at the bottom
_NUMBER = re.compile(r"\d{1,5}[.:]?")
_PAGE_NUMBER = re.compile(
    r"(?:[^\W\d]{1,12}\.? ?)?[-–—|\[( ]{0,3}\d{1,4}[-–—|\]) .]{0,3}"
    r"(?:(?:/|of|von|de|di|sur|van|av|из) ?\d{1,4}\.?)?",
    re.IGNORECASE,
)


def without_furniture(rows: Sequence[Row], pages: int) -> list[Row]:
    """Rows without running heads, footers and page numbers, which recur in the margins."""
    marginal = [row for row in rows if _in_margin(row)]
    places: dict[tuple[str, int], set[int]] = defaultdict(set)
    for row in marginal:
        for place in _places(row):
            places[place].add(row.sheet.number)
    recurring = {place for place, sheets in places.items() if len(sheets) >= max(2, pages * 0.4)}
    again = (row for row in marginal if _is_page_number(row, pages) or recurring & {*_places(row)})
    dropped = set(map(id, again))
    return [row for row in rows if id(row) not in dropped]


def _in_margin(row: Row) -> bool:
    height = row.sheet.height or 1.0
    return not _MARGIN * height < row.y < (1 - _MARGIN) * height


def _places(row: Row) -> list[tuple[str, int]]:
    """What a row says, numbers aside, and about where: each row has two, lest a border fall between."""
    words = re.sub(r"\d+", "#", row.text.casefold())
    return [(words, int(row.y // 8)), (words, int((row.y + 4) // 8) + 10_000)]


def _is_page_number(row: Row, pages: int) -> bool:
    text = row.text.strip()
    if not _PAGE_NUMBER.fullmatch(text):
        return False
    numbers, own = [int(number) for number in re.findall(r"\d+", text)], row.sheet.number + 1
    alone = pages > 1 and numbers[0] < 2000 and not re.search(r"[^\W\d_]", text)
    return alone or numbers[0] == own or (len(numbers) > 1 and numbers[1] >= own)


def without_margin_numbers(rows: Sequence[Row]) -> list[Row]:
    """Rows without the numbers of lines or paragraphs that stand in a column left or right of the words."""
    edge = _left_edge(rows)
    numbers = [
        (row, piece)
        for row in rows
        for piece in {id(piece): piece for piece in (row.pieces[0], row.pieces[-1])}.values()
        if _NUMBER.fullmatch(piece.text.strip()) and _apart(piece, row, edge)
    ]
    values = [int(re.sub(r"\D", "", piece.text)) for _, piece in numbers]
    rising = sum(after > before for before, after in pairwise(values))
    if len(values) < 4 or rising < 0.7 * (len(values) - 1):
        return list(rows)
    marked = {id(piece) for _, piece in numbers}
    kept = [replace(row, pieces=[piece for piece in row.pieces if id(piece) not in marked]) for row in rows]
    return [row for row in kept if any(piece.text.strip() for piece in row.pieces)]


def without_overlaps(rows: Sequence[Row]) -> list[Row]:
    """Rows without those that a page repeats from the foot of the page before, cut through by its edge."""
    pages: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        pages[row.sheet.number].append(row)
    kept: list[Row] = []
    for page in pages.values():
        texts = [row.text for row in kept[-_OVERLAP:]]
        again = [
            count
            for count in range(1, min(len(texts), len(page)) + 1)
            if texts[-count:] == [row.text for row in page[:count]] and len("".join(texts[-count:])) > 15
        ]
        cut = bool(kept and page and _is_cut_through(kept[-1].text, page[0].text))
        kept += page[max([int(cut), *again]) :]
    return kept


def _is_cut_through(last: str, first: str) -> bool:
    """Whether a page begins with the mere tails of letters in the row that ends the page before.

    Browsers that print a row across two pages draw the letters that reach below the line again.
    """
    letters = iter(last)
    tails = "".join(first.split())
    return len(tails) < len(last) / 2 and set(tails) <= _TAILS and all(char in letters for char in tails)


def _left_edge(rows: Sequence[Row]) -> float:
    """Where most rows of words begin."""
    starts: Counter[int] = Counter()
    for row in rows:
        worded = [piece for piece in row.pieces if re.search(r"[^\W\d]", piece.text)]
        if worded:
            starts[round(worded[0].x)] += len(row.text)
    return float(starts.most_common(1)[0][0]) if starts else 0.0


def _apart(piece: Piece, row: Row, edge: float) -> bool:
    """Whether a number stands left of where the words begin, or by itself far to the right."""
    if piece.x + piece.length < edge - 1:
        return True
    last = piece is row.pieces[-1] and len(row.pieces) > 1
    return last and piece.x > row.sheet.width * 0.85 and gap_between(row.pieces[-2], piece)
