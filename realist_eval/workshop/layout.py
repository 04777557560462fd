"""Reports as hand-outs: each section on a page of its own, in large print where asked for."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from realist_eval.reporter.report import Report
from realist_eval.reporter.writers.package import repacked
from realist_eval.reporter.writing import WRITERS
from realist_eval.study import files

LARGE = 1.6  # times the ordinary size
_HAND_OUT = "@media print{@page{size:A4 portrait}table{break-inside:avoid}nav,#bank,#lines{display:none}}"
_PAGES = "@media print{main>section{break-before:page}main>section:first-of-type{break-before:auto}}"


def write_pages(report: Report, path: Path, *, large: bool = False, flowing: bool = False) -> list[Path]:
    """The report as Word and as a page that prints well, sections on pages of their own unless `flowing`.

    Raises OutputError.
    """
    return [
        write_hand_out(report, path.with_name(f"{path.name}.{name}"), name, large=large, flowing=flowing)
        for name in ("docx", "html")
    ]


def write_hand_out(
    report: Report, path: Path, format_: str, *, large: bool = False, flowing: bool = True
) -> Path:
    """One of the two; raises OutputError."""
    rendered = (_word if format_ == "docx" else _page)(report, large=large, flowing=flowing)
    files.write_atomic(path, rendered)
    return path


def _page(report: Report, *, large: bool, flowing: bool) -> bytes:
    rendered = WRITERS["html"].render(report, None)
    assert isinstance(rendered, bytes)  # noqa: S101 - a page is one file
    extra = _HAND_OUT + ("" if flowing else _PAGES) + (f"html{{font-size:{LARGE:.0%}}}" if large else "")
    return rendered.replace(b"</style>", f"{extra}</style>".encode(), 1)


def _word(report: Report, *, large: bool, flowing: bool) -> bytes:
    from docx import Document
    from docx.oxml.ns import qn

    rendered = WRITERS["docx"].render(report, None)
    assert isinstance(rendered, bytes)  # noqa: S101 - a document is one file
    document = Document(io.BytesIO(rendered))
    if not flowing:
        _own_pages(document)
    if large:
        for size in [*document.styles.element.iter(qn("w:sz"), qn("w:szCs"))]:
            size.set(qn("w:val"), str(round(int(size.get(qn("w:val"))) * LARGE)))
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), report)


def _own_pages(document: Any) -> None:
    """Begin a page with each section but the first, which the contents' own break precedes."""
    first = True
    for paragraph in document.paragraphs:
        if paragraph.style.name.lower() == "heading 1":
            paragraph.paragraph_format.page_break_before = not first
            first = False
