"""Pieces of WordprocessingML as text: runs, paragraphs, tables. Text in, escaped XML out.

Written as text and parsed once: a cell at a time through python-docx costs ten times as much.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from realist_eval.analysis.passages import shortened
from realist_eval.reporter.report import Cell, Column, Quote, Row, Table, printable

Styles = Mapping[str, str]


def right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def run(text: str, *, style: str = "", bold: bool = False, language: str = "", rtl: bool = False) -> str:
    """A run of text; line feeds become breaks."""
    text = printable(text)
    form = (
        (f'<w:rStyle w:val="{style}"/>' if style else "")
        + ("<w:b/>" if bold else "")
        + ("<w:rtl/>" if rtl else "")
        + _language(language, rtl)
    )
    pieces = "<w:br/>".join(_text(piece) for piece in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{form}</w:rPr>' if form else ''}{pieces}</w:r>"


def _language(language: str, rtl: bool) -> str:
    if not language:
        return ""
    return f"<w:lang w:bidi={quoteattr(language)}/>" if rtl else f"<w:lang w:val={quoteattr(language)}/>"


def _text(text: str) -> str:
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))


def paragraph(runs: str, style: str = "", *, rtl: bool = False, extra: str = "") -> str:
    """A paragraph; `extra` are further properties in schema order after style and bidi."""
    form = (f'<w:pStyle w:val="{style}"/>' if style else "") + extra + ("<w:bidi/>" if rtl else "")
    return f"<w:p>{f'<w:pPr>{form}</w:pPr>' if form else ''}{runs}</w:p>"


def plain(text: str, style: str = "") -> str:
    """A paragraph of plain words in their own direction."""
    rtl = right_to_left(text)
    return paragraph(run(text, rtl=rtl), style, rtl=rtl)


def field(instruction: str, shown: str) -> str:
    """A field with the value it has now."""
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
    )
    opened = "".join(f"<w:r>{part}</w:r>" for part in parts)
    return f'{opened}{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def bookmark(name: str, number: int, inside: str) -> str:
    """A bookmark around runs."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'


def quotation(quote: Quote, style: str, styles: Styles, limit: int, *, marked: bool = True) -> str:
    """A quotation, its source in square brackets and its mark, as one paragraph."""
    text = shortened(quote.text, limit)
    rtl = right_to_left(text)
    language = quote.language if quote.language not in ("", "en") else ""
    source = run(f"[{quote.source}]", style=styles["CMO Attribution"])
    mark = run(f" {quote.status}", style=styles["CMO Mark"]) if quote.status and marked else ""
    words = run(f"“{text}”", language=language, rtl=rtl) + run(" ")
    return paragraph(words + source + mark, style, rtl=rtl)


def table(table: Table, styles: Styles, width: int) -> str:
    """A table of the given width in twentieths of a point."""
    widths = _widths(table, width)
    last = bool(table.shown) and table.shown[-1].total
    look = (
        f'<w:tblLook w:val="{"0460" if last else "0420"}" w:firstRow="1" w:lastRow="{int(last)}" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    )
    head = (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{styles["CMO Table"]}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}'
        f"<w:tblCaption w:val={quoteattr(printable(table.title))}/>"
        f"<w:tblDescription w:val={quoteattr(_described(table))}/></w:tblPr><w:tblGrid>"
        + "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
        + "</w:tblGrid>"
    )
    rows = [_head_row(table.columns, widths, styles)]
    rows += [_row(table, row, widths, styles) for row in table.shown]
    return head + "".join(rows) + "</w:tbl>"


def _described(table: Table) -> str:
    return printable(f"{table.title}: {len(table.shown)} rows, {len(table.columns)} columns. {table.note}")[
        :500
    ]


LETTER, MARGIN = 92, 150  # what a letter of a cell takes, and the cell's own margins
LONGEST_WORD = 17  # letters; longer words may break
WIDE = str.maketrans(dict.fromkeys("mwMW", "mm"))  # they take the room of nearly two
FOR_QUOTATIONS = 0.28  # of the width, at least, where a table quotes


def _widths(table: Table, width: int) -> list[int]:
    """Each column as wide as its longest word asks; what is left goes by the columns' shares."""
    columns = table.columns
    least = [float(_longest_word(table, at) * LETTER + MARGIN) for at in range(len(columns))]
    quoting = [at for at, column in enumerate(columns) if column.kind == "quotes"]
    for at in quoting:
        least[at] = max(least[at], width * FOR_QUOTATIONS / len(quoting))
    if sum(least) > width:  # then words break, but not in the quotations
        kept = sum(least[at] for at in quoting)
        squeezed = (width - kept) / (sum(least) - kept)
        return [int(one if at in quoting else one * squeezed) for at, one in enumerate(least)]
    whole = sum(column.width for column in columns)
    spare = [max(0.0, width * column.width / whole - low) for column, low in zip(columns, least, strict=True)]
    left = (width - sum(least)) / (sum(spare) or 1.0)
    return [int(low + left * one) for low, one in zip(least, spare, strict=True)]


def _longest_word(table: Table, at: int) -> int:
    texts = [str(row.cells[at].value) for row in table.shown if row.cells[at].value is not None]
    words = max((len(word.translate(WIDE)) for text in texts for word in text.split()), default=1)
    head = max((1.15 * len(word) for word in table.columns[at].title.split()), default=1)  # in bold
    return max(math.ceil(min(max(words, head), LONGEST_WORD)), table.columns[at].letters)


def _cell(width: int, body: str, form: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{form}</w:tcPr>{body}</w:tc>'


def _head_row(columns: Iterable[Column], widths: list[int], styles: Styles) -> str:
    """The header row, repeated on each page."""
    heads = "".join(
        _cell(width, _head(column, styles), '<w:vAlign w:val="bottom"/>')
        for column, width in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>"


def _head(column: Column, styles: Styles) -> str:
    return plain(column.title, styles["CMO Head Number" if column.kind == "number" else "CMO Head"])


def _row(table: Table, row: Row, widths: list[int], styles: Styles) -> str:
    """A row that is not broken across pages."""
    body = "".join(
        _cell(width, _body(table, row, column, cell, styles))
        for column, cell, width in zip(table.columns, row.cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{body}</w:tr>"


def _body(table: Table, row: Row, column: Column, cell: Cell, styles: Styles) -> str:
    if cell.value is None and cell.quotes:
        shown = table.printed(cell)
        style = styles["CMO Cell Quotation"]  # the row's last column says what nobody decided
        parts = [quotation(quote, style, styles, table.length, marked=not row.mark) for quote in shown]
        if len(cell.quotes) > len(shown):
            parts.append(plain(f"and {len(cell.quotes) - len(shown)} more", styles["CMO Cell"]))
        return "".join(parts)
    if cell.value is None:
        return paragraph("", styles["CMO Cell"])
    if column.kind == "number":
        return plain(number(cell.value), styles["CMO Number"])
    return plain(str(cell.value), styles["CMO Cell"])


def number(value: str | int | float) -> str:
    """A number with thousands apart; anything else as it is."""
    return f"{value:,}" if isinstance(value, int | float) else value
