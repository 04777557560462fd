"""What is opened, refused and decoded, before any reader sees a file."""

from __future__ import annotations

import io
import os
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.errors import SourceError
from realist_eval.importer.source_file import SourceFile, clean_text, parse_xml

NOISE = random.Random(1).randbytes(4000)  # noqa: S311 - a fixed seed
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        SourceFile.of(Path(name), data)
    return str(caught.value)


def test_missing_folder_and_empty_files_are_refused_by_name(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b" \r\n\0")
    for path, word in ((tmp_path / "no.docx", "not found"), (tmp_path, "folder"), (empty, "is empty")):
        with pytest.raises(SourceError, match=word) as caught:
            SourceFile.open(path)
        assert str(path) in str(caught.value)


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(SourceError, match="not an ordinary file"):
        SourceFile.open(tmp_path / "pipe.txt")


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.docx"
    with path.open("wb") as out:
        out.truncate(250 * 10**6)
    with pytest.raises(SourceError, match="250 MB"):
        SourceFile.open(path)


def test_text_longer_than_any_transcript_is_refused() -> None:
    assert "more than any transcript" in refusal("long.txt", b"word " * 2_100_000)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("old.doc", OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "Save As, .docx"),
        ("old.docx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("old.xls", OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), ".xlsx"),
        ("talk.txt", b"ID3\x04\0\0\0 sound", "recording"),
        ("talk.mp4", b"\0\0\0\x18ftypmp42", "recording"),
        ("scan.docx", b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        ("all.docx", zipped(readme_xml=b"<a/>"), "archive"),
        ("slides.pptx", zipped(ppt__slides__slide1_xml=b"<a/>"), "slide show"),
        ("noise.txt", NOISE, "not a text file"),
        ("noise.docx", NOISE, "damaged"),
    ],
)
def test_what_is_no_transcript_is_refused_with_what_to_do(name: str, data: bytes, words: str) -> None:
    assert words in refusal(name, data)


@pytest.mark.parametrize(
    ("name", "data", "suffix", "remarked"),
    [
        ("a.txt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi", ".vtt", False),
        ("a.doc", b"{\\rtf1 hello}", ".rtf", False),
        ("a.docx", b"{\\rtf1 hello}", ".rtf", True),
        ("a.docx", b"INT: hello there", ".txt", True),
        ("a.doc", b"<html><body>hello</body></html>", ".html", False),
        ("a.odt", zipped(word__document_xml=b"<a/>"), ".docx", True),
        ("a.DOCX", zipped(word__document_xml=b"<a/>"), ".docx", False),
        ("a.htm", b"<p>hello", ".html", False),
        ("a.xml", b"<?xml version='1.0'?>\n<ANNOTATION_DOCUMENT/>", ".eaf", False),
    ],
)
def test_content_comes_before_the_name(name: str, data: bytes, suffix: str, remarked: bool) -> None:
    source = SourceFile.of(Path(name), data)
    assert source.suffix == suffix
    assert bool(source.problems) is remarked


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Café – “naïve”"),
        ("utf-8-sig", "Café – “naïve”"),
        ("utf-16", "INT: Café – “naïve” and on it goes"),
        ("utf-16-le", "INT: Café and on it goes, for a while"),
        ("utf-16-be", "INT: Café and on it goes, for a while"),
        ("utf-32", "INT: Café and on it goes"),
        ("cp1252", "We don’t – she said – “know” what the café’s façade is."),
        ("mac_roman", "I said “no” and he didn’t — never — want to go there with the people from the town."),
        ("cp1251", "Привет, как дела? Это интервью о здоровье людей."),
        ("shift_jis", "こんにちは、元気ですか。これはインタビューです"),
        ("utf-8", "שלום, مرحبا, e\u0301, 👩‍👩‍👧"),
    ],
)
def test_text_is_decoded_verbatim(encoding: str, text: str) -> None:
    assert SourceFile.of(Path("a.txt"), text.encode(encoding)).text() == text


def test_a_named_encoding_wins_and_an_unknown_one_is_refused() -> None:
    source = SourceFile.of(Path("a.txt"), "Žluťoučký".encode("cp1250"))
    assert source.text("cp1250") == "Žluťoučký"
    with pytest.raises(SourceError, match="no such encoding"):
        source.text("cp9999")


def test_damaged_utf8_stays_utf8_and_says_what_was_lost() -> None:
    data = ("Café naïve über " * 20).encode() + b"\xff end"
    source = SourceFile.of(Path("a.txt"), data)
    decoded = source.decoded()
    assert decoded.text.startswith("Café naïve über")
    assert "1 characters" in str(source.text_problems(decoded)[0])


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_no_controls(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert not any(ord(char) < 32 and char not in "\n\t" for char in clean)
    assert "\r" not in clean


def test_line_ends_and_controls() -> None:
    assert clean_text("a\r\nb\rc\vd\fe\x00f\x1bg\u2028h\tı") == "a\nb\nc\nd\nefg\nh\tı"


# ---------------------------------------------------------------- containers and XML


def opened(data: bytes) -> SourceFile:
    return SourceFile.of(Path("a.docx"), data)


def test_zip_bombs_are_refused() -> None:
    source = opened(zipped(word__document_xml=b" " * 5_000_000))
    with pytest.raises(SourceError, match="grows"):
        source.open_zip()


def test_parts_that_point_outside_are_refused() -> None:
    for name in ("../evil.xml", "/etc/evil.xml", "a/../../evil.xml", "C:\\evil.xml"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("word/document.xml", "<a/>")
            archive.writestr(name, "<a/>")
        with pytest.raises(SourceError, match="points outside"):
            opened(out.getvalue()).open_zip()


def test_locked_cut_and_broken_zips_are_refused() -> None:
    good = zipped(word__document_xml=b"<a>" + bytes(range(65, 91)) * 40 + b"</a>")
    locked = bytearray(good)
    locked[good.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SourceError, match="password"):
        opened(bytes(locked)).open_zip()
    with pytest.raises(SourceError, match="cut short"):
        opened(good[:60]).open_zip()
    broken = bytearray(good)
    broken[60] ^= 255
    with pytest.raises(SourceError, match="cannot be unpacked"):
        opened(bytes(broken)).open_zip().read("word/document.xml")


LAUGHS = b'<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;">]><a>&m;</a>'


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        LAUGHS.decode().encode("utf-16"),
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>" * 3000 + b"</a>" * 3000,
        b"<a><b></a>",
        b"",
    ],
)
def test_harmful_and_broken_xml_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError):
        parse_xml(data, "a.xml")


def test_a_doctype_without_definitions_is_read_where_allowed() -> None:
    assert parse_xml(b'<!DOCTYPE Trans SYSTEM "trans-14.dtd"><Trans/>', "a.trs", doctype=True).tag == "Trans"
    with pytest.raises(SourceError):
        parse_xml(LAUGHS, "a.trs", doctype=True)


def test_an_office_package_is_known_by_what_it_says_it_holds() -> None:
    types = b'<Types><Override PartName="/doc/a.xml" ContentType="%s"/></Types>'
    for mark, suffix in (
        (b"x.wordprocessingml.document.main+xml", ".docx"),
        (b"x.spreadsheetml.sheet.main+xml", ".xlsx"),
    ):
        data = zipped(**{"[Content_Types]_xml": types % mark, "doc__a_xml": b"<a/>"})
        assert SourceFile.of(Path("talk.txt"), data).suffix == suffix
    slides = zipped(**{"[Content_Types]_xml": types % b"x.presentationml.presentation.main+xml"})
    assert "slide show" in refusal("talk.docx", slides)


def test_another_encoding_is_proposed_than_the_one_that_was_taken():
    source = SourceFile.of(Path("talk.txt"), "Ann: naïve “so”.\nBob: Yes.\n".encode("cp1252"))
    (note,) = source.text_problems(source.decoded(None))
    assert "read as cp1252" in note.message
    assert note.hint.endswith("--encoding utf-8.")
