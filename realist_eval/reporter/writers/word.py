"""Word: real headings, numbered captions, tables with repeated header rows, landscape where they need it."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from itertools import count, groupby
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Emu

from realist_eval.reporter import report as rp
from realist_eval.reporter.report import printable
from realist_eval.reporter.writers import word_xml as xml
from realist_eval.reporter.writers.package import moment
from realist_eval.reporter.writers.word_file import describe, fill, opened, saved, set_defaults
from realist_eval.reporter.writers.word_styles import style_ids

LONGEST_IN_TEXT = 900
DOTS = 200  # of a picture, in an inch of paper
PARAGRAPH_STYLES = {"note": "CMO Note", "draft": "CMO Draft"}


def write_word(report: rp.Report, template: Path | None = None) -> bytes:
    """The report as a Word file, in the styles of `template` where there is one."""
    house = template is not None
    document = opened(template)
    _Body(report, document, style_ids(document, house=house)).lay_out()
    author = report.fact("authors") or "realist-eval"
    describe(document, report.full_title, author, report.language, moment(report))
    document.core_properties.comments = report.mark
    document.core_properties.subject = "Context-mechanism-outcome matrices"
    document.core_properties.keywords = "realist evaluation"
    set_defaults(document, report.language, house=house)
    return saved(document, report)


class _Body:
    """Lays the blocks out as XML, and puts the whole into the document."""

    def __init__(self, report: rp.Report, document: Any, styles: dict[str, str]) -> None:
        self.report, self.document, self.styles = report, document, styles
        self.section = document.element.body.get_or_add_sectPr()
        self.ids = count(1)
        self.parts: list[str] = []
        self.anchors: dict[str, str] = {}
        self.bookmarks = {id_: f"_Ref_{n}" for n, id_ in enumerate(report.numbers, 1)}

    def lay_out(self) -> None:
        """Title page, contents, sections: upright and landscape pages in turn."""
        shown = self.report.on_paper
        self._title_page()
        self._contents(shown)
        self.parts.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
        turned = False
        for wide, blocks in groupby(_blocks(shown), key=lambda pair: pair[1]):
            if wide != turned:
                self._end_pages(turned)
                turned = wide
            for block, _ in blocks:
                self._block(block, wide)
        fill(self.document, self.parts)
        self._turn(self.section, turned)

    def _title_page(self) -> None:
        self.parts.append(xml.plain(self.report.title, self.styles["Title"]))
        if self.report.mark:
            mark = xml.run(f"({self.report.mark})", style=self.styles["CMO Mark"])
            self.parts.append(xml.paragraph(mark, self.styles["Subtitle"]))
        if subtitle := self.report.fact("subtitle"):
            self.parts.append(xml.plain(subtitle, self.styles["Subtitle"]))
        self.parts += [xml.plain(fact) for name in rp.TITLE_PAGE[1:] if (fact := self.report.fact(name))]
        self.parts.append(xml.plain("\n".join(self.report.about), self.styles["CMO Note"]))

    def _contents(self, sections: list[rp.Section]) -> None:
        """A table of contents that Word can bring up to date, with the headings it has now."""
        self.parts.append(xml.paragraph(xml.run("Contents", bold=True), self.styles["CMO Contents"]))
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        self.anchors = {section.id: f"_Toc_{number}" for number, section in enumerate(sections, 1)}
        for number, section in enumerate(sections, 1):
            anchor = f'<w:hyperlink w:anchor="{self.anchors[section.id]}" w:history="1">'
            link = f"{anchor}{xml.run(section.title)}</w:hyperlink>"
            whole = (begin if number == 1 else "") + link + (end if number == len(sections) else "")
            self.parts.append(xml.paragraph(whole, self.styles["CMO Contents"]))

    def _end_pages(self, turned: bool) -> None:
        """Close the pages so far, upright or turned."""
        section = copy.deepcopy(self.section)
        self._turn(section, turned)
        thin = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        self.parts.append(f"<w:p><w:pPr>{thin}{_serialised(section)}</w:pPr></w:p>")

    def _turn(self, section: Any, turned: bool) -> None:
        size = section.find(qn("w:pgSz"))
        if size is None:
            return
        sides = sorted((int(size.get(qn("w:w"), 11906)), int(size.get(qn("w:h"), 16838))))
        width, height = (sides[1], sides[0]) if turned else (sides[0], sides[1])
        size.set(qn("w:w"), str(width))
        size.set(qn("w:h"), str(height))
        if turned:
            size.set(qn("w:orient"), "landscape")
        elif size.get(qn("w:orient")):
            del size.attrib[qn("w:orient")]

    def _width(self, turned: bool) -> int:
        """How wide a line is on these pages, in twentieths of a point."""
        size, margin = self.section.find(qn("w:pgSz")), self.section.find(qn("w:pgMar"))
        if size is None or margin is None:
            return 9638
        sides = sorted((int(size.get(qn("w:w"))), int(size.get(qn("w:h")))))
        return sides[1 if turned else 0] - int(margin.get(qn("w:left"))) - int(margin.get(qn("w:right")))

    def _block(self, block: rp.Paper | rp.Section, turned: bool) -> None:
        if isinstance(block, rp.Section):
            inside = xml.bookmark(self.anchors[block.id], next(self.ids), xml.run(block.title))
            self.parts.append(xml.paragraph(inside, self.styles["heading 1"]))
        elif isinstance(block, rp.Heading):
            self.parts.append(xml.plain(block.text, self.styles[f"heading {min(block.level, 3)}"]))
        elif isinstance(block, rp.Table):
            self._table(block, turned)
        elif isinstance(block, rp.Figure):
            self._figure(block, turned)
        elif isinstance(block, rp.Bullets):
            self.parts += [xml.plain(item, self.styles["List Bullet"]) for item in block.items]
        elif isinstance(block, rp.Quoted):
            style = self.styles["CMO Quotation"]
            self.parts.append(xml.quotation(block.quote, style, self.styles, LONGEST_IN_TEXT))
        else:
            self._paragraph(block)

    def _paragraph(self, block: rp.Paragraph) -> None:
        runs = xml.run("Draft: ", style=self.styles["CMO Mark"]) if block.style == "draft" else ""
        for part in block.parts:
            runs += self._reference(part) if isinstance(part, rp.Ref) else xml.run(part)
        name = PARAGRAPH_STYLES.get(block.style, "")
        self.parts.append(xml.paragraph(runs, self.styles[name] if name else ""))

    def _reference(self, ref: rp.Ref) -> str:
        shown, mark = self.report.numbers.get(ref.id, ref.id), self.bookmarks.get(ref.id)
        return xml.field(f"REF {mark} \\h", shown) if mark else xml.run(shown)

    def _caption(self, block: rp.Table | rp.Figure) -> None:
        kind = type(block).__name__
        label = xml.run(f"{kind} ") + xml.field(f"SEQ {kind} \\* ARABIC", str(block.number))
        marked = xml.bookmark(self.bookmarks[block.id], next(self.ids), label)
        extra = '<w:keepNext w:val="0"/>' if kind == "Figure" else "<w:keepNext/>"  # a table follows its own
        runs = marked + xml.run(f". {block.title}")
        self.parts.append(xml.paragraph(runs, self.styles["caption"], extra=extra))

    def _table(self, table: rp.Table, turned: bool) -> None:
        block = table if self.report.full else table.in_brief
        self._caption(block)
        self.parts.append(xml.table(block, self.styles, self._width(turned)))
        self.parts.append(xml.plain(" ".join(block.notes), self.styles["CMO Note"]))

    def _figure(self, block: rp.Figure, turned: bool) -> None:
        from realist_eval.reporter.figures.svg import png

        line = self._width(turned)
        picture, width = io.BytesIO(png(block.svg, line * DOTS // 1440)), Emu(line * 635)
        inline = self.document.part.new_pic_inline(picture, width=width)
        tallest = Emu(int((8.2 if not turned else 5.6) * 914400))  # a heading has room above it
        if inline.extent.cy > tallest:
            picture.seek(0)
            inline = self.document.part.new_pic_inline(picture, height=tallest)
        told = {
            "descr": printable(block.alt),
            "title": printable(block.title),
            "name": f"Figure {block.number}",
        }
        for name, value in {"id": str(next(self.ids)), **told}.items():
            inline.docPr.set(name, value)
        drawing = f"<w:r><w:drawing>{_serialised(inline)}</w:drawing></w:r>"
        self.parts.append(xml.paragraph(drawing, "", extra="<w:keepNext/>"))
        self._caption(block)


def _serialised(element: Any) -> str:
    from lxml import etree

    return str(etree.tostring(element, encoding="unicode"))


def _blocks(sections: list[rp.Section]) -> Iterator[tuple[rp.Paper | rp.Section, bool]]:
    """Every block and whether its pages lie: a heading lies with the table that follows it."""
    for section in sections:
        blocks: list[rp.Paper | rp.Section] = [section, *section.paper]
        for at, block in enumerate(blocks):
            yield block, _lies(blocks, at)


def _lies(blocks: list[rp.Paper | rp.Section], at: int) -> bool:
    block = blocks[at]
    if isinstance(block, rp.Table | rp.Figure):
        return block.wide
    if isinstance(block, rp.Section | rp.Heading) and at + 1 < len(blocks):
        return _lies(blocks, at + 1)
    if isinstance(block, rp.Paragraph) and at + 1 < len(blocks) and at < 3:
        return _lies(blocks, at + 1)
    return False
