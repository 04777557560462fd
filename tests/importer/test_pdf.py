"""PDF: lines by their place on the page. The pages are drawn by a few lines of our own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Line, Page, Script
from realist_eval.importer.readers.pdf import read_pdf
from realist_eval.importer.source_file import SourceFile

Drawn = tuple[float, float, str]  # x, y from the lower left, words; a leading * sets them in bold
FONTS = "<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
FONTS += "/F2<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>>>"


def drawn(pieces: Sequence[Drawn], size: float) -> bytes:
    marks = []
    for x, y, words in pieces:
        font = "F2" if words.startswith("*") else "F1"
        escaped = words.removeprefix("*").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        marks.append(f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET")
    return "\n".join(marks).encode("cp1252")


def pdf(*pages: Sequence[Drawn], size: float = 10) -> bytes:
    kids = " ".join(f"{3 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()]
    for i, pieces in enumerate(pages):
        about = f"/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font{FONTS}>>/Contents {4 + 2 * i} 0 R"
        objects.append(f"<</Type/Page{about}>>".encode())
        words = drawn(pieces, size)
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(words), words))
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{end}trailer<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF".encode()


def read(*pages: Sequence[Drawn]) -> Page | Script:
    return read_pdf(SourceFile.of(Path("talk.pdf"), pdf(*pages)), Profile())


def lines(*pages: Sequence[Drawn]) -> tuple[Line, ...]:
    found = read(*pages)
    assert isinstance(found, Page)
    return found.lines


def texts(*pages: Sequence[Drawn]) -> list[str]:
    return [line.text for line in lines(*pages)]


FULL = "words that go on to the right margin and fill a row until there is no room left in it at all"
OPEN = [(60.0, 700.0, f"INT: What {FULL}"), (60.0, 688.0, f"and then {FULL}"), (60.0, 676.0, "or not?")]


def test_rows_that_run_on_are_joined_and_labels_begin_anew() -> None:
    rows = [
        *OPEN,
        (60, 664, "R1: Yes."),
        (60, 652, "INT: Why?"),
        (60, 640, f"R1: Because {FULL}"),
        (60, 628, "so."),
    ]
    assert texts(rows) == [
        f"INT: What {FULL} and then {FULL} or not?",
        "R1: Yes.",
        "INT: Why?",
        f"R1: Because {FULL} so.",
    ]


def test_bold_labels_are_measured_and_begin_anew_without_a_colon() -> None:
    found = lines(
        [
            (60, 700, "*Ann"),
            (85, 700, f" Well {FULL}"),
            (60, 688, "so."),
            (60, 676, "*Ben"),
            (85, 676, " No."),
        ]
    )
    assert [(line.text[: line.bold], line.text[-3:]) for line in found] == [("Ann", "so."), ("Ben", "No.")]


def test_a_wide_distance_parts_paragraphs() -> None:
    rows = [(60, 700, FULL), (60, 688, FULL), (60, 676, FULL), (60, 650, FULL), (60, 638, FULL)]
    assert [text.count("margin") for text in texts(rows)] == [3, 2]


def test_words_of_one_row_come_together_and_a_wide_gap_is_a_tab() -> None:
    assert texts([(60, 700, "I"), (120, 700, "Tell me"), (155, 700, " more")]) == ["I\tTell me more"]


def test_rows_drawn_out_of_order_are_read_from_the_top() -> None:
    assert texts([(60, 500, "third"), (60, 700, "first"), (60, 600, "second")]) == [
        "first",
        "second",
        "third",
    ]


def test_a_paragraph_goes_on_over_the_page() -> None:
    found = texts(
        [(60, 700, f"INT: {FULL}"), (60, 100, f"R1: {FULL}")],
        [(60, 760, "and so on."), (60, 700, "INT: No.")],
    )
    assert found == [f"INT: {FULL}", f"R1: {FULL} and so on.", "INT: No."]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        [
            (60, 800, "Interview 4 - confidential"),
            *OPEN,
            (60, 400, f"R1: Answer {i}."),
            (280, 30, f"Page {i} of 3"),
        ]
        for i in (1, 2, 3)
    ]
    found = texts(*pages)
    assert [text for text in found if "confidential" in text or "Page" in text] == []
    assert [text for text in found if text.startswith("R1")] == [
        "R1: Answer 1.",
        "R1: Answer 2.",
        "R1: Answer 3.",
    ]


def test_the_number_of_a_single_page_is_left_out_and_numbers_in_the_text_stay() -> None:
    assert texts([(60, 700, "INT: How many?"), (60, 650, "12"), (300, 30, "1/1")]) == ["INT: How many?", "12"]


def test_numbers_in_the_margin_are_left_out_where_they_rise() -> None:
    rows: list[Drawn] = []
    for i in range(8):
        rows += [(20, 700 - 30 * i, str(i + 1)), (60, 700 - 30 * i, f"{('INT', 'R1')[i % 2]}: Turn {i}.")]
    stacked = [(20.0, 90.0 - 10 * i, str(40 + i)) for i in range(9)]
    off_page = [(20.0, -50.0 * i, str(90 + i)) for i in range(1, 9)]
    assert texts([*rows, *stacked, *off_page]) == [f"{('INT', 'R1')[i % 2]}: Turn {i}." for i in range(8)]


def test_rows_shown_again_on_the_next_page_stand_once() -> None:
    pages = [
        [(60, 700, "INT: Go on."), (60, 40, f"R1: {FULL}")],
        [(60, 835, f"R1: {FULL}"), (60, 820, "and on.")],
    ]
    assert texts(*pages) == ["INT: Go on.", f"R1: {FULL} and on."]


def test_tails_of_letters_cut_off_by_the_page_are_no_words() -> None:
    pages = [[(60, 700, "INT: Go on."), (60, 60, f"R1: {FULL}")], [(60, 790, "g g"), (60, 778, "and on.")]]
    assert texts(*pages) == ["INT: Go on.", f"R1: {FULL} and on."]


def test_words_drawn_twice_in_one_place_stand_once() -> None:
    assert texts([(60, 700, "INT: Hello"), (60.4, 700, "INT: Hello")]) == ["INT: Hello"]


def test_newspaper_columns_are_read_one_after_the_other() -> None:
    left = [(60.0, 700.0 - 12 * i, f"left column row number {i:02d} it says") for i in range(12)]
    right = [(320.0, 700.0 - 12 * i, f"right column row number {i:02d} it says") for i in range(12)]
    found = " ".join(texts([*left, *right]))
    assert found.index("left column row number 11") < found.index("right column row number 00")


def test_columns_of_time_speaker_and_words_are_a_script() -> None:
    rows: list[Drawn] = [(60, 730, "Time"), (160, 730, "Speaker"), (260, 730, "Text")]
    for i in range(8):
        y = 700 - 40 * i
        rows += [
            (60, y, f"00:0{i}:00"),
            (160, y, ("Mod", "Ann")[i % 2]),
            (260, y, f"So turn {i} goes on"),
            (260, y - 12, "a bit"),
        ]
    found = read(rows)
    assert isinstance(found, Script)
    assert (found.utterances[1].speaker, found.utterances[1].start_time) == ("Ann", 60.0)
    assert found.utterances[1].text.startswith("So turn 1 goes on")


def test_hyphens_stay_and_soft_hyphens_go() -> None:
    rows = [(60, 700, f"INT: {FULL} co-"), (60, 688, f"operate {FULL} part\xad"), (60, 676, "ners.")]
    (text,) = texts(rows)
    assert "co-operate" in text
    assert "partners." in text


def test_large_rows_are_headings() -> None:
    title = pdf([(60, 700, "Interview")], size=24)
    reader, writer = PdfReader(io.BytesIO(title)), PdfWriter()
    writer.append(reader)
    writer.append(PdfReader(io.BytesIO(pdf([*OPEN, (60, 600, "R1: Yes.")]))))
    out = io.BytesIO()
    writer.write(out)
    found = read_pdf(SourceFile.of(Path("a.pdf"), out.getvalue()), Profile())
    assert isinstance(found, Page)
    assert [line.heading for line in found.lines] == [1, 0, 0]


def test_scanned_locked_and_broken_files_are_refused_with_what_to_do() -> None:
    with pytest.raises(SourceError, match="OCR"):
        read([])
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf(OPEN))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(SourceError, match="password"):
        read_pdf(SourceFile.of(Path("a.pdf"), out.getvalue()), Profile())
    with pytest.raises(SourceError, match="print it to a new PDF"):
        read_pdf(SourceFile.of(Path("a.pdf"), b"%PDF-1.4\nnothing at all"), Profile())


def test_pages_without_text_are_named() -> None:
    found = read(OPEN, [], OPEN)
    assert "page 2" in str(found.problems[0])


def test_a_page_that_draws_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realist_eval.importer.readers.pdf.MAX_STEPS", 1000)
    with pytest.raises(SourceError, match="draws too much"):
        read([(60, 700, "x")] * 2000)


def test_nothing_is_said_on_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    damaged = pdf(OPEN).replace(b"startxref\n", b"startxref\n99")
    read_pdf(SourceFile.of(Path("a.pdf"), damaged), Profile())
    assert capfd.readouterr() == ("", "")
