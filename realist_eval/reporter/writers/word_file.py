"""A Word file as such: an empty document or a house's, what it says of itself, and how it is packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from realist_eval.errors import InputError
from realist_eval.reporter.report import Report, printable
from realist_eval.reporter.writers import word_xml as xml
from realist_eval.reporter.writers.package import repacked

FONT = f'<w:rFonts {nsdecls("w")} w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'


def opened(template: Path | None) -> Any:
    """An empty document: ours, or the house's with its words taken out."""
    if template is None:
        document = Document()
        _without_old_styles(document)
        section = document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
        _footer(section)
        normal = document.styles["Normal"].paragraph_format
        normal.line_spacing, normal.space_after = 1.1, Pt(6)  # an annex is long
        return document
    try:
        document = Document(str(template))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as error:
        hint = "Give a .docx file that Word opens."
        raise InputError("The template could not be read as Word.", str(template), hint=hint) from error
    for child in list(document.element.body):
        if child.tag != qn("w:sectPr"):
            document.element.body.remove(child)
    return document


def _without_old_styles(document: Any) -> None:
    """Drop the copy of the styles that Word 2010 kept: it would contradict ours."""
    for name, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            document.part.drop_rel(name)
            document.part.rels.pop(name, None)


def _footer(section: Any) -> None:
    footer = section.footer
    footer.is_linked_to_previous = False
    for old in list(footer._element):
        footer._element.remove(old)
    page = f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="center"/></w:pPr>{xml.field("PAGE", "1")}</w:p>'
    footer._element.append(parse_xml(page))


def fill(document: Any, parts: Iterable[str]) -> None:
    """Put paragraphs and tables, as text, before the end of the document: one parse for all of them."""
    body = document.element.body
    for child in list(parse_xml(f"<w:body {nsdecls('w', 'r', 'wp', 'a', 'pic')}>{''.join(parts)}</w:body>")):
        body.insert(len(body) - 1, child)


def set_defaults(document: Any, language: str = "", *, house: bool = False) -> None:
    """Our typeface where no house has its own, and the language in which Word checks spelling, if any."""
    for defaults in document.styles.element.iter(qn("w:rPrDefault")):
        form = defaults[0]
        for old in form.findall(qn("w:lang")) if language else ():
            form.remove(old)
        if not house:
            for old in form.findall(qn("w:rFonts")):
                form.remove(old)
            form.insert(0, parse_xml(FONT))
        if language:
            tag = quoteattr(language)
            form.append(parse_xml(f'<w:lang {nsdecls("w")} w:val={tag} w:eastAsia={tag} w:bidi="ar-SA"/>'))


def describe(document: Any, title: str, author: str, language: str, when: datetime) -> None:
    """Title, author, language and date of a document, as Word shows them."""
    core = document.core_properties
    core.title, core.comments, core.language = printable(title)[:255], "", language
    core.author = core.last_modified_by = printable(author)[:255]
    core.created = core.modified = when
    core.revision = 1


def saved(document: Any, report: Report) -> bytes:
    """The document as a file, the same bytes for the same report."""
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), report)
