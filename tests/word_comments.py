"""A colleague in Word: changes, deletes, adds and answers comments of a .docx, by its XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Element = etree._Element


class Colleague:
    """Works in the file at `path`; `save` writes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as parts:
            self.parts = {name: parts.read(name) for name in parts.namelist()}
        self.body = etree.fromstring(self.parts["word/document.xml"])
        self.comments = etree.fromstring(self.parts["word/comments.xml"])

    @property
    def said(self) -> list[str]:
        return [self._text(comment) for comment in self.comments]

    def _text(self, comment: Element) -> str:
        return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in comment.iter(f"{W}p"))

    def _comment(self, holding: str) -> Element:
        (found,) = [comment for comment in self.comments if holding in self._text(comment)]
        return found

    def change(self, holding: str, edit: Callable[[str], str]) -> Colleague:
        comment = self._comment(holding)
        lines = edit(self._text(comment)).split("\n")
        for paragraph in list(comment):
            comment.remove(paragraph)
        self._write(comment, lines)
        return self

    def delete(self, holding: str) -> Colleague:
        comment = self._comment(holding)
        number = comment.get(f"{W}id")
        self.comments.remove(comment)
        for element in [one for one in self.body.iter() if self._marks(one, number)]:
            element.getparent().remove(element)
        return self

    @staticmethod
    def _marks(element: Element, number: str | None) -> bool:
        return "comment" in str(element.tag) and element.get(f"{W}id") == number

    def add(self, words: str, text: str) -> Colleague:
        """Select words of one paragraph and comment on them."""
        paragraph = next(p for p in self.body.iter(f"{W}p") if words in self._runs(p))
        start = self._runs(paragraph).index(words)
        number = str(900 + len(self.comments))
        end = etree.Element(f"{W}commentRangeEnd", {f"{W}id": number})
        self._cut(paragraph, start + len(words), end)
        run = etree.Element(f"{W}r")
        etree.SubElement(run, f"{W}commentReference", {f"{W}id": number})
        end.addnext(run)
        self._cut(paragraph, start, etree.Element(f"{W}commentRangeStart", {f"{W}id": number}))
        comment = etree.SubElement(self.comments, f"{W}comment", {f"{W}id": number, f"{W}author": "Ben"})
        self._write(comment, text.split("\n"))
        return self

    def answer(self, holding: str, text: str) -> Colleague:
        """Reply to a comment, as Word does: on the same words, and named as a reply beside."""
        parent = self._comment(holding)
        number, old = str(900 + len(self.comments)), parent.get(f"{W}id")
        reply = etree.SubElement(self.comments, f"{W}comment", {f"{W}id": number, f"{W}author": "Ben"})
        self._write(reply, [text])
        for one, name in ((parent, "0000000A"), (reply, "0000000B")):
            one[-1].set(f"{{{W14}}}paraId", name)
        for mark in [one for one in self.body.iter() if self._marks(one, old)]:
            mark.addnext(etree.Element(mark.tag, {f"{W}id": number}))
        told = '<x:commentEx x:paraId="0000000B" x:paraIdParent="0000000A" x:done="0"/>'
        self.parts["word/commentsExtended.xml"] = (
            f'<x:commentsEx xmlns:x="{W15}">{told}</x:commentsEx>'.encode()
        )
        relations = self.parts["word/_rels/document.xml.rels"].decode()
        link = '<Relationship Id="rId900" Type="http://x/commentsExtended" Target="commentsExtended.xml"/>'
        self.parts["word/_rels/document.xml.rels"] = relations.replace("</Rel", f"{link}</Rel").encode()
        return self

    @staticmethod
    def _runs(paragraph: Element) -> str:
        return "".join(t.text or "" for t in paragraph.iter(f"{W}t"))

    @staticmethod
    def _write(comment: Element, lines: list[str]) -> None:
        for line in lines:
            paragraph = etree.SubElement(comment, f"{W}p")
            etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = line

    @staticmethod
    def _cut(paragraph: Element, at: int, marker: Element) -> None:
        """Put a marker after so many characters, and cut the run that it falls into."""
        seen = 0
        for text in list(paragraph.iter(f"{W}t")):
            said = text.text or ""
            if seen <= at <= seen + len(said):
                run = text.getparent()
                after = etree.Element(f"{W}r")
                for one, words in (
                    (text, said[: at - seen]),
                    (etree.SubElement(after, f"{W}t"), said[at - seen :]),
                ):
                    one.text = words
                    one.set(SPACE, "preserve")
                run.addnext(after)
                run.addnext(marker)
                return
            seen += len(said)

    def retype(self, old: str, new: str) -> Colleague:
        text = next(t for t in self.body.iter(f"{W}t") if old in (t.text or ""))
        text.text = (text.text or "").replace(old, new)
        return self

    def save(self, path: Path | None = None) -> Path:
        self.parts["word/document.xml"] = etree.tostring(self.body)
        self.parts["word/comments.xml"] = etree.tostring(self.comments)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
            for name, data in self.parts.items():
                parts.writestr(name, data)
        target = path or self.path
        target.write_bytes(out.getvalue())
        return target
