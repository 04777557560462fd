"""OpenDocument texts (.odt): the same walk as for Word, over content.xml."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from realist_eval.importer.containers import CheckedZip, Element, whole
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Comment, Page, Script
from realist_eval.importer.readers.blocks import Builder
from realist_eval.importer.readers.layout import to_raw, tracked
from realist_eval.importer.source_file import SourceFile

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = re.compile(r"[ \t\n\r]+")
_MAX_SPACES = 1000


_t, _s, _tab, _o = (
    f"{{{_URN}{space}:1.0}}".__add__ for space in ("text", "style", "table", "office")
)  # full names of elements and attributes
_DRAW = f"{{{_URN}drawing:1.0}}"
_WEIGHT = f"{{{_URN}xsl-fo-compatible:1.0}}font-weight"
_HIDDEN = _t("display")
_DC = "{http://purl.org/dc/elements/1.1/}"


def read_odt(source: SourceFile, profile: Profile) -> Page | Script:
    """Paragraphs, tables, frames and comments in the order of the text; raises SourceError."""
    parts = source.open_zip()
    _refuse_locked(parts, source)
    root = parts.xml("content.xml")
    body = root.find(f"{_o('body')}/{_o('text')}")
    if body is None:
        raise source.cannot("is no OpenDocument text: it has no body.")
    walk = _Walk(source.file, _styles([*([parts.xml("styles.xml")] if "styles.xml" in parts else []), root]))
    walk.inside(body)
    walk.finish()
    remarks = tracked(source) if body.find(_t("tracked-changes")) is not None else ()
    return to_raw(walk.builder.blocks, source, profile, walk.comments(), remarks)


def _refuse_locked(parts: CheckedZip, source: SourceFile) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in parts and b"encryption-data" in parts.read(manifest):
        raise source.cannot("is locked with a password.", "Save it without a password and use that copy.")


@dataclass(frozen=True, slots=True)
class _Style:
    parent: str = ""
    bold: bool | None = None
    hidden: bool = False
    level: int = 0


def _styles(roots: list[Element]) -> Mapping[str, _Style]:
    """Style name to what it says of itself."""
    found = {}
    for element in (style for root in roots for style in root.iter(_s("style"))):
        words = element.find(_s("text-properties"))
        weight = words.get(_WEIGHT) if words is not None else None
        hidden = words is not None and words.get(_HIDDEN) == "none"
        bold = None if weight is None else weight not in {"normal", "100", "200", "300", "400", "500"}
        level = _level(element.get(_s("default-outline-level")), 0)
        parent = str(element.get(_s("parent-style-name"), ""))
        found[str(element.get(_s("name")))] = _Style(parent, bold, hidden, level)
    return found


def _level(said: object, default: int) -> int:
    """A heading level from 1 to 9."""
    level = whole(said, 0)
    return level if 0 < level < 10 else default


class _Walk:
    """One pass over the text; what each element means stands in `_ACTIONS`."""

    def __init__(self, file: str, styles: Mapping[str, _Style]) -> None:
        self.builder = Builder(file)
        self._styles = styles
        self._remarks: dict[str, tuple[str, str]] = {}  # by their names, the words and the author
        self._frames: list[Element] = []
        self._bold = False
        self._blank = True  # whether a space here would follow another one, or begin the paragraph

    def inside(self, element: Element) -> None:
        """Visit what stands between paragraphs; unknown elements are looked through."""
        for child in element:
            action = _ACTIONS.get(child.tag, _Walk.inside)
            if action is not None:
                action(self, child)

    def finish(self) -> None:
        """Close a paragraph that is still open."""
        if self.builder.pending:
            self.builder.end_paragraph()

    # -- paragraphs

    def paragraph(self, element: Element) -> None:
        style = str(element.get(_t("style-name"), ""))
        bold, heading = self._bold, self._heading(element, style)
        self._bold = self._is_bold(style, default=False)
        self._blank = True
        self.words(element)
        self.builder.end_paragraph(heading)
        self._bold = bold
        frames, self._frames = self._frames, []
        for frame in frames:
            self.inside(frame)

    def _heading(self, element: Element, style: str) -> int:
        if element.tag == _t("h"):
            return _level(element.get(_t("outline-level")), 1)
        chain = self._chain(style)
        if "Title" in chain:
            return 1
        return next((level for name in chain if (level := self._styles.get(name, _Style()).level)), 0)

    def _chain(self, style: str) -> list[str]:
        chain: list[str] = []
        while style and style not in chain and len(chain) < 12:
            chain.append(style)
            style = self._styles.get(style, _Style()).parent
        return chain

    def _is_bold(self, style: str, default: bool) -> bool:
        said = (self._styles.get(name, _Style()).bold for name in self._chain(style))
        return next((bold for bold in said if bold is not None), default)

    def words(self, element: Element) -> None:
        """The words inside a paragraph or span, with what follows each child."""
        self.say(element.text)
        for child in element:
            action = _INLINE.get(child.tag, _Walk.words)
            if action is not None:
                action(self, child)
            self.say(child.tail)

    def say(self, text: str | None) -> None:
        """Add words; blanks in the file are one space, and none at the start."""
        if not text:
            return
        text = _SPACES.sub(" ", text)
        if self._blank:
            text = text.removeprefix(" ")
        if text:
            self._blank = text.endswith(" ")
            self.builder.add(text, self._bold)

    def span(self, element: Element) -> None:
        style = str(element.get(_t("style-name"), ""))
        if self._styles.get(style, _Style()).hidden:
            return
        bold, self._bold = self._bold, self._is_bold(style, default=self._bold)
        self.words(element)
        self._bold = bold

    def spaces(self, element: Element) -> None:
        self.builder.add(" " * min(whole(element.get(_t("c"))), _MAX_SPACES), self._bold)
        self._blank = False

    def tab(self, _: Element) -> None:
        self.builder.add("\t", self._bold)
        self._blank = False

    def line_break(self, _: Element) -> None:
        self.builder.add("\n", self._bold)
        self._blank = True

    def frame(self, element: Element) -> None:
        self._frames.append(element)

    def ruby(self, element: Element) -> None:
        base = element.find(_t("ruby-base"))
        if base is not None:
            self.words(base)

    # -- tables

    def table(self, element: Element) -> None:
        self.builder.begin_table()
        self.inside(element)
        self.builder.end_table()

    def row(self, element: Element) -> None:
        self.builder.begin_row()
        self.inside(element)

    def cell(self, element: Element) -> None:
        self.inside(element)
        self.builder.end_cell(whole(element.get(_tab("number-columns-repeated"))))

    # -- comments

    def remark(self, element: Element) -> None:
        text = "\n".join("".join(p.itertext()) for p in element.iter(_t("p"))).strip()
        name = str(element.get(_o("name"), ""))
        key = name or f"without a name {len(self._remarks)}"
        if text:
            self._remarks[key] = (text, element.findtext(f"{_DC}creator") or "")
            self.builder.begin_anchor(key)
        if not name:
            self.builder.end_anchor(key)

    def remark_end(self, element: Element) -> None:
        self.builder.end_anchor(str(element.get(_o("name"))))

    def comments(self) -> tuple[Comment, ...]:
        """The remarks from the margin, with the words they are anchored to."""
        anchors = self.builder.anchors
        return tuple(
            Comment(*said, anchors[key].text, anchors[key].line) for key, said in self._remarks.items()
        )


_Action = Callable[[_Walk, Element], None]
_COMMON: dict[str, _Action | None] = {
    _o("annotation"): _Walk.remark,
    _o("annotation-end"): _Walk.remark_end,
    **dict.fromkeys((_t(name) for name in ("tracked-changes", "note", "page-number", "page-count")), None),
    **dict.fromkeys((_t(name) for name in ("table-of-content", "hidden-text", "sequence-decls")), None),
    **dict.fromkeys((_t(name) for name in ("variable-decls", "user-field-decls", "bookmark-ref")), None),
    **dict.fromkeys((f"{{{_URN}svg-compatible:1.0}}{name}" for name in ("title", "desc")), None),
    _o("forms"): None,
    f"{_DRAW}object": None,
}
_ACTIONS: dict[str, _Action | None] = {
    **_COMMON,
    _t("p"): _Walk.paragraph,
    _t("h"): _Walk.paragraph,
    _tab("table"): _Walk.table,
    _tab("table-row"): _Walk.row,
    _tab("table-cell"): _Walk.cell,
    _tab("covered-table-cell"): _Walk.cell,
}
_INLINE: dict[str, _Action | None] = {
    **_COMMON,
    _t("span"): _Walk.span,
    _t("s"): _Walk.spaces,
    _t("tab"): _Walk.tab,
    _t("line-break"): _Walk.line_break,
    _t("soft-page-break"): None,
    _t("ruby"): _Walk.ruby,
    f"{_DRAW}frame": _Walk.frame,
    f"{_DRAW}custom-shape": _Walk.frame,
    f"{_DRAW}g": _Walk.frame,
}
