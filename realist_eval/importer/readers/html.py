"""Web pages and what word processors save as such: blocks become lines, scripts and menus are dropped."""

from __future__ import annotations

import re
from collections.abc import Callable

from realist_eval.importer.containers import MAX_NODES, Element, whole
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Page, Script
from realist_eval.importer.readers.blocks import Builder
from realist_eval.importer.readers.layout import to_raw
from realist_eval.importer.source_file import SourceFile
from realist_eval.importer.words import word_set

_DROPPED = word_set(
    """
    head script style noscript template svg math nav footer button select textarea input iframe object audio
    video canvas del rt rp title datalist
    """
)
_BLOCKS = word_set(
    """
    p div li ul ol dl dt dd blockquote section article main header aside figure figcaption address center
    fieldset form hr details summary h1 h2 h3 h4 h5 h6 body pre caption html
    """
)
_BOLD = frozenset(("b", "strong", "th"))
_HEADING = re.compile(r"h([1-6])")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00|normal|[1-5]00)", re.IGNORECASE)
_NOT_SHOWN = re.compile(  # the last are running heads and remarks of pages that Word saved
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-element\s*:\s*(?:header|footer|footnote|comment)",
    re.IGNORECASE,
)
_FURNITURE = frozenset({"header", "footer"})  # titles of running heads in pages that LibreOffice saved
_CLASS_RULE = re.compile(r"\.([A-Za-z][\w-]{0,80})\s{0,9}\{([^{}]{0,2000})\}")
_DECLARED = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.IGNORECASE)


def read_html(source: SourceFile, profile: Profile) -> Page | Script:
    """Paragraphs, headings and tables of a web page; raises SourceError."""
    root = _parse(source, _text(source, profile))
    walk = _Walk(source.file, _bold_classes(root))
    walk.visit(root)
    walk.builder.end_words()
    return to_raw(walk.builder.blocks, source, profile)


def _text(source: SourceFile, profile: Profile) -> str:
    """The page in the encoding that was named, else the one that fits, else the one that it declares."""
    decoded = source.decoded(profile.encoding or None)
    declared = _DECLARED.search(source.data[:4096])
    if declared and decoded.guessed and not profile.encoding:
        try:
            return source.data.decode(declared[1].decode("ascii"), errors="replace")
        except LookupError:
            return decoded.text
    return decoded.text


def _parse(source: SourceFile, text: str) -> Element:
    from lxml import etree

    if text.count("<") + text.count("=") > MAX_NODES:
        raise source.cannot("is too large to be a transcript.", "Save its text alone.")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as reason:
        raise source.cannot(
            f"is no readable web page ({reason}).", "Save it again as .docx or .txt."
        ) from reason
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise source.cannot("is nested too deeply to be a transcript.", "Save its text alone.")
    if root is None:
        raise source.cannot("holds no text.")
    return root


def _bold_classes(root: Element) -> frozenset[str]:
    """Classes that the page's own style sheet sets in bold, as Google Docs does."""
    sheets = "".join(style.text or "" for style in root.iter("style"))[:500_000]
    return frozenset(rule[1] for rule in _CLASS_RULE.finditer(sheets) if _weight(rule[2]))


def _weight(style: str) -> bool | None:
    found = _WEIGHT.search(style[:2000])
    return None if not found else found[1].lower() in {"bold", "bolder", "600", "700", "800", "900"}


class _Walk:
    """One pass over the page."""

    def __init__(self, file: str, bold_classes: frozenset[str]) -> None:
        self.builder = Builder(file)
        self._bold_classes = bold_classes
        self._bold = False
        self._as_is = False  # inside <pre>
        self._blank = True
        self._rows: list[bool] = []  # for each open table, whether a row is open

    def visit(self, element: Element) -> None:
        """An element with all that it holds; its tail belongs to the parent."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _DROPPED or not tag or self._is_hidden(element):
            return
        before = self._bold, self._as_is
        self._bold = self._is_bold(element, tag)
        self._as_is = self._as_is or tag == "pre"
        _ACTIONS.get(tag, _Walk.block if tag in _BLOCKS else _Walk.inside)(self, element)
        self._bold, self._as_is = before

    def inside(self, element: Element) -> None:
        """The words of an element and of its children."""
        self.say(element.text)
        for child in element:
            self.visit(child)
            self.say(child.tail)

    def block(self, element: Element) -> None:
        """An element that stands in lines of its own."""
        self._end()
        self.inside(element)
        found = _HEADING.fullmatch(element.tag)
        self._end(int(found[1]) if found else 0)

    def line_break(self, _: Element) -> None:
        """A line end inside a block."""
        self.builder.add("\n")
        self._blank = True

    def table(self, element: Element) -> None:
        """A table; a row is opened by its first cell, should its tag be missing."""
        self._end()
        self.builder.begin_table()
        self._rows.append(False)
        for child in element:
            self.visit(child)
        self._rows.pop()
        self._end()
        self.builder.end_table()

    def row(self, element: Element) -> None:
        """A row of the innermost table."""
        if not self._rows:
            self.block(element)
            return
        self.builder.begin_row()
        self._rows[-1] = True
        for child in element:
            self.visit(child)
        self._rows[-1] = False

    def cell(self, element: Element) -> None:
        """A cell, or a block where no table is open."""
        self.block(element)
        if self._rows:
            if not self._rows[-1]:
                self.builder.begin_row()
                self._rows[-1] = True
            self.builder.end_cell(whole(element.get("colspan")))

    def say(self, text: str | None) -> None:
        """Add words; blanks are one space, and none at the start of a line."""
        if not text:
            return
        if not self._as_is:
            text = _SPACES.sub(" ", text)
            text = text.removeprefix(" ") if self._blank else text
        if text:
            self._blank = text.endswith((" ", "\n"))
            self.builder.add(text, self._bold)

    def _end(self, heading: int = 0) -> None:
        self.builder.end_words(heading)
        self._blank = True

    def _is_hidden(self, element: Element) -> bool:
        if "hidden" in element.attrib or (element.tag == "div" and element.get("title") in _FURNITURE):
            return True
        return bool(_NOT_SHOWN.search(str(element.get("style", ""))[:2000]))

    def _is_bold(self, element: Element, tag: str) -> bool:
        said = _weight(str(element.get("style", "")))
        if said is not None:
            return said
        classes = str(element.get("class", ""))[:2000].split()
        return self._bold or tag in _BOLD or not self._bold_classes.isdisjoint(classes)


_ACTIONS: dict[str, Callable[[_Walk, Element], None]] = {
    "br": _Walk.line_break,
    "table": _Walk.table,
    "tr": _Walk.row,
    "td": _Walk.cell,
    "th": _Walk.cell,
}
