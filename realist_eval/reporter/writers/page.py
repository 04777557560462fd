"""HTML: one file that works offline and without its script, every text escaped."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape
from importlib.resources import files

from realist_eval.analysis.passages import shortened
from realist_eval.model import UNREVIEWED
from realist_eval.reporter import report as rp
from realist_eval.reporter.report import printable
from realist_eval.reporter.writers.word_xml import number, right_to_left

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
MOST_QUOTES = 6000  # on the page; every one stands in the data files
DIALOG = (
    '<dialog id="cell" aria-label="Quotations"><button type="button">Close</button>'
    '<ul class="bank"></ul></dialog>'
)


def esc(text: str) -> str:
    """Text that is nothing but text."""
    return escape(printable(text), quote=True)


def write_page(report: rp.Report) -> bytes:
    """The report as one self-contained page."""
    report = _with_room(report)
    page = files("realist_eval.reporter") / "page"
    style = (page / "report.css").read_text("utf-8")
    script = (page / "report.js").read_text("utf-8")
    sections = report.on_paper
    parts = [
        f'<!DOCTYPE html>\n<html lang="{esc(report.language)}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{esc(report.full_title)}</title>\n<style>\n{style}</style>\n</head>\n<body>",
        '<a class="skip" href="#main">To the report</a>',
        _header(report, sections),
        '<main id="main">',
        _filters(report),
        *(_section(report, section) for section in sections),
        _bank(report),
        _lines(report),
        "</main>",
        _footer(report),
        DIALOG,
        f"<script>\n{script}</script>\n</body>\n</html>\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def _with_room(report: rp.Report) -> rp.Report:
    """The report with as many quotations as a browser bears: those that stand in tables and text go first."""
    if len(report.quotes) <= MOST_QUOTES:
        return report
    tables = [block for block in report.blocks() if isinstance(block, rp.Table)]
    cells = [cell for table in tables for row in table.shown for cell in row.cells if cell.value is None]
    most = max((table.quotes for table in tables), default=0)
    first = [quote.id for cell in cells for quote in cell.quotes[:most]]
    first += [block.quote.id for block in report.blocks() if isinstance(block, rp.Quoted)]
    ranked = dict.fromkeys([*first, *(quote.id for quote in report.quotes)])
    kept = {*first, *list(ranked)[:MOST_QUOTES]}
    quotes = tuple(quote for quote in report.quotes if quote.id in kept)
    places = {_line_of(quote) for quote in quotes}
    sections = tuple(
        replace(section, blocks=tuple(_thinned(block, kept) for block in section.paper))
        for section in report.sections
    )
    lines = tuple(line for line in report.lines if line.place in places)
    left_out = len(report.quotes) - len(quotes)
    return replace(report, sections=sections, quotes=quotes, lines=lines, left_out=left_out)


def _thinned(block: rp.Block, kept: set[str]) -> rp.Block:
    """A table whose cells lead to the quotations that are kept."""
    if not isinstance(block, rp.Table):
        return block
    rows = []
    for row in block.shown:
        cells = (rp.Cell(cell.value, tuple(q for q in cell.quotes if q.id in kept)) for cell in row.cells)
        rows.append(replace(row, cells=tuple(cells)))
    return replace(block, rows=tuple(rows), note=" ".join(block.notes), limit=None)


def _header(report: rp.Report, sections: list[rp.Section]) -> str:
    mark = f'<p class="unreviewed">{esc(report.mark)}</p>' if report.mark else ""
    facts = "".join(f"<p>{esc(fact)}</p>" for name in rp.TITLE_PAGE if (fact := report.fact(name)))
    listed = [(f"s-{section.id}", section.title) for section in sections]
    listed += [("bank", "All quotations")] if report.quotes else []
    listed += [("lines", "Where they stand")] if report.lines else []
    links = "".join(f'<li><a href="#{esc(name)}">{esc(title)}</a></li>' for name, title in listed)
    return (
        f'<header><h1 dir="auto">{esc(report.title)}</h1>{mark}{facts}'
        f'<nav aria-label="Contents"><ul>{links}</ul></nav></header>'
    )


def _filters(report: rp.Report) -> str:
    """The filters, out of sight until the script can work them; none where there is no quotation."""
    if not report.quotes:
        return ""
    found: dict[str, dict[str, None]] = {name: {} for name in rp.FACETS}
    for quote in report.quotes:
        for name in rp.FACETS:
            found[name].update(dict.fromkeys(quote.facets.get(name, ())))
    selects = "".join(_select(name, sorted(values)) for name, values in found.items() if values)
    return (
        f'<form id="filters" class="filters" aria-label="Filter rows and quotations" hidden>{selects}'
        '<label>Words<input name="words" type="search"></label><button type="reset">Show all</button>'
        '<output id="shown" aria-live="polite"></output></form>'
    )


def _select(name: str, values: list[str]) -> str:
    options = (f'<option value="{esc(one)}">{esc(one.replace("_", " "))}</option>' for one in values)
    return (
        f'<label>{name.capitalize()}<select name="{name}"><option value="">any</option>'
        f"{''.join(options)}</select></label>"
    )


def _section(report: rp.Report, section: rp.Section) -> str:
    body = "\n".join(_block(report, block) for block in section.paper)
    return (
        f'<section id="s-{esc(section.id)}" aria-labelledby="h-{esc(section.id)}">'
        f'<h2 id="h-{esc(section.id)}">{esc(section.title)}</h2>\n{body}</section>'
    )


def _block(report: rp.Report, block: rp.Paper) -> str:
    if isinstance(block, rp.Table):
        return _table(block)
    if isinstance(block, rp.Heading):
        level = min(block.level + 1, 4)
        return f"<h{level}>{esc(block.text)}</h{level}>"
    if isinstance(block, rp.Bullets):
        return f"<ul>{''.join(f'<li>{esc(item)}</li>' for item in block.items)}</ul>"
    if isinstance(block, rp.Quoted):
        return _quote(block.quote)
    if isinstance(block, rp.Figure):
        return _figure(block)
    return _paragraph(report, block)


def _paragraph(report: rp.Report, block: rp.Paragraph) -> str:
    said = "".join(esc(part) if isinstance(part, str) else _link(report, part) for part in block.parts)
    lead = "<b>Draft.</b> " if block.style == "draft" else ""
    return f'<p class="{block.style}">{lead}{said}</p>'


def _link(report: rp.Report, ref: rp.Ref) -> str:
    return f'<a href="#t-{esc(ref.id)}">{esc(report.numbers.get(ref.id, ref.id))}</a>'


def _figure(block: rp.Figure) -> str:
    own = f"arrow-{esc(block.id)}"
    svg = block.svg.replace("<svg", f'<svg role="img" aria-label="{esc(block.alt)}"', 1)
    svg = svg.replace('id="arrow"', f'id="{own}"').replace("url(#arrow)", f"url(#{own})")
    caption = f"Figure {block.number}. {esc(block.title)}"
    return f'<figure id="t-{esc(block.id)}" tabindex="0">{svg}<figcaption>{caption}</figcaption></figure>'


def _table(table: rp.Table) -> str:
    name = f"t-{esc(table.id)}"
    heads = "".join(f'<th scope="col"{_class(column)}>{esc(column.title)}</th>' for column in table.columns)
    rows = "\n".join(_row(table, row) for row in table.shown)
    notes = "".join(f'<p class="note">{esc(note)}</p>' for note in table.notes)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-labelledby="c-{name}"><table id="{name}">'
        f'<caption id="c-{name}">Table {table.number}. {esc(table.title)}</caption>'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table></div>{notes}"
    )


def _class(column: rp.Column) -> str:
    return {"number": ' class="n"', "quotes": ' class="said"'}.get(column.kind, "")


def _facets(facets: rp.Facets) -> str:
    if not facets:
        return ""
    written = json.dumps({name: list(values) for name, values in facets.items()}, ensure_ascii=False)
    return f' data-f="{esc(written)}"'


def _row(table: rp.Table, row: rp.Row) -> str:
    total = ' class="total"' if row.total else ""
    cells = "".join(
        _cell(table, row, column, cell, heading=at == 0)
        for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True))
    )
    return f"<tr{total}{_facets(row.facets)}>{cells}</tr>"


def _cell(table: rp.Table, row: rp.Row, column: rp.Column, cell: rp.Cell, *, heading: bool) -> str:
    if cell.value is None and cell.quotes:
        printed = table.printed(cell)
        shown = "".join(_brief(quote, table.length, marked=not row.mark) for quote in printed)
        more = len(cell.quotes) - len(printed)
        rest = f"<a {_to(cell)}>all {len(cell.quotes)} quotations</a>" if more > 0 else ""
        return f'<td class="said">{shown}{rest}</td>'
    value = "" if cell.value is None else cell.value
    said = esc(number(value) if column.kind == "number" else str(value))
    said = f"<a {_to(cell)}>{said}</a>" if cell.quotes else said
    if heading:
        return f'<th scope="row"{_class(column)}>{said}</th>'
    kind = _class(column) or (' class="wrap"' if len(said) > 30 else "")
    return f"<td{kind}{_direction(str(value))}>{said}</td>"


def _to(cell: rp.Cell) -> str:
    names = " ".join(quote.id for quote in cell.quotes)
    return f'href="#{cell.quotes[0].id}" data-q="{names}" aria-haspopup="dialog"'


def _direction(text: str) -> str:
    return ' dir="rtl"' if right_to_left(text) else ""


def _brief(quote: rp.Quote, length: int, *, marked: bool) -> str:
    """A quotation in a cell, cut where it is long; its place leads to the whole."""
    place = f'<a href="#{quote.id}">{esc(quote.place)}</a>'
    return _said(quote, shortened(quote.text, length), place, marked=marked)


def _quote(quote: rp.Quote) -> str:
    return _said(quote, quote.text, _line_link(quote))


def _said(quote: rp.Quote, text: str, place: str, *, marked: bool = True) -> str:
    status = f' <span class="status">{esc(quote.status)}</span>' if quote.status and marked else ""
    language = f' lang="{esc(quote.language)}"' if quote.language else ""
    return (
        f'<div class="quote"><blockquote{language}{_direction(text)}>“{esc(text)}”</blockquote>'
        f'<span class="by">[{esc(quote.by)}; {place}]{status}</span></div>'
    )


def anchor(place: str) -> str:
    """The id of a line: `Interview 3, turn 45` to `interview-3-turn-45`."""
    return "l-" + re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")


def _line_of(quote: rp.Quote) -> str:
    """The line that a quotation begins in."""
    source = quote.place.rsplit(", turn", 1)[0]
    return f"{source}, turn {quote.turns[0]}" if quote.turns else ""


def _line_link(quote: rp.Quote) -> str:
    line = _line_of(quote)
    return f'<a href="#{anchor(line)}">{esc(quote.place)}</a>' if line else esc(quote.place)


def _bank(report: rp.Report) -> str:
    items = [f'<li id="{one.id}"{_facets(one.facets)}>{_quote(one)}</li>' for one in report.quotes]
    left = f"<p>{report.left_out} more quotations stand in the data files.</p>" if report.left_out else ""
    return _listed("bank", "All quotations", f" ({UNREVIEWED})" if report.mark else "", left, items)


def _lines(report: rp.Report) -> str:
    lead = "<p>The turns that are quoted, whole, with the quoted words marked.</p>"
    return _listed("lines", "Where the quotations stand", "", lead, list(map(_line, report.lines)))


def _listed(name: str, title: str, mark: str, lead: str, items: list[str]) -> str:
    """A list under a heading of its own; nothing where it is empty."""
    lines = "\n".join(items)
    whole = (
        f'<section id="{name}" aria-label="{title}"><h2>{title}{mark}</h2>{lead}<ul class="{name}">{lines}'
    )
    return f"{whole}</ul></section>" if items else ""


def _line(line: rp.Line) -> str:
    text, reached, parts = printable(line.text), 0, []
    for mark in line.marks:
        start = max(mark.start, reached)
        parts.append(esc(text[reached:start]))
        parts.append(f"<mark>{esc(text[start : mark.end])}</mark>" if mark.end > start else "")
        reached = max(reached, mark.end)
    parts.append(esc(text[reached:]))
    return (
        f'<li id="{anchor(line.place)}"><span class="by">{esc(line.place)}, {esc(line.by)}</span>\n'
        f'<span lang="{esc(line.language)}"{_direction(line.text)}>{"".join(parts)}</span></li>'
    )


def _footer(report: rp.Report) -> str:
    facts = "".join(f"<li>{esc(fact)}</li>" for fact in report.about)
    return f'<footer><h2>About this report</h2><ul class="note">{facts}</ul></footer>'
