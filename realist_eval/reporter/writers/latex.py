"""LaTeX: one file that pdflatex, xelatex and lualatex compile, tables over several pages."""

from __future__ import annotations

import re

from realist_eval.analysis.passages import shortened
from realist_eval.reporter import report as rp
from realist_eval.reporter.report import printable
from realist_eval.reporter.writers.word_xml import number

_SIGNS = {sign: f"\\{sign}" for sign in "{}$&#%_"} | {"[": "{[}", "]": "{]}"}
_SIGNS |= {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
_SIGNS |= {"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}"}
_SIGNS |= {"−": r"\ensuremath{-}", "→": r"\ensuremath{\rightarrow}", "×": r"\ensuremath{\times}"}
_SPECIAL = re.compile("[" + re.escape("".join(_SIGNS)) + "]")
PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage{iftex}
\ifPDFTeX\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\else\usepackage{fontspec}\fi
\usepackage[margin=2cm]{geometry}
\usepackage{longtable,array,pdflscape,textcomp}
\usepackage[hidelinks]{hyperref}
\setlength{\parindent}{0pt}\setlength{\parskip}{6pt}\setlength{\LTcapwidth}{\linewidth}
\emergencystretch=3em
"""


def escaped(text: str) -> str:
    """Text whose characters mean nothing to LaTeX."""
    return _SPECIAL.sub(lambda found: _SIGNS[found[0]], printable(text))


def write_latex(report: rp.Report) -> bytes:
    """The report as one LaTeX file."""
    parts = [
        PREAMBLE,
        f"\\title{{{escaped(report.full_title)}}}",
        f"\\author{{{escaped(report.fact('authors'))}}}",
        f"\\date{{{escaped(report.fact('date'))}}}",
        "\\begin{document}",
        "\\maketitle",
        "\\begin{itemize}",
        *(f"\\item {_text(fact)}" for fact in report.about),
        "\\end{itemize}",
        "\\tableofcontents",
    ]
    for section in report.on_paper:
        body = filter(None, (_block(report, block) for block in section.paper))
        parts += [f"\\section{{{escaped(section.title)}}}", *body]
    return ("\n".join([*parts, "\\end{document}"]) + "\n").encode()


def _block(report: rp.Report, block: rp.Paper) -> str:
    if isinstance(block, rp.Table):
        return _table(block)
    if isinstance(block, rp.Heading):
        return f"\\{'sub' * (block.level - 1)}section{{{escaped(block.text)}}}"
    if isinstance(block, rp.Bullets):
        items = "\n".join(f"\\item {_text(item)}" for item in block.items)
        return f"\\begin{{itemize}}\n{items}\n\\end{{itemize}}" if items else ""
    if isinstance(block, rp.Quoted):
        return f"\\begin{{quote}}{_quoted(block.quote, 900)}\\end{{quote}}"
    if isinstance(block, rp.Figure):
        return f"\\textbf{{Figure {block.number}.}} {escaped(block.title)}\n\n{_text(block.alt)}\n"
    return _paragraph(report, block)


def _paragraph(report: rp.Report, block: rp.Paragraph) -> str:
    said = "".join(_text(part) if isinstance(part, str) else _reference(report, part) for part in block.parts)
    lead = "\\textbf{Draft:} " if block.style == "draft" else ""
    return f"{lead}{said}\n"


def _reference(report: rp.Report, ref: rp.Ref) -> str:
    return escaped(report.numbers.get(ref.id, ref.id))


def _text(text: str) -> str:
    return escaped(text).replace("\n", "\\newline ")


def _table(table: rp.Table) -> str:
    """A long table whose header is repeated; wide ones lie."""
    columns = table.columns
    whole = sum(column.width for column in columns)
    room = 0.97 - 0.018 * len(columns)
    shares = [
        f">{{\\raggedright\\arraybackslash}}p{{{room * column.width / whole:.3f}\\linewidth}}"
        for column in columns
    ]
    head = " & ".join(f"\\textbf{{{escaped(column.title)}}}" for column in columns)
    rows = "\n".join(
        " & ".join(_cell(table, cell, marked=not row.mark) for cell in row.cells)
        + (r" \\ \hline" if row.total else r" \\")
        for row in table.shown
    )
    notes = "".join(f"\n{_text(note)}\n" for note in table.notes)
    # numbered by hand: data tables that stand between have no number
    body = (
        "{\\footnotesize\\setlength{\\tabcolsep}{3pt}\n"
        f"\\begin{{longtable}}{{{''.join(shares)}}}\n"
        f"\\multicolumn{{{len(columns)}}}{{p{{0.95\\linewidth}}}}{{\\textbf{{Table {table.number}.}} "
        f"{escaped(table.title)}}} \\\\ \\hline\n{head} \\\\ \\hline\n\\endfirsthead\n"
        f"{head} \\\\ \\hline\n\\endhead\n{rows}\n\\hline\n\\end{{longtable}}}}{notes}"
    )
    return f"\\begin{{landscape}}\n{body}\n\\end{{landscape}}" if table.wide else body


def _cell(table: rp.Table, cell: rp.Cell, *, marked: bool) -> str:
    if cell.value is None and cell.quotes:
        shown = [_quoted(quote, table.length, marked=marked) for quote in table.printed(cell)]
        more = len(cell.quotes) - len(shown)
        return "\\newline ".join([*shown, *([f"and {more} more"] if more > 0 else [])])
    return "" if cell.value is None else _text(number(cell.value))


def _quoted(quote: rp.Quote, limit: int, *, marked: bool = True) -> str:
    mark = f" \\textbf{{{escaped(quote.status)}}}" if quote.status and marked else ""
    return f"“{_text(shortened(quote.text, limit))}” {{[}}{escaped(quote.source)}{{]}}{mark}"
