"""Word documents: what is speech, in which order, and what is left out."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import docx
import pytest

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Page, Script
from realist_eval.importer.readers.docx import read_docx
from realist_eval.importer.source_file import SourceFile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SPACES = (
    f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def package(body: str, **parts: str) -> SourceFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
    return SourceFile.of(Path("talk.docx"), out.getvalue())


def page(body: str, **parts: str) -> Page:
    found = read_docx(package(body, **parts), Profile())
    assert isinstance(found, Page)
    return found


def texts(body: str, **parts: str) -> list[str]:
    return [line.text for line in page(body, **parts).lines]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


BOLD = "<w:b/>"


def test_runs_broken_in_mid_word_are_joined_and_bold_labels_measured() -> None:
    (line,) = page(para(run("Inter", BOLD), run("viewer:", BOLD), run(" Can you te"), run("ll me?"))).lines
    assert line.text == "Interviewer: Can you tell me?"
    assert line.text[: line.bold] == "Interviewer:"


def test_bold_can_be_switched_off_or_come_from_a_style() -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Q"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Strong"><w:rPr><w:b/></w:rPr></w:style></w:styles>'
    )
    body = (
        para(run("plain", '<w:b w:val="0"/>'))
        + para(run("All bold"), properties='<w:pStyle w:val="Q"/>')
        + para(run("INT", '<w:rStyle w:val="Strong"/>'), run(" hi"))
    )
    assert [line.bold for line in page(body, styles=styles).lines] == [0, 8, 3]


def test_soft_breaks_part_lines_and_every_line_has_its_number() -> None:
    body = para("<w:r><w:t>0:0:0.0 --&gt; 0:0:1.5</w:t><w:br/><w:t>Ann</w:t><w:br/><w:t>Yes.</w:t></w:r>")
    found = page(body + para() + para(run("Next"))).lines
    assert [(line.text, line.number) for line in found] == [
        ("0:0:0.0 --> 0:0:1.5", 1),
        ("Ann", 2),
        ("Yes.", 3),
        ("", 4),
        ("Next", 5),
    ]


def test_tracked_changes_are_taken_as_accepted() -> None:
    mark = '<w:rPr><w:del w:id="9"/></w:rPr>'
    body = (
        para(
            run("We "),
            '<w:del w:id="1"><w:r><w:delText>never </w:delText></w:r></w:del>',
            f'<w:ins w:id="2">{run("always ")}</w:ins>',
            run("went"),
            properties=mark,
        )
        + para(run(" there."))
        + para(
            f'<w:moveFrom w:id="3">{run("moved")}</w:moveFrom>',
            f'<w:moveTo w:id="4">{run("Moved here")}</w:moveTo>',
        )
    )
    found = page(body)
    assert [line.text for line in found.lines] == ["We always went there.", "Moved here"]
    assert "tracked changes" in str(found.problems[0])


def test_content_controls_fields_and_hidden_words() -> None:
    toc = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{para(run('Contents 1'))}</w:sdtContent></w:sdt>"
    )
    total = '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>9</w:t></w:r></w:fldSimple>'
    number = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = (
        toc
        + f"<w:sdt><w:sdtContent>{para(run('In a control'))}</w:sdtContent></w:sdt>"
        + para(run("Page "), number, run("!"), total)
        + para(f"<w:hyperlink>{run('a link')}</w:hyperlink>", run("secret", "<w:vanish/>"))
        + para("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/></w:r>")
    )
    assert texts(body) == ["In a control", "Page !", "a link", "a\tb-c"]


def test_a_field_without_an_end_does_not_swallow_the_document() -> None:
    start = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    assert texts(para(start, run("7")) + para(run("Speech")))[-1] == "Speech"


def test_text_boxes_stand_once_after_their_paragraph() -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></mc:Choice>"
        "<mc:Fallback><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    ).format(para(run("Boxed")))
    assert texts(para(run("Before "), box, run("after"))) == ["Before after", "Boxed"]


def test_footnotes_headers_and_comments_are_not_mixed_in() -> None:
    comments = (
        f'<w:comments {W}><w:comment w:id="5" w:author="Jo"><w:p><w:r><w:t>Key point</w:t></w:r></w:p>'
        "</w:comment></w:comments>"
    )
    body = para(run("First")) + para(
        run("It was "),
        '<w:commentRangeStart w:id="5"/>',
        run("trust"),
        '<w:commentRangeEnd w:id="5"/><w:r><w:commentReference w:id="5"/></w:r>',
        run(" that did it"),
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
    )
    found = page(body, comments=comments, header1=f"<w:hdr {W}>{para(run('Head'))}</w:hdr>")
    assert [line.text for line in found.lines] == ["First", "It was trust that did it"]
    (comment,) = found.comments
    assert (comment.text, comment.author, comment.anchor, comment.line) == ("Key point", "Jo", "trust", 2)


def test_headings_by_style_name_and_by_outline_level() -> None:
    styles = (
        f"<w:styles {W}>"
        '<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
        "</w:styles>"
    )
    body = "".join(
        para(run("x"), properties=properties)
        for properties in (
            '<w:pStyle w:val="berschrift2"/>',
            '<w:pStyle w:val="Own"/>',
            '<w:outlineLvl w:val="0"/>',
            '<w:pStyle w:val="Heading1"/>',
            "",
        )
    )
    assert [line.heading for line in page(body, styles=styles).lines] == [2, 3, 1, 1, 0]


def document(build: object) -> Page | Script:
    made = docx.Document()
    build(made)  # type: ignore[operator]
    out = io.BytesIO()
    made.save(out)
    return read_docx(SourceFile.of(Path("talk.docx"), out.getvalue()), Profile())


def fill(made: docx.document.Document, rows: list[tuple[str, ...]]) -> None:
    table = made.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


SAID = "something that takes a good few words to say in full"


def test_a_table_of_time_speaker_and_words_is_a_script() -> None:
    rows = [("Time", "Speaker", "Text")]
    rows += [(f"00:{i:02d}:30", ("Moderator:", "Ann")[i % 2], f"Turn {i}, {SAID}") for i in range(8)]

    def build(made: docx.document.Document) -> None:
        made.add_paragraph("Focus group 2")
        fill(made, rows[:5])
        made.add_page_break()
        fill(made, rows[5:])

    found = document(build)
    assert isinstance(found, Script)
    assert len(found.utterances) == 8
    assert (found.utterances[0].speaker, found.utterances[0].start_time) == ("Moderator", 30.0)
    assert found.utterances[7].text == f"Turn 7, {SAID}"


def test_a_table_of_labels_and_words_without_header_is_a_script() -> None:
    found = document(lambda made: fill(made, [(("I:", "R:")[i % 2], f"Turn {i}, {SAID}") for i in range(8)]))
    assert isinstance(found, Script)
    assert [utterance.speaker for utterance in found.utterances[:2]] == ["I", "R"]


def test_tables_of_facts_at_the_ends_are_left_out_and_said_so() -> None:
    def build(made: docx.document.Document) -> None:
        fill(made, [("Date", "12 May"), ("Place", "Town hall")])
        for i in range(6):
            made.add_paragraph(f"INT: Turn {i}, {SAID}")
        fill(made, [("saved-by", "Somebody Else")])

    found = document(build)
    assert isinstance(found, Page)
    assert all("INT:" in line.text for line in found.lines if line.text)
    assert sum("table of facts" in str(problem) for problem in found.problems) == 2


def test_a_short_table_among_speech_stays_in_place() -> None:
    def build(made: docx.document.Document) -> None:
        made.add_paragraph(f"INT: Start, {SAID}")
        fill(made, [("P1", f"In a table, {SAID}")])
        made.add_paragraph(f"INT: End, {SAID}")

    found = document(build)
    assert isinstance(found, Page)
    assert [line.text for line in found.lines][1] == f"P1\tIn a table, {SAID}"


def test_the_main_part_may_have_another_name() -> None:
    out = io.BytesIO()
    target = '<Relationship Type="x/officeDocument" Target="/word/document2.xml"/>'
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("_rels/.rels", f"<Relationships>{target}</Relationships>")
        archive.writestr(
            "word/document2.xml", f"<w:document {W}><w:body>{para(run('Here'))}</w:body></w:document>"
        )
    found = read_docx(SourceFile.of(Path("a.docx"), out.getvalue()), Profile())
    assert isinstance(found, Page)
    assert found.lines[0].text == "Here"


def test_a_document_without_words_is_refused_with_what_to_do() -> None:
    with pytest.raises(SourceError, match="OCR"):
        read_docx(package(para()), Profile())


def test_a_document_of_endless_paragraphs_is_refused_in_time() -> None:
    body = "".join(f"<w:p><w:r><w:t>{i * 7919}</w:t></w:r></w:p>" for i in range(110_000))
    started = time.perf_counter()
    source = package(body)
    with pytest.raises(SourceError, match="more than any transcript"):
        read_docx(source, Profile())
    assert time.perf_counter() - started < 20


def test_forty_five_interviews_are_quick() -> None:
    words = "we did it because the partners trusted each other and kept at it " * 6
    body = "".join(para(run("INT:", BOLD), run(f" {words}")) for _ in range(100))
    source = package(body)
    started = time.process_time()
    for _ in range(9):
        read_docx(source, Profile())
    assert time.process_time() - started < 9 * 0.066
