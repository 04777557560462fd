"""Markdown that every reader of it shows alike: headings, pipe tables, quotations."""

from __future__ import annotations

import re

from realist_eval.analysis.passages import shortened
from realist_eval.reporter import report as rp
from realist_eval.reporter.report import printable

_SPECIAL = re.compile(r"[\\`*_<>|~&$]|\[(?=\^)|\](?=[(:\[])|^(?:#+|[-+]|\d+\.)(?=\s)", re.MULTILINE)
LONGEST = 900


def escaped(text: str) -> str:
    """Text whose characters mean nothing to Markdown."""
    return _SPECIAL.sub(
        lambda found: "".join("\\" + sign if not sign.isalnum() else sign for sign in found[0]),
        printable(text),
    )


def write_markdown(report: rp.Report) -> bytes:
    """The report as one Markdown file."""
    lines = [f"# {escaped(report.full_title)}", ""]
    for name in rp.TITLE_PAGE:
        if fact := report.fact(name):
            lines += [escaped(fact), ""]
    lines += [*(f"- {_line(fact)}" for fact in report.about), ""]
    for section in report.on_paper:
        lines += [f"## {escaped(section.title)}", ""]
        lines += [line for block in section.paper for line in _block(report, block)]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _block(report: rp.Report, block: rp.Paper) -> list[str]:
    if isinstance(block, rp.Table):
        return _table(block)
    if isinstance(block, rp.Heading):
        return [f"{'#' * (block.level + 1)} {escaped(block.text)}", ""]
    if isinstance(block, rp.Bullets):
        return [*(f"- {_line(item)}" for item in block.items), ""]
    if isinstance(block, rp.Quoted):
        return [f"> {_line(_quoted(block.quote))}", ""]
    if isinstance(block, rp.Figure):
        return [f"**Figure {block.number}.** {escaped(block.title)}", "", escaped(block.alt), ""]
    return [_paragraph(report, block), ""]


def _paragraph(report: rp.Report, block: rp.Paragraph) -> str:
    said = escaped(report.said(block))
    return {"draft": f"*Draft:* {said}", "note": f"*{said}*"}.get(block.style, said)


def _table(table: rp.Table) -> list[str]:
    head = "| " + " | ".join(escaped(column.title) for column in table.columns) + " |"
    rule = "|" + "|".join(" ---: " if column.kind == "number" else " --- " for column in table.columns) + "|"
    body = [
        "| " + " | ".join(_cell(table, cell, marked=not row.mark) for cell in row.cells) + " |"
        for row in table.shown
    ]
    caption = [f"**Table {table.number}.** {escaped(table.title)}", ""]
    return [*caption, head, rule, *body, "", *(f"{escaped(note)}\n" for note in table.notes)]


def _cell(table: rp.Table, cell: rp.Cell, *, marked: bool) -> str:
    if cell.value is None and cell.quotes:
        shown = [_line(_quoted(quote, table.length, marked=marked)) for quote in table.printed(cell)]
        more = len(cell.quotes) - len(shown)
        return "<br>".join([*shown, *([f"and {more} more"] if more > 0 else [])])
    return "" if cell.value is None else _line(str(cell.value))


def _line(text: str) -> str:
    return escaped(text).replace("\n", "<br>")


def _quoted(quote: rp.Quote, length: int = LONGEST, *, marked: bool = True) -> str:
    mark = f" ({quote.status})" if quote.status and marked else ""
    return f"“{shortened(quote.text, length)}” [{quote.source}]{mark}"
