"""Reports as hand-outs for a room: sizes of type and paper, with or without a cover, in large print."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from realist_eval.reporter.report import Report, Table
from realist_eval.reporter.writers.package import repacked
from realist_eval.reporter.writers.word_xml import LONGEST_WORD
from realist_eval.reporter.writing import WRITERS
from realist_eval.study import files

ORDINARY = 17  # half points: type in tables
LARGE_PRINT = 32  # half points: the least size of large print
_SIZES = {"A4": (210, 297), "A4 landscape": (297, 210), "A5 landscape": (210, 148)}  # millimetres
_NARROW = 15  # millimetres: the margins of cards
_CARD = " card"


@dataclass(frozen=True)
class Sheet:
    """How a hand-out is laid out."""

    scale: float = 1.0  # times the ordinary size of type
    paper: str = "A4"
    breaks: Literal["none", "last", "all"] = "none"  # which sections begin a page
    cover: Literal["page", "title", "none"] = "page"  # a title page with contents, a title, or a running head
    least: int = 0  # half points: no type is smaller
    style: str = ""  # more of it for the page


TALK = Sheet(cover="title", style="#s-talk table{break-inside:avoid}")  # for the meeting of coders


def write_pages(report: Report, path: Path, sheet: Sheet) -> list[Path]:
    """The report as Word and as a page that prints well; raises OutputError."""
    return [write_hand_out(report, path.with_name(f"{path.name}.{name}"), name, sheet) for name in _WRITE]


def write_hand_out(report: Report, path: Path, format_: str, sheet: Sheet = TALK) -> Path:
    """One of the two; raises OutputError."""
    files.write_atomic(path, _WRITE[format_](report, sheet))
    return path


_UNCOVERED = (
    "header h1{font-size:1rem;margin:0}header p{display:inline;margin-right:1em}header{padding-top:0}"
    "h2{margin-top:1rem}"
)
_BREAKS: Mapping[str, str] = {
    "none": "",
    "last": "main>section:last-of-type{break-before:page}",
    "all": "main>section{break-before:page}main>section:first-of-type{break-before:auto}",
}


def _page(report: Report, sheet: Sheet) -> bytes:
    rendered = WRITERS["html"].render(report, None)
    assert isinstance(rendered, bytes)  # noqa: S101 - a page is one file
    sizes = f"html{{font-size:{11 * sheet.scale:g}pt}}body{{font-size:1rem}}"
    sizes += f"table{{font-size:max(.9rem,{sheet.least / 2:g}pt)}}"
    style = f"@page{{size:{sheet.paper.removesuffix(_CARD)}}}nav,#bank,#lines{{display:none}}{sizes}"
    style += (_UNCOVERED if sheet.cover == "none" else "") + _BREAKS[sheet.breaks]
    screen = f"html{{font-size:{LARGE_PRINT / 22:.0%}}}body,table{{font-size:1rem}}"
    extra = f"{screen if sheet.least >= LARGE_PRINT else ''}@media print{{{style}}}{sheet.style}"
    return rendered.replace(b"</style>", f"{extra}</style>".encode(), 1)


def _word(report: Report, sheet: Sheet) -> bytes:
    from docx import Document
    from docx.oxml.ns import qn

    rendered = WRITERS["docx"].render(_roomy(report, max(sheet.scale, sheet.least / ORDINARY)), None)
    assert isinstance(rendered, bytes)  # noqa: S101 - a document is one file
    document = Document(io.BytesIO(rendered))
    if sheet.cover != "page":
        _uncover(document, report, titled=sheet.cover == "title")
    _break_pages(document, sheet.breaks)
    _cut_paper(document, sheet.paper)
    for size in [*document.styles.element.iter(qn("w:sz"), qn("w:szCs"))]:
        if size.getparent().tag == qn("w:rPr"):
            wanted = max(round(int(size.get(qn("w:val"))) * sheet.scale), sheet.least)
            size.set(qn("w:val"), str(wanted))
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), report)


def _roomy(report: Report, scale: float) -> Report:
    """Columns of tables wide enough for their longest words in type of another size."""

    def roomy(table: Table) -> Table:
        said = [[column.title, *(str(row.cells[at].value or "") for row in table.rows)]
                for at, column in enumerate(table.columns)]  # fmt: skip
        longest = (
            max((len(word) for words in column for word in words.split()), default=1) for column in said
        )
        letters = (math.ceil(min(most, LONGEST_WORD) * 1.2 * scale) for most in longest)
        columns = (replace(one, letters=most) for one, most in zip(table.columns, letters, strict=True))
        return replace(table, columns=tuple(columns))

    sections = [
        replace(one, blocks=tuple(roomy(it) if isinstance(it, Table) else it for it in one.blocks))
        for one in report.sections
    ]
    return replace(report, sections=tuple(sections)) if scale > 1 else report


_WRITE = {"docx": _word, "html": _page}


def _headings(document: Any) -> list[Any]:
    return [one for one in document.paragraphs if one.style.name.lower() == "heading 1"]


def _uncover(document: Any, report: Report, *, titled: bool) -> None:
    """Take the title page and the contents away; without a title, it stands in the head of each page."""
    first = _headings(document)[0]._p
    before = [one for one in document.paragraphs if one._p in set(first.itersiblings(preceding=True))]
    names = [one.style.name for one in before]
    kept = before[: names.index("CMO Contents")] if titled and "CMO Contents" in names else []
    for one in kept[:1]:
        one.paragraph_format.space_before = 0
    for element in list(first.itersiblings(preceding=True)):
        if element not in [one._p for one in kept]:
            element.getparent().remove(element)
    if not titled:
        document.sections[0].header.paragraphs[0].text = report.full_title


def _break_pages(document: Any, breaks: str) -> None:
    headings = _headings(document)
    chosen = {"none": [], "last": headings[1:][-1:], "all": headings[1:]}[breaks]
    for heading in chosen:
        heading.paragraph_format.page_break_before = True


def _cut_paper(document: Any, paper: str) -> None:
    """Cards on paper of their size, with narrow margins; everything else stays on A4, upright or turned."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    if not paper.endswith(_CARD):
        return
    width, height = map(Mm, _SIZES[paper.removesuffix(_CARD)])
    for section in document.sections:
        section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = width, height
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_NARROW)
