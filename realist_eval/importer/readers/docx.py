"""Word documents (.docx): one walk over the body, tracked changes taken as accepted.

The body is walked directly: that is faster than a general converter, and every rule about what counts as
speech stands in one table below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from realist_eval.importer.containers import CheckedZip, Element, whole
from realist_eval.importer.raw import Comment, Page, Script
from realist_eval.importer.readers.blocks import Anchor, Builder
from realist_eval.importer.readers.layout import to_raw, tracked
from realist_eval.importer.readers.word_styles import Style, is_on, outline_level, read_styles, w
from realist_eval.importer.source_file import SourceFile
from realist_eval.importer.words import word_set

if TYPE_CHECKING:
    from realist_eval.importer.profile import Profile

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OFFICE = "/officeDocument"  # how the relation to the main part ends
_DEAD_FIELDS = word_set("PAGE NUMPAGES SECTIONPAGES PAGEREF TOC FILENAME PRINTDATE SAVEDATE")
_CHARACTERS = {w("tab"): "\t", w("ptab"): "\t", w("cr"): "\n", w("br"): "\n", w("noBreakHyphen"): "-"}
_WORDS = w("t")
_CHANGES = (w("ins"), w("del"), w("moveFrom"), w("moveTo"))


def read_docx(source: SourceFile, profile: Profile) -> Page | Script:
    """Paragraphs, tables, text boxes and comments in the order of the body; raises SourceError."""
    parts = source.open_zip()
    main = _main_part(parts)
    body = parts.xml(main).find(w("body"))
    if body is None:
        raise source.cannot("is no Word document: it has no body.")
    walk = _Walk(source.file, _styles(parts, main))
    walk.children(body)
    walk.finish()
    comments = tuple(_comments(parts, main, walk.builder.anchors))
    remarks = tracked(source) if next(body.iter(*_CHANGES), None) is not None else ()
    return to_raw(walk.builder.blocks, source, profile, comments, remarks)


def _main_part(parts: CheckedZip) -> str:
    """The main document's name, which is not always word/document.xml."""
    if "_rels/.rels" in parts:
        for relation in parts.xml("_rels/.rels"):
            target = str(relation.get("Target", "")).lstrip("/")
            if str(relation.get("Type", "")).endswith(_OFFICE) and target in parts:
                return target
    return "word/document.xml"


def _beside(main: str, name: str) -> str:
    return f"{main.rpartition('/')[0]}/{name}".lstrip("/")


def _styles(parts: CheckedZip, main: str) -> dict[str, Style]:
    name = _beside(main, "styles.xml")
    return read_styles(parts.xml(name)) if name in parts else {}


class _Walk:
    """One pass over the body; what each element means stands in `_ACTIONS`."""

    def __init__(self, file: str, styles: dict[str, Style]) -> None:
        self.builder = Builder(file)
        self._styles = styles
        self._bold = False  # of the paragraph's style
        self._fields: list[list[str]] = []  # instructions of the open fields, with "dead" once known to be so
        self._boxes: list[Element] = []  # text boxes that wait for the end of their paragraph
        self._heading = 0

    def children(self, element: Element) -> None:
        """Visit what stands inside `element`, in order."""
        for child in element:
            self.visit(child)

    def visit(self, element: Element) -> None:
        """Do what an element means; unknown ones are looked through."""
        action = _ACTIONS.get(element.tag, _Walk.children)
        if action is not None:
            action(self, element)

    def finish(self) -> None:
        """Close a paragraph whose mark was deleted and that nothing follows."""
        if self.builder.pending:
            self.builder.end_paragraph(self._heading)

    # -- paragraphs

    def paragraph(self, element: Element) -> None:
        properties = element.find(w("pPr"))
        style = _style_of(self._styles, properties, "pStyle")
        joined = self.builder.pending
        if not joined:
            self._heading = _heading(properties, style)
        self._bold = style.bold
        self.children(element)
        if not _mark_is_gone(properties):
            self.builder.end_paragraph(self._heading)
        self._fields = [field for field in self._fields if _is_long("".join(field))]
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.finish()
            self.children(box)

    def run(self, element: Element) -> None:
        properties = element.find(w("rPr"))
        if properties is not None and is_on(properties.find(w("vanish"))):
            return
        bold = self._run_is_bold(properties)
        for child in element:
            if child.tag == _WORDS:
                self.say((child.text or "").replace("\n", " "), bold)
            elif child.tag in _CHARACTERS:
                self.say(_CHARACTERS[child.tag], bold)
            else:
                self.visit(child)

    def _run_is_bold(self, properties: Element | None) -> bool:
        own = properties.find(w("b")) if properties is not None else None
        if own is not None:
            return is_on(own)
        return self._bold or (properties is not None and _style_of(self._styles, properties, "rStyle").bold)

    def say(self, text: str, bold: bool = False) -> None:
        """Add words, unless a dead field is open."""
        if not any("dead" in field for field in self._fields):
            self.builder.add(text, bold)

    def math(self, element: Element) -> None:
        self.say(element.text or "")

    def symbol(self, element: Element) -> None:
        code = re.fullmatch("[0-9a-fA-F]{1,4}", str(element.get(w("char"), "")))
        number = int(code[0], 16) if code else 0
        if 0x20 <= number < 0xD800:  # above stand private pictures of symbol fonts
            self.say(chr(number))

    # -- fields

    def field_mark(self, element: Element) -> None:
        kind = element.get(w("fldCharType"))
        if kind == "begin":
            self._fields.append([])
        elif kind == "separate" and self._fields and _is_dead("".join(self._fields[-1])):
            self._fields[-1].append("dead")
        elif kind == "end" and self._fields:
            self._fields.pop()

    def field_words(self, element: Element) -> None:
        if self._fields:
            self._fields[-1].append(element.text or "")

    def simple_field(self, element: Element) -> None:
        if not _is_dead(str(element.get(w("instr"), ""))):
            self.children(element)

    # -- tables, boxes, alternatives

    def table(self, element: Element) -> None:
        self.finish()
        self.builder.begin_table()
        self.children(element)
        self.builder.end_table()

    def row(self, element: Element) -> None:
        properties = element.find(w("trPr"))
        if properties is not None and properties.find(w("del")) is not None:
            return
        self.builder.begin_row()
        self.children(element)

    def cell(self, element: Element) -> None:
        self.children(element)
        self.finish()
        properties = element.find(w("tcPr"))
        span = properties.find(w("gridSpan")) if properties is not None else None
        self.builder.end_cell(whole(span.get(w("val"))) if span is not None else 1)

    def box(self, element: Element) -> None:
        self._boxes.append(element)

    def alternatives(self, element: Element) -> None:
        """The first choice, or the fallback where there is none: the same words stand in both."""
        chosen = element.find(f"{_MC}Choice")
        if chosen is None or next(chosen.iter(w("t")), None) is None:
            fallback = element.find(f"{_MC}Fallback")
            chosen = fallback if fallback is not None else chosen
        if chosen is not None:
            self.children(chosen)

    def content_control(self, element: Element) -> None:
        """What a content control holds, unless it is a table of contents or a prompt nobody has answered."""
        properties = element.find(w("sdtPr"))
        content = element.find(w("sdtContent"))
        if content is None:
            return
        if properties is not None:
            gallery = next(properties.iter(w("docPartGallery")), None)
            contents = gallery is not None and gallery.get(w("val")) == "Table of Contents"
            if contents or is_on(properties.find(w("showingPlcHdr"))):
                return
        self.children(content)

    def ruby(self, element: Element) -> None:
        base = element.find(w("rubyBase"))
        if base is not None:
            self.children(base)

    # -- comments

    def comment_start(self, element: Element) -> None:
        self.builder.begin_anchor(str(element.get(w("id"))))

    def comment_end(self, element: Element) -> None:
        """Where a comment's words end, and where it hangs if it has none."""
        self.builder.end_anchor(str(element.get(w("id"))))


_Action = Callable[[_Walk, Element], None]
_ACTIONS: dict[str, _Action | None] = {
    w("p"): _Walk.paragraph,
    w("r"): _Walk.run,
    w("tbl"): _Walk.table,
    w("tr"): _Walk.row,
    w("tc"): _Walk.cell,
    w("sdt"): _Walk.content_control,
    w("fldChar"): _Walk.field_mark,
    w("instrText"): _Walk.field_words,
    w("fldSimple"): _Walk.simple_field,
    w("txbxContent"): _Walk.box,
    w("ruby"): _Walk.ruby,
    w("sym"): _Walk.symbol,
    w("commentRangeStart"): _Walk.comment_start,
    w("commentRangeEnd"): _Walk.comment_end,
    w("commentReference"): _Walk.comment_end,
    f"{_MC}AlternateContent": _Walk.alternatives,
    f"{_MATH}t": _Walk.math,
    **dict.fromkeys((w(name) for name in ("del", "moveFrom", "delText", "delInstrText")), None),
    **dict.fromkeys((w(name) for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr")), None),
}


def _style_of(styles: dict[str, Style], properties: Element | None, name: str) -> Style:
    named = properties.find(w(name)) if properties is not None else None
    if named is None:
        return styles.get("", Style())
    key = str(named.get(w("val")))
    return styles.get(key) or Style.by_name(key)


def _heading(properties: Element | None, style: Style) -> int:
    level = properties.find(w("outlineLvl")) if properties is not None else None
    return outline_level(level) or style.heading


def _mark_is_gone(properties: Element | None) -> bool:
    """Whether the paragraph's end was deleted or moved away, so that the next one goes on in it."""
    run = properties.find(w("rPr")) if properties is not None else None
    return run is not None and (run.find(w("del")) is not None or run.find(w("moveFrom")) is not None)


def _is_dead(instruction: str) -> bool:
    words = instruction.split()
    return bool(words) and words[0].upper() in _DEAD_FIELDS


def _is_long(instruction: str) -> bool:
    """Whether a field may run over several paragraphs; others end with theirs, should their end be lost."""
    return instruction.split()[:1] == ["TOC"]


def _comments(parts: CheckedZip, main: str, anchors: dict[str, Anchor]) -> Iterator[Comment]:
    name = _beside(main, "comments.xml")
    if name not in parts:
        return
    for element in parts.xml(name).iter(w("comment")):
        said = "\n".join("".join(t.text or "" for t in p.iter(w("t"))) for p in element.iter(w("p")))
        anchor = anchors.get(str(element.get(w("id"))))
        if said.strip() and anchor is not None:
            yield Comment(said.strip(), str(element.get(w("author"), "")), anchor.text, anchor.line)
