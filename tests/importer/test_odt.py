"""OpenDocument texts."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Page, Script
from realist_eval.importer.readers.odt import read_odt
from realist_eval.importer.source_file import SourceFile

URN = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{short}="{URN}{name}:1.0"'
    for short, name in (
        *(
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("style", "style"),
            ("draw", "drawing"),
        ),
        ("fo", "xsl-fo-compatible"),
    )
)
STYLES = (
    '<office:automatic-styles><style:style style:name="B"><style:text-properties fo:font-weight="bold"/>'
    "</style:style>"
    '<style:style style:name="P9" style:parent-style-name="Title"/></office:automatic-styles>'
)


def source(body: str, manifest: str = "") -> SourceFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        content = f"{STYLES}<office:body><office:text>{body}</office:text></office:body>"
        archive.writestr(
            "content.xml",
            f'<office:document-content {SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/">{content}'
            "</office:document-content>",
        )
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return SourceFile.of(Path("talk.odt"), out.getvalue())


def page(body: str) -> Page:
    found = read_odt(source(body), Profile())
    assert isinstance(found, Page)
    return found


def p(inside: str, style: str = "S") -> str:
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def test_bold_labels_spaces_tabs_and_breaks() -> None:
    label = '<text:span text:style-name="B">INT:</text:span>'
    found = page(p(f'{label} So<text:s text:c="2"/>a<text:tab/>b<text:line-break/>c'))
    assert [(line.text, line.bold, line.number) for line in found.lines] == [
        ("INT: So  a\tb", 4, 1),
        ("c", 0, 2),
    ]


def test_blanks_of_the_file_are_one_space_and_none_at_the_start() -> None:
    assert page(p("\n   Well\n   yes ")).lines[0].text == "Well yes "


def test_headings_titles_and_lists() -> None:
    body = (
        p("Interview", "P9")
        + '<text:h text:outline-level="2">Part</text:h>'
        + f"<text:list><text:list-item>{p('item')}</text:list-item></text:list>"
    )
    assert [(line.text, line.heading) for line in page(body).lines] == [
        ("Interview", 1),
        ("Part", 2),
        ("item", 0),
    ]


def test_deletions_notes_and_page_numbers_are_left_out() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"{p('deleted')}</text:deletion></text:changed-region></text:tracked-changes>"
        + p(
            "It <text:note><text:note-body><text:p>foot</text:p></text:note-body></text:note>was"
            '<text:change text:change-id="1"/> <text:page-number>3</text:page-number>so'
        )
    )
    found = page(body)
    assert [line.text for line in found.lines] == ["It was so"]
    assert "tracked changes" in str(found.problems[0])


def test_comments_keep_their_words() -> None:
    inside = "<dc:creator>Jo</dc:creator><text:p>Key</text:p>"
    mark = f'<office:annotation office:name="c1">{inside}</office:annotation>'
    (comment,) = page(
        p("a") + p(f'It was {mark}trust<office:annotation-end office:name="c1"/> then')
    ).comments
    assert (comment.text, comment.author, comment.anchor, comment.line) == ("Key", "Jo", "trust", 2)


def test_frames_follow_their_paragraph() -> None:
    frame = f"<draw:frame><draw:text-box>{p('boxed')}</draw:text-box></draw:frame>"
    assert [line.text for line in page(p(f"one {frame}two")).lines] == ["one two", "boxed"]


def test_a_table_of_speakers_and_words_is_a_script() -> None:
    rows = "".join(
        f"<table:table-row><table:table-cell>{p(('INT', 'Ann')[i % 2])}</table:table-cell>"
        f"<table:table-cell>{p(f'Turn {i} with a good few words in it')}</table:table-cell></table:table-row>"
        for i in range(8)
    )
    found = read_odt(source(f"<table:table>{rows}</table:table>"), Profile())
    assert isinstance(found, Script)
    assert [utterance.speaker for utterance in found.utterances[:2]] == ["INT", "Ann"]


def test_comments_in_a_table_are_kept() -> None:
    mark = '<office:annotation office:name="c1"><text:p>Key</text:p></office:annotation>trust'
    said = [f"Turn {i} with a good few words in it" for i in range(8)]
    said[5] += f' {mark}<office:annotation-end office:name="c1"/>'
    rows = "".join(
        f"<table:table-row><table:table-cell>{p(('INT', 'Ann')[i % 2])}</table:table-cell>"
        f"<table:table-cell>{p(words)}</table:table-cell></table:table-row>"
        for i, words in enumerate(said)
    )
    found = read_odt(source(f"<table:table>{rows}</table:table>"), Profile())
    assert isinstance(found, Script)
    (comment,) = found.comments
    assert (comment.anchor, comment.line) == ("trust", found.utterances[5].number)


def test_locked_and_empty_documents_are_refused() -> None:
    with pytest.raises(SourceError, match="password"):
        read_odt(source(p("x"), manifest="<m><encryption-data/></m>"), Profile())
    with pytest.raises(SourceError, match="holds no text"):
        read_odt(source(p("")), Profile())
