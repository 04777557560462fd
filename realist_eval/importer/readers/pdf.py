"""PDF documents with a text layer; how its pieces become lines stands in `pdf_layout`."""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from realist_eval.errors import Problem, SourceError
from realist_eval.importer.decoding import clean_text
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Page, Script
from realist_eval.importer.readers.layout import to_raw
from realist_eval.importer.readers.pdf_layout import blocks
from realist_eval.importer.readers.pdf_rows import Piece, Sheet
from realist_eval.importer.source_file import SourceFile

MAX_PAGES = 1500
MAX_STEPS = 1_500_000  # drawing operators; a page of text has some two thousand
_BOLD = re.compile(r"bold|black|heavy|semibd|demi(?!light)", re.IGNORECASE)
_FACES = (
    ("mono", re.compile(r"courier|mono|consolas|typewriter|menlo|monaco|lettergothic", re.IGNORECASE)),
    ("wide", re.compile(r"verdana|dejavu|bitstreamvera", re.IGNORECASE)),
)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_SCANNED = "It seems to be scanned: have its text recognised (OCR), or save the transcript as .docx or .txt."
_LOCKED = "Open it with its password, print or save it without one, and use that copy."
_BROKEN = "Open it in a PDF viewer, print it to a new PDF, and use that copy."
_FEW = 20  # characters; a page with a picture and fewer of them is a scan, with a stamp perhaps


def read_pdf(source: SourceFile, profile: Profile) -> Page | Script:
    """Lines of the text layer without page furniture; raises SourceError: scanned, locked or damaged."""
    with _quietly():
        try:
            sheets = list(_sheets(source))
        except SourceError:
            raise
        except Exception as reason:  # somebody else's parser on a stranger's file
            kind = type(reason).__name__
            raise source.cannot(f"is damaged: its pages cannot be read ({kind}).", _BROKEN) from reason
    lengths = [sum(len(piece.text.strip()) for piece in sheet.pieces) for sheet in sheets]
    pictures = any(sheet.pictures for sheet in sheets)
    if not any(length >= (_FEW if pictures else 1) for length in lengths):
        raise source.cannot("holds no text that can be read.", _SCANNED)
    return to_raw(blocks(sheets), source, profile, problems=_empty_pages(lengths, source))


def _empty_pages(lengths: Sequence[int], source: SourceFile) -> tuple[Problem, ...]:
    empty = [str(number) for number, length in enumerate(lengths, 1) if not length]
    if not empty:
        return ()
    pages = ", ".join(empty[:10]) + (" and others" if len(empty) > 10 else "")
    message = f"no text can be read on page {pages}; pictures of text are not read."
    return (Problem(message, source.file, severity="warning"),)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the PDF library's remarks off the screen; what matters is raised."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _sheets(source: SourceFile) -> Iterator[Sheet]:
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(source.data), strict=False)
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise source.cannot("is locked with a password.", _LOCKED)
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise source.cannot(f"has {count:,} pages; up to {MAX_PAGES:,} are read.", "Split it into parts.")
    collector = _Collector(source)
    for number in range(count):
        yield collector.sheet(number, reader.pages[number])


class _Collector:
    """Takes pieces of text from pages, and stops a page that draws without end."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._steps = 0
        self._pieces: list[Piece] = []

    def sheet(self, number: int, page: Any) -> Sheet:
        """One page's pieces in the order in which they are drawn."""
        self._pieces = []
        page.extract_text(visitor_operand_before=self._step, visitor_text=self._take)
        box = page.cropbox
        left, bottom = float(box.left), float(box.bottom)
        shifted = [piece.moved(-left, -bottom) for piece in _upright(self._pieces)]
        resources = page.get("/Resources")
        pictures = resources is not None and "/XObject" in resources.get_object()
        return Sheet(number, float(box.width), float(box.height), tuple(shifted), pictures)

    def _step(self, *_: object) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise self._source.cannot("draws too much to be a transcript.", _BROKEN)

    def _take(self, text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        if not text.strip("\n"):
            return
        a, b = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        height = abs(size) * math.hypot(a, b)
        if not all(map(math.isfinite, (x, y, height))):
            return
        turn = round(math.degrees(math.atan2(b, a)) / 90) % 4
        said = clean_text(text).replace("\t", " ").translate(_LIGATURES)
        for count, part in enumerate(said.strip("\n").split("\n")):
            drop = count * height * 1.2
            name = _font_name(font)
            bold, size_here = bool(_BOLD.search(name)), min(max(height, 1.0), 200.0)
            self._pieces.append(Piece(x, y - drop, size_here, part, bold, turn, _face(name)))


def _font_name(font: Any) -> str:
    """The typeface without the mark of a subset, such as `ABCDEF+Arial-BoldMT`."""
    said = str(font.get("/BaseFont", "")) if isinstance(font, Mapping) else ""
    return said.rpartition("+")[2]


def _face(name: str) -> str:
    return next((face for face, pattern in _FACES if pattern.search(name)), "")


def _upright(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that run in the page's main direction, as if that were from left to right."""
    weights = [sum(len(piece.text) for piece in pieces if piece.turn == turn) for turn in range(4)]
    main = weights.index(max(weights))
    return [piece.upright() for piece in pieces if piece.turn == main]
