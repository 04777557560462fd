"""What stands in a report, in every format: verbatim quotations, no names, marks, the same bytes."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec

import pytest
from words_and_codes import BOOK, Words, three_interviews

from realist_eval.errors import InputError, OutputError
from realist_eval.model import UNREVIEWED, UNSTATED, Codebook, Material, Speaker
from realist_eval.reporter import FORMATS, WRITERS, Plan, build_report, write_all, write_report
from realist_eval.reporter.report import Cell, Column, Report, Row, Section, Table
from realist_eval.reporter.sections import SECTIONS

NASTY = 'Ann <b>&amp; "Bob" \x07 =SUM(A1)'


def nasty() -> Words:
    """Words, names and labels that mean something to Word, HTML, Excel, Markdown or LaTeX."""
    study = Words(title=NASTY)
    voice = Speaker(NASTY, role="<i>Head</i> & co", case="=Case|One", pseudonym="+P")
    study.source(
        "interview-1",
        ("Q", "So?"),
        (
            NASTY,
            (
                '=1+1 is what <script>alert("x")</script> & they_said *twice* | '
                "100 % trust \\ $5 #1 {x} ~ ^, really."
            ),
        ),
        (
            NASTY,
            "قال المدير إن الثقة تحسنت كثيرا. @home -5 the service improved.\nA new line `code` [link](http://x).",
        ),
        **{NASTY: voice},
    )
    study.link(
        "interview-1",
        mechanism=("mec.trust", "100 % trust"),
        outcome=("out.service", "the service improved.\nA new line", "achieved"),
        memo="@memo",
    )
    study.link(
        "interview-1", context=("ctx.policy", "=1+1 is what <script>"), mechanism=("mec.lead", "الثقة")
    )
    return study


def everything(path, format_):
    """All text of a written report, as a reader of that format sees it."""
    return READERS[format_](path)


def of_zip(path):
    """Text of a Word file: paragraphs of the document, breaks as line feeds."""
    from docx import Document
    from docx.oxml.ns import qn

    body = Document(str(path)).element.body
    return "\n".join(map(of_paragraph, body.iter(qn("w:p"))))


def of_paragraph(paragraph):
    from docx.oxml.ns import qn

    nodes = paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
    return "".join({"br": "\n", "tab": "\t"}.get(node.tag.split("}")[1], node.text or "") for node in nodes)


def of_excel(path):
    from openpyxl import load_workbook

    book = load_workbook(path)
    return "\n".join(
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )


def of_csv(folder):
    cells = []
    for path in sorted(folder.glob("*.csv")):
        for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")):
            cells += [cell.removeprefix("'") for cell in row]
    return "\n".join(cells)


def of_markdown(path):
    text = re.sub(r"\\(.)", r"\1", path.read_text("utf-8"))
    return text.replace("<br>", "\n")


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts, self.skip = [], 0

    def handle_starttag(self, tag, _attrs):
        self.skip += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.skip -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.skip:
            self.parts.append(data)


def of_page(path):
    parser = _Text()
    parser.feed(path.read_text("utf-8"))
    return "".join(parser.parts)


def of_json(path):
    def walk(value):
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            return "\n".join(map(walk, value))
        return str(value)

    return walk(json.loads(path.read_text("utf-8")))


READERS = {
    "docx": of_zip,
    "xlsx": of_excel,
    "csv": of_csv,
    "md": of_markdown,
    "html": of_page,
    "json": of_json,
}
QUOTED = re.compile(r"“((?:[^“”]|“[^“”]*”)+)” ?\[[^\[\]]*?(?:turns? \d)", re.DOTALL)


WRITABLE = [name for name in FORMATS if name != "parquet" or find_spec("pyarrow")]


@pytest.fixture(scope="module")
def material() -> Material:
    return three_interviews().material()


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """What a reader of a format sees of a study, each written once."""
    folder = tmp_path_factory.mktemp("reports")

    @cache
    def text(build, format_, status="accepted"):
        material = build(status).material() if build is three_interviews else build().material()
        path = folder / f"{build.__name__}-{status}.{format_}"
        return everything(write_report(build_report(material), path, format_), format_)

    return text


@pytest.mark.parametrize("format_", READERS)
@pytest.mark.parametrize("build", [three_interviews, nasty])
def test_every_quotation_is_verbatim_in_a_transcript(texts, build, format_):
    material, text = build().material(), texts(build, format_)
    if format_ in ("json", "html"):
        quoted = [quote.text for quote in build_report(material).quotes]
        assert all(one in text for one in quoted)
    else:
        quoted = QUOTED.findall(text)
    assert len(quoted) >= 2
    whole = "\n\n".join(transcript.text for transcript in material.transcripts.values())
    for one in quoted:
        for piece in one.split("[...]"):
            assert piece.strip() in whole, piece


@pytest.mark.parametrize("format_", READERS)
def test_no_speaker_is_named(texts, material, format_):
    text = texts(three_interviews, format_)
    for transcript in material.transcripts.values():
        for speaker in transcript.speakers:
            if len(speaker.label) > 1:
                assert speaker.label not in text
    assert "Interview 1, turn 2" in text


@pytest.mark.parametrize("format_", READERS)
def test_what_nobody_decided_is_marked_in_titles_and_rows(texts, format_):
    text = texts(three_interviews, format_, "suggested")
    assert f"({UNREVIEWED})" in text or format_ == "csv"
    assert text.count(UNREVIEWED) > 6
    assert UNREVIEWED not in texts(three_interviews, format_)


@pytest.mark.parametrize("format_", READERS)
def test_an_unstated_element_is_shown_as_unstated(texts, format_):
    assert UNSTATED in texts(three_interviews, format_)


@pytest.mark.parametrize("format_", WRITABLE)
@pytest.mark.parametrize("build", [three_interviews, nasty])
def test_the_same_material_gives_the_same_bytes(build, format_):
    first, second = (WRITERS[format_].render(build_report(build().material()), None) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("format_", WRITABLE)
def test_an_empty_study_is_written(tmp_path, format_):
    empty = Material("Empty", Codebook("None yet", ()), {}, (), ())
    assert write_report(build_report(empty), tmp_path / f"r.{format_}", format_).exists()


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("role", "[manager; Interview 1"),
        ("case", "[North; "),
        ("role and case", "[manager, North; "),
        ("pseudonym", "[P1; "),
    ],
)
def test_quotations_are_attributed_as_asked(tmp_path, material, style, said):
    report = build_report(material, Plan(attribution=style))
    assert said in write_report(report, tmp_path / "r.md").read_text("utf-8")


def test_a_small_cell_is_warned_of(tmp_path, material):
    text = write_report(build_report(material), tmp_path / "r.md").read_text("utf-8")
    assert "cover fewer than 3 people" in text
    loose = build_report(material, Plan(smallest_group=2))
    assert "covers at least 2 people" in write_report(loose, tmp_path / "r.md").read_text("utf-8")


def test_word_repeats_header_rows_keeps_rows_whole_and_turns_wide_pages(tmp_path, material):
    from docx import Document
    from docx.oxml.ns import qn

    document = Document(str(write_report(build_report(material), tmp_path / "r.docx")))
    assert document.tables
    for table in document.tables:
        first, *rest = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rest)
        assert table.style.name == "CMO Table"
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    assert {"PORTRAIT", "LANDSCAPE"} == {section.orientation.name for section in document.sections}
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Heading 1", "Heading 2", "Caption", "Title"} <= styles
    fields = [node.text.strip() for node in document.element.body.iter(qn("w:instrText"))]
    assert any(field.startswith("TOC ") for field in fields)
    assert sum(field.startswith("SEQ Table") for field in fields) == len(document.tables)
    bookmarks = {node.get(qn("w:name")) for node in document.element.body.iter(qn("w:bookmarkStart"))}
    assert {field.split()[1] for field in fields if field.startswith("REF ")} <= bookmarks
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.modified.isoformat().startswith("2026-01-31")


def test_a_house_template_keeps_its_styles_and_loses_its_words(tmp_path, material):
    from docx import Document
    from docx.shared import Pt

    house = Document()
    house.styles["Heading 1"].font.size = Pt(33)
    house.add_paragraph("Words of the template")
    house.save(str(tmp_path / "house.docx"))
    path = write_report(build_report(material), tmp_path / "r.docx", template=tmp_path / "house.docx")
    document = Document(str(path))
    assert document.styles["Heading 1"].font.size == Pt(33)
    assert "CMO Table" in [style.name for style in document.styles]
    assert "Words of the template" not in of_zip(path)


def test_a_template_in_another_language_names_its_own_styles(tmp_path, material):
    from docx import Document

    house = Document()
    for style in house.styles.element.style_lst:
        for node in style.iter():
            for key, value in node.attrib.items():
                new = {"Normal": "Standard", "TableNormal": "NormaleTabelle", "Heading1": "berschrift1"}.get(
                    value
                )
                if new and key.endswith(("val", "styleId")) and not node.tag.endswith("}name"):
                    node.set(key, new)
    house.save(str(tmp_path / "haus.docx"))
    path = write_report(build_report(material), tmp_path / "r.docx", template=tmp_path / "haus.docx")
    document = Document(str(path))
    ids = {style.style_id for style in document.styles}
    for style in document.styles.element.style_lst:
        assert style.basedOn is None or style.basedOn.val in ids
    assert "berschrift1" in {paragraph._p.style for paragraph in document.paragraphs}


def test_a_template_that_is_no_word_file_is_told(tmp_path, material):
    (tmp_path / "house.docx").write_text("not Word")
    with pytest.raises(InputError, match=r"house\.docx.*Word"):
        write_report(build_report(material), tmp_path / "r.docx", template=tmp_path / "house.docx")


def test_excel_holds_true_numbers_frozen_heads_and_no_formulas(tmp_path):
    from openpyxl import load_workbook

    book = load_workbook(write_report(build_report(nasty().material()), tmp_path / "r.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
    patterns = book["patterns"]
    heads = [cell.value for cell in patterns[1]]
    assert patterns.cell(2, heads.index("Sources") + 1).value == 1


def test_csv_is_safe_in_a_spreadsheet(tmp_path):
    folder = write_report(build_report(nasty().material()), tmp_path / "r", "csv")
    for path in folder.glob("*.csv"):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            for cell in row:
                assert cell[:1] not in ("=", "+", "-", "@", "\t") or re.fullmatch(r"[+-]|-?[\d.]+", cell)


def test_data_files_hold_polarity_as_it_is_and_no_column_twice(tmp_path, material):
    folder = write_report(build_report(material, Plan(sections=tuple(SECTIONS))), tmp_path / "r", "csv")
    tables = {
        path.stem: list(csv.reader(io.StringIO(path.read_text("utf-8-sig")))) for path in folder.glob("*.csv")
    }
    assert "minority" in tables
    for name, (heads, *_) in tables.items():
        assert len(set(heads)) == len(heads), name
    heads, *rows = tables["patterns"]
    assert {row[heads.index("Polarity")] for row in rows} == {"+", "-"}


@pytest.mark.skipif(bool(find_spec("pyarrow")), reason="pyarrow is installed")
def test_parquet_names_the_extra_that_brings_it(tmp_path, material):
    with pytest.raises(OutputError, match=r"pip install 'realist-eval\[parquet\]'"):
        write_report(build_report(material), tmp_path / "r", "parquet")


def test_the_page_holds_no_script_of_the_words(tmp_path):
    page = write_report(build_report(nasty().material()), tmp_path / "r.html").read_text("utf-8")
    assert page.count("<script>") == 1
    assert "<script>alert" not in page
    assert "<b>&" not in page
    assert 'http-equiv="Content-Security-Policy"' in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert 'dir="rtl"' in page


def test_links_of_the_page_lead_somewhere(tmp_path, material):
    page = write_report(build_report(material), tmp_path / "r.html").read_text("utf-8")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert {name for names in re.findall(r'data-q="([^"]+)"', page) for name in names.split()} <= set(ids)


def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path, material):
    folder = tmp_path / "reports"
    write_all(material, folder, ["md"])
    old = (folder / "report.md").read_bytes()
    (folder / "report.docx").mkdir()  # something else is in the way
    with pytest.raises(OutputError, match=r"report\.docx"):
        write_all(replace(material, title="New"), folder, ["docx", "md"])
    assert (folder / "report.md").read_bytes() != old  # the rest was written
    assert not list(folder.glob(".*"))


def test_a_full_disk_leaves_nothing_half_written(tmp_path, material, monkeypatch):
    import os

    write_all(material, tmp_path, ["csv", "md"])
    old = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left") as told:
        write_all(replace(material, title="New"), tmp_path, ["csv", "md"])
    assert len(told.value.problems) == 2
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == old


def test_an_unknown_format_is_told_with_those_there_are(tmp_path, material):
    with pytest.raises(InputError, match=r"pages.*docx"):
        write_report(build_report(material), tmp_path / "r.pages")


def test_no_clock_stands_in_the_packages(tmp_path, material):
    for name in ("r.docx", "r.xlsx"):
        with zipfile.ZipFile(write_report(build_report(material), tmp_path / name)) as package:
            assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"2026-01-31" in package.read("docProps/core.xml")


def test_codes_keep_the_codebooks_order_and_labels(material):
    report = build_report(material)
    (table,) = [one for one in report.tables if one.id == "code-by-case"]
    labels = [row.cells[0].value for row in table.rows]
    assert labels == [*(code.label for code in BOOK.codes), "All"]


def test_a_page_with_too_many_quotations_keeps_those_that_are_printed(tmp_path, material, monkeypatch):
    from realist_eval.reporter.writers import page as writer

    monkeypatch.setattr(writer, "MOST_QUOTES", 3)
    bare = build_report(material, Plan(sections=("matrices",)))
    page = write_report(bare, tmp_path / "r.html").read_text("utf-8")
    assert "2 more quotations stand in the data files" in page
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert {name for names in re.findall(r'data-q="([^"]+)"', page) for name in names.split()} <= ids
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut short", "xml"])
def test_a_damaged_template_is_told(tmp_path, material, damage):
    from docx import Document

    path = tmp_path / "house.docx"
    if damage == "xml":
        Document().save(str(tmp_path / "whole.docx"))
        with zipfile.ZipFile(tmp_path / "whole.docx") as whole, zipfile.ZipFile(path, "w") as broken:
            for name in whole.namelist():
                broken.writestr(name, b"<w:document" if name == "word/document.xml" else whole.read(name))
    else:
        path.write_bytes(damage)
    with pytest.raises(InputError, match="could not be read as Word"):
        write_report(build_report(material), tmp_path / "r.docx", template=path)


def long_table(**more):
    rows = tuple(Row((Cell(f"row {n}"),)) for n in range(5))
    table = Table("long", "A long table", (Column("Name"),), rows, limit=4, brief=2, number=1)
    return Report("A study", (Section("s", "A section", (table,)),), **more)


def test_word_shows_long_tables_in_brief_unless_the_plan_wants_them_in_full(tmp_path):
    brief = of_zip(write_report(long_table(), tmp_path / "brief.docx"))
    assert "row 1" in brief
    assert "row 2" not in brief
    assert "3 more rows stand in the data files." in brief
    full = of_zip(write_report(long_table(full=True), tmp_path / "full.docx"))
    assert "row 3" in full
    assert "1 more row stands in the data files." in full
    assert "row 3" in of_markdown(write_report(long_table(), tmp_path / "brief.md"))


def test_a_plan_that_says_how_many_rows_is_followed_in_word_too():
    material = three_interviews().material()
    assert not build_report(material).full
    assert build_report(material, Plan(full=True)).full
    assert build_report(material, Plan(rows=90)).full
