"""Rich Text Format: one pass over its words, with a stack of states, one for each open brace.

Bold labels, cells and deletions matter here, so that words alone would not do.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Comment, Page, Script
from realist_eval.importer.readers.blocks import Anchor, Builder
from realist_eval.importer.readers.layout import to_raw
from realist_eval.importer.readers.rtf_words import (
    CHARACTERS,
    CODE_PAGES,
    DEAD_FIELD,
    MAX_DEPTH,
    MAX_TOKENS,
    SIGNS,
    SILENT,
    SPOKEN,
    TOKEN,
)
from realist_eval.importer.readers.word_styles import Style
from realist_eval.importer.source_file import SourceFile


def read_rtf(source: SourceFile, profile: Profile) -> Page | Script:
    """Paragraphs, tables and comments of an RTF document; raises SourceError."""
    walk = _Walk(source, Builder(source.file))
    walk.run(source.data.decode("latin-1"))
    return to_raw(walk.builder.blocks, source, profile, tuple(walk.comments))


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside one pair of braces."""

    place: str = ""  # the destination; empty for the text itself
    silent: bool = False
    bold: bool = False
    hidden: bool = False
    font: int = -1
    skip: int = 1  # how many characters after \u stand for it in old programs
    dead: bool = False  # the result of a field such as a page number


@dataclass(slots=True)
class _Remark:
    author: str = ""
    text: str = ""
    reference: str = ""


@dataclass(slots=True)
class _Walk:
    """Reads tokens; what a control word does stands in `_WORDS`."""

    source: SourceFile
    builder: Builder
    comments: list[Comment] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, Style] = field(default_factory=dict)
    style: int = 0
    style_name: str = ""
    heading: int = 0
    raw: bytearray = field(default_factory=bytearray)  # bytes that wait to be decoded together
    wide: str = ""  # the first half of a character beyond the basic plane
    skipping: int = 0
    starred: bool = False
    in_table: bool = False  # of the paragraph
    table: str = ""  # "", "row" while a row is open, "between" after its end
    field_words: str = ""
    remark: _Remark = field(default_factory=_Remark)

    def run(self, text: str) -> None:
        """Read the whole file."""
        place, count = 0, 0
        while found := TOKEN.match(text, place):
            place = found.end()
            count += 1
            if count > MAX_TOKENS:
                hint = "Save it as .docx and use that copy."
                raise self.source.cannot("is too large to be a transcript.", hint)
            if found["word"] == "bin" and found["number"]:
                place += max(0, int(found["number"]))
            self._token(found)
        self.flush()
        if self.builder.pending:
            self.builder.end_paragraph(self._level())
        self._end_table()

    def _token(self, found: re.Match[str]) -> None:
        kind = found.lastgroup
        if kind == "text":
            self._plain(found["text"])
        elif kind == "hex":
            self._bytes(bytes.fromhex(found["hex"].replace("\\'", "")))
        elif kind == "brace":
            self._brace(found["brace"])
        elif kind == "sign":
            self._sign(found["sign"])
        elif found["word"]:
            self._word(found["word"], int(found["number"]) if found["number"] else None)

    # -- braces

    def _brace(self, brace: str) -> None:
        self.flush()
        self.skipping = 0
        self.starred = False
        if brace == "{":
            if len(self.stack) >= MAX_DEPTH:
                raise self.source.cannot("is damaged: its braces nest without end.")
            self.stack.append(self.state)
        elif self.stack:
            left, self.state = self.state, self.stack.pop()
            self._leave(left)

    def _leave(self, left: _State) -> None:
        """What the end of a destination means."""
        if left.place == self.state.place:
            if left.place == "stylesheet":
                self.styles[self.style] = Style.by_name(self.style_name.strip(" ;"))
                self.style, self.style_name = 0, ""
        elif left.place == "annotation":
            self._keep_remark()
        elif left.place in {"atrfstart", "atrfend"}:
            begins = left.place == "atrfstart"
            bound = self.builder.begin_anchor if begins else self.builder.end_anchor
            bound(self.remark.reference.strip())
            self.remark.reference = ""
        elif left.place == "fldinst":
            self.state = replace(self.state, dead=bool(DEAD_FIELD.match(self.field_words)))
            self.field_words = ""

    def _keep_remark(self) -> None:
        anchor = self.builder.anchors.get(self.remark.reference.strip()) or Anchor(self.builder.number)
        text, author = self.remark.text.strip(), self.remark.author.strip()
        if text:
            self.comments.append(Comment(text, author, anchor.text, anchor.line))
        self.remark = _Remark()

    # -- control words

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self.starred = True
        elif sign in SIGNS:
            self._say(SIGNS[sign])
        elif sign in "\r\n":
            self.paragraph()

    def _word(self, word: str, number: int | None) -> None:
        starred, self.starred = self.starred, False
        if word == "u" and number is not None:
            self._unicode(number)
        elif word in CHARACTERS:
            self._say(CHARACTERS[word])
        elif word in _WORDS:
            self.flush()
            _WORDS[word](self, number)
        elif word in SILENT or (starred and word not in SPOKEN):
            self.flush()
            self.state = replace(self.state, place=word, silent=True)
        elif word == "ud" and not any(state.silent and state.place != "upr" for state in self.stack):
            self.state = replace(self.state, place="", silent=False)

    def set(self, **changes: object) -> None:
        """Change what holds until the brace closes."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def charset(self, number: int | None) -> None:
        if self.state.place == "fonttbl" and number in CODE_PAGES:
            self.fonts[self.state.font] = CODE_PAGES[number]

    def code_page(self, number: int | None) -> None:
        name = "utf-8" if number == 65001 else f"cp{number}"
        try:
            self.page = codecs.lookup(name).name
        except LookupError:
            self.page = "cp1252"

    def macintosh(self, _: int | None) -> None:
        self.page = "mac_roman"

    def paragraph_style(self, number: int | None) -> None:
        self.style = number or 0

    def outline(self, number: int | None) -> None:
        self.heading = min((number or 0) + 1, 9) if not self.state.silent and (number or 0) < 9 else 0

    def plain_paragraph(self, _: int | None) -> None:
        if not self.state.silent:
            self.style, self.heading, self.in_table = 0, 0, False

    # -- paragraphs and tables

    def paragraph(self, _: int | None = None) -> None:
        self.flush()
        if not self.state.silent:
            self._before_words()
            self.builder.end_paragraph(self._level())

    def _level(self) -> int:
        return self.heading or self.styles.get(self.style, Style()).heading

    def into_table(self, _: int | None) -> None:
        if self.state.silent:
            return
        self.in_table = True
        if not self.table:
            self.builder.begin_table()
        if self.table != "row":
            self.builder.begin_row()
            self.table = "row"

    def cell(self, _: int | None) -> None:
        if self.state.silent:
            return
        self.into_table(None)
        self.builder.end_paragraph(self._level())
        self.builder.end_cell()

    def row(self, _: int | None) -> None:
        if not self.state.silent and self.table:
            self.table, self.in_table = "between", False

    def _before_words(self) -> None:
        """Words outside a table end the one that was open."""
        if self.table == "between" and not self.in_table:
            self._end_table()

    def _end_table(self) -> None:
        if self.table:
            self.table = ""
            self.builder.end_table()

    # -- words

    def _plain(self, text: str) -> None:
        if self.skipping:
            left = text[self.skipping :]
            self.skipping = max(0, self.skipping - len(text))
            text = left
        if text.isascii():
            self._say(text)
        else:
            self.raw += text.encode("latin-1")

    def _bytes(self, data: bytes) -> None:
        self.raw += data[self.skipping :]
        self.skipping = max(0, self.skipping - len(data))

    def _unicode(self, number: int) -> None:
        self.flush(keep_wide=True)
        code = number % 65536
        if 0xD800 <= code < 0xDC00:
            self.wide = chr(code)
        elif 0xDC00 <= code < 0xE000:
            pair, self.wide = self.wide + chr(code), ""
            self._say(pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
        else:
            self._say(chr(code))
        self.skipping = self.state.skip

    def flush(self, keep_wide: bool = False) -> None:
        """Decode the bytes that waited, in the code page of their font."""
        if not keep_wide:
            self.wide = ""
        if self.raw:
            data, self.raw = bytes(self.raw), bytearray()
            self._say(data.decode(self.fonts.get(self.state.font, self.page), "replace"))

    def _say(self, text: str) -> None:
        if self.raw:
            self.flush(keep_wide=True)
        if self.state.silent:
            self._aside(text)
        elif not self.state.hidden and not self.state.dead and text:
            self._before_words()
            self.builder.add(text, self.state.bold)

    def _aside(self, text: str) -> None:
        """Words outside the text that say something about it."""
        place = self.state.place
        if place == "stylesheet":
            self.style_name = (self.style_name + text)[-200:]
        elif place == "fldinst":
            self.field_words = (self.field_words + text)[:200]
        elif place in _OF_REMARK:
            name, most = _OF_REMARK[place]
            setattr(self.remark, name, (getattr(self.remark, name) + text)[:most])


_OF_REMARK = {  # destinations of a comment: what they hold, and how much of it
    "annotation": ("text", 20_000),
    "atnauthor": ("author", 200),
    **dict.fromkeys(("atnref", "atrfstart", "atrfend"), ("reference", 20)),
}
_WORDS: dict[str, Callable[[_Walk, int | None], None]] = {
    "par": _Walk.paragraph,
    "sect": _Walk.paragraph,
    "pard": _Walk.plain_paragraph,
    "plain": lambda walk, _: walk.set(bold=False, hidden=False, font=-1),
    "intbl": _Walk.into_table,
    "trowd": _Walk.into_table,
    "cell": _Walk.cell,
    "nestcell": _Walk.paragraph,
    "row": _Walk.row,
    "b": lambda walk, number: walk.set(bold=number != 0),
    "v": lambda walk, number: walk.set(hidden=number != 0),
    "deleted": lambda walk, number: walk.set(hidden=number != 0),
    "uc": lambda walk, number: walk.set(skip=min(number or 0, 8) if number is not None else 1),
    "f": lambda walk, number: walk.set(font=number or 0),
    "fcharset": _Walk.charset,
    "ansicpg": _Walk.code_page,
    "mac": _Walk.macintosh,
    "s": _Walk.paragraph_style,
    "outlinelevel": _Walk.outline,
}
