"""Rich Text Format."""

from __future__ import annotations

from pathlib import Path

import pytest

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Page, Script
from realist_eval.importer.readers.rtf import read_rtf
from realist_eval.importer.source_file import SourceFile

FONTS = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Cyr;}{\f2\fcharset128 Jp;}}"
STYLES = r"{\stylesheet{\s0 Normal;}{\s2\b heading 2;}}"


def read(body: str, head: str = r"\ansi\ansicpg1252") -> Page | Script:
    data = (r"{\rtf1" + head + FONTS + STYLES + body + "}").encode("latin-1")
    return read_rtf(SourceFile.of(Path("talk.rtf"), data), Profile())


def page(body: str) -> Page:
    found = read(body)
    assert isinstance(found, Page)
    return found


def texts(body: str) -> list[str]:
    return [line.text for line in page(body).lines]


def test_paragraphs_bold_labels_and_breaks() -> None:
    found = page(r"\pard{\b INT:} Hello\line there\par\pard\plain\b R1:\b0\tab Yes\par")
    assert [(line.text, line.bold, line.number) for line in found.lines] == [
        ("INT: Hello", 4, 1),
        ("there", 0, 2),
        ("R1:\tYes", 3, 3),
    ]


def test_bytes_are_read_in_the_code_page_of_their_font() -> None:
    russian = "".join(f"\\'{byte:02x}" for byte in "Да".encode("cp1251"))
    japanese = "".join(f"\\'{byte:02x}" for byte in "話者".encode("cp932"))
    assert texts(rf"caf\'e9 {{\f1 {russian}}} {{\f2 {japanese}}}\par") == ["café Да 話者"]


def test_unicode_and_what_stands_for_it_in_old_programs() -> None:
    assert texts(r"don\u8217?t \uc2\u8211--x \uc1\u-10179?\u-8704? {\uc0\u233 t\u233 }\par") == [
        "don’t –x 😀 été"
    ]


def test_signs() -> None:
    assert texts(r"a\~b\_c\-d \{x\} \\ \ldblquote q\rdblquote\emdash\par") == ["a\xa0b-cd {x} \\ “q”—"]


def test_what_is_not_speech_is_left_out() -> None:
    body = (
        r"{\header Head\par}{\footer Foot}{\info{\author Me}}{\*\generator X;}{\pict\wmetafile8 0102ff}"
        r"{\listtext 1.\tab}Item{\footnote note}{\v hidden}{\deleted gone}{\*\unknown words}"
        r"{\field{\*\fldinst PAGE}{\fldrslt 7}}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}\par"
    )
    assert texts(body) == ["Itemlink"]


def test_headings_by_style_and_by_level() -> None:
    found = page(r"\pard\s2 Part\par\pard\s0 words\par\pard\outlinelevel0 Title\par")
    assert [line.heading for line in found.lines] == [2, 0, 1]


def test_binary_pictures_do_not_leak() -> None:
    assert texts(r"{\pict\bin5 }}{{x}words\par") == ["words"]


def test_comments_keep_their_words() -> None:
    body = (
        r"First\par It was {\*\atrfstart 1}trust{\*\atrfend 1}{\*\atnid JM}{\*\atnauthor Jo}"
        r"{\*\annotation{\*\atnref 1}Key point} then\par"
    )
    found = page(body)
    assert [line.text for line in found.lines] == ["First", "It was trust then"]
    (comment,) = found.comments
    assert (comment.text, comment.author, comment.anchor, comment.line) == ("Key point", "Jo", "trust", 2)


def test_a_table_of_speakers_and_words_is_a_script() -> None:
    rows = "".join(
        rf"\trowd\cellx1\cellx2\pard\intbl {('INT', 'Ann')[i % 2]}\cell Turn {i} in a good few words\cell\row"
        for i in range(8)
    )
    found = read(rows + r"\pard after\par")
    assert isinstance(found, Script)
    assert [utterance.speaker for utterance in found.utterances[:2]] == ["INT", "Ann"]
    assert found.utterances[-1].text == "Turn 7 in a good few words"


def test_harmful_files_are_refused() -> None:
    for body, words in (("{" * 5000, "nest"), (r"\par x" * 110_000, "more than any"), ("", "no text")):
        with pytest.raises(SourceError, match=words):
            read(body)
