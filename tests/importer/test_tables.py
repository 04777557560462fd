import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from realist_eval.errors import SourceError
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Script
from realist_eval.importer.readers.tables import read_csv, read_ods, read_xlsx
from realist_eval.importer.source_file import SourceFile

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="Talk">{rows}</table:table>
 </office:spreadsheet></office:body></office:document-content>"""


def from_text(text: str, name: str = "talk.csv", profile: Profile | None = None) -> Script:
    return read_csv(SourceFile.of(Path(name), text.encode()), profile or Profile())


def xlsx(*sheets: list[list[object]], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(row)
        for cell, code in (formats or {}).items():
            sheet[cell].number_format = code
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(rows: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
    return buffer.getvalue()


def from_xlsx(data: bytes, profile: Profile | None = None) -> Script:
    return read_xlsx(SourceFile.of(Path("talk.xlsx"), data), profile or Profile())


def said(script: Script) -> list[tuple[float | None, str | None, str]]:
    return [(u.start_time, u.speaker, u.text) for u in script.utterances]


TURNS = [(1.0, "Ann", "Hello, how was it?"), (65.0, "Bob", "Good; really good.")]


@pytest.mark.parametrize(
    "text",
    [
        'timestamp,speaker,statement\n0:01,Ann,"Hello, how was it?"\n1:05,Bob,Good; really good.\n',
        '\ufefftime;who;words\n0:01;Ann;Hello, how was it?\n1:05;Bob;"Good; really good."\n',
        "Speaker\tText\tStart time\nAnn\tHello, how was it?\t00:00:01\nBob\tGood; really good.\t00:01:05\n",
        'sep=;\nZeit;Sprecher;Äußerung\n0:01;Ann;Hello, how was it?\n1:05;Bob;"Good; really good."\n',
        'Interview 3\n\nTemps,Locuteur,Texte\n0:01,Ann,"Hello, how was it?"\n1:05,Bob,Good; really good.\n',
        'n,start,end,speaker,text\n1,1.0,2.0,Ann,"Hello, how was it?"\n2,65.0,66.5,Bob,Good; really good.\n',
    ],
)
def test_columns_are_found_by_their_headers_in_several_languages(text):
    assert said(from_text(text)) == TURNS


def test_columns_without_headers_are_found_by_what_stands_in_them():
    script = from_text(
        '0:01,A,"What\nthen?"\n0:05,B,"Nothing, really"\n0:09,A,I see\n0:12,B,And that was it then\n'
    )
    assert said(script)[0] == (1.0, "A", "What\nthen?")
    assert [u.number for u in script.utterances] == [1, 3, 4, 5]
    assert {u.speaker for u in script.utterances} == {"A", "B"}


def test_a_delimiter_inside_the_last_cell_does_not_cut_the_words():
    script = from_text("speaker;text\nA;yes; no; perhaps\nB;well\nA;so\nB;quite\n")
    assert script.utterances[0].text == "yes; no; perhaps"


def test_quotation_marks_that_belong_to_the_words_stay():
    script = from_text('speaker\ttext\nA\t"Yes" he said\nB\t"No" said she\n')
    assert [u.text for u in script.utterances] == ['"Yes" he said', '"No" said she']


def test_milliseconds_are_told_from_seconds_by_the_pace_of_speech():
    script = from_text(
        "start\tend\ttext\n0\t4000\t" + "word " * 12 + "\n4000\t8000\t" + "more " * 12 + "\n", "t.tsv"
    )
    assert [(u.start_time, u.end_time) for u in script.utterances] == [(0.0, 4.0), (4.0, 8.0)]


def test_start_and_end_in_one_cell():
    script = from_text(
        "Timespan,Content,Speaker\n0:00.0 - 0:05.5,Hello there,Ann\n0:05.5 - 0:09.0,Oh hi,Bob\n"
    )
    assert [(u.start_time, u.end_time) for u in script.utterances] == [(0.0, 5.5), (5.5, 9.0)]


def test_an_empty_speaker_goes_on_with_the_one_before():
    script = from_text("speaker,text\nAnn,Hello\n,and welcome\nBob,Hi\n")
    assert [(u.speaker, u.continues) for u in script.utterances] == [
        ("Ann", False),
        (None, True),
        ("Bob", False),
    ]


def test_open_answers_are_one_utterance_an_answer_with_the_respondent():
    script = from_text(
        "ID,What worked well?,What did not work?,Age\n"
        "17,The trainer was very good,Too little time for us,34\n18,I liked the group work,,41\n"
    )
    assert script.answers
    assert [(u.speaker, u.text) for u in script.utterances] == [
        ("17", "The trainer was very good"),
        ("17", "Too little time for us"),
        ("18", "I liked the group work"),
    ]


def test_one_column_of_responses_is_a_table_of_open_answers():
    script = from_text("response\nI really enjoyed it very much\nIt was good to meet, in person\n")
    assert script.answers
    assert [u.speaker for u in script.utterances] == [None, None]


def test_a_comment_of_each_respondent_is_an_answer_and_a_chat_is_not():
    answers = from_text(
        "Respondent,Gender,Comment\nR1,f,It was good\nR2,m,It was not so good\nR3,f,I agree\n"
    )
    assert answers.answers
    assert [u.speaker for u in answers.utterances] == ["R1", "R2", "R3"]
    chat = from_text("Participant,Comment\nAnn,Hello you\nBob,Oh hi\nAnn,How are you\nBob,Fine\nAnn,Good\n")
    assert not chat.answers


def test_headers_known_by_a_part_of_their_name():
    script = from_text(
        "dialogue_id,speaker_role,utterance_text,start_sec\n1,agent,Hello,0.5\n1,client,Hi,2.5\n"
    )
    assert said(script) == [(0.5, "agent", "Hello"), (2.5, "client", "Hi")]


def test_answers_below_the_rows_that_qualtrics_writes():
    script = from_text(
        "StartDate,ResponseId,Q1\nStart Date,Response ID,What did you think of it?\n"
        '"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}"\n'
        "2024-05-01 10:00:00,R_1,It was very good indeed\n2024-05-01 11:00:00,R_2,I did not like it at all\n"
    )
    assert script.answers
    assert [u.text for u in script.utterances] == ["It was very good indeed", "I did not like it at all"]


def test_a_form_sent_in_by_many_has_no_times_of_a_recording():
    script = from_text(
        "Timestamp,How did you find the programme?\n"
        "2024/05/01 10:00:01,It was very good for all of us\n"
        "2024/05/02 11:00:00,I did not see the point of it\n"
    )
    assert script.answers
    assert [u.start_time for u in script.utterances] == [None, None]


def test_a_column_for_each_speaker():
    script = from_text(
        "Interviewer,Participant\nHow was it for you all?,It was very nice to be there\n"
        "What else came up then?,Nothing really came of it\n"
    )
    assert [u.speaker for u in script.utterances] == ["Interviewer", "Participant"] * 2
    assert not script.answers


def test_the_profile_overrides_what_would_be_guessed():
    text = "a,b,c\nAnn,hello there my dear friend,x y z\nBob,I was there the other day,p q r\n"
    script = from_text(text, profile=Profile(columns={"text": "c", "speaker": "1"}))
    assert [(u.speaker, u.text) for u in script.utterances] == [("Ann", "x y z"), ("Bob", "p q r")]
    with pytest.raises(SourceError, match=r"no column “d”.*“a”, “b”, “c”"):
        from_text(text, profile=Profile(columns={"text": "d"}))


def test_excel_times_as_text_as_numbers_and_as_dates_mean_what_the_cell_shows():
    rows = [
        ["time", "speaker", "text"],
        ["0:01", "Ann", "as text"],
        [dt.time(0, 0, 5), "Bob", "as a time of day"],
        [dt.timedelta(seconds=9), "Ann", "as a duration"],
        [dt.time(0, 12), "Bob", "typed as 0:12, shown as hours and minutes"],
        [dt.datetime(2024, 5, 1, 0, 0, 30), "Ann", "as a date"],
    ]
    script = from_xlsx(xlsx(rows, formats={"A3": "h:mm:ss", "A5": "h:mm"}))
    assert [u.start_time for u in script.utterances] == [1.0, 5.0, 9.0, 12.0, 30.0]
    assert [u.number for u in script.utterances] == [2, 3, 4, 5, 6]


def test_the_sheet_with_the_most_words_is_read_and_the_others_named():
    few = [["about"], ["a study"]]
    many = [["speaker", "text"], ["Ann", "Hello, how was it for you?"], ["Bob", "Good, thank you."]]
    script = from_xlsx(xlsx(few, many))
    assert len(script.utterances) == 2
    assert "Sheet1" in script.problems[0].message
    assert [u.text for u in from_xlsx(xlsx(few, many), Profile(sheet="sheet1")).utterances] == [
        "about",
        "a study",
    ]
    with pytest.raises(SourceError, match="no sheet"):
        from_xlsx(xlsx(few), Profile(sheet="Interviews"))


def test_open_document_tables_with_times_and_remarks():
    def row(time: str, *cells: str) -> str:
        first = f'<table:table-cell office:value-type="time" office:time-value="{time}"/>'
        return f"<table:table-row>{first}{''.join(cells)}</table:table-row>"

    def cell(inside: str) -> str:
        return f"<table:table-cell><text:p>{inside}</text:p></table:table-cell>"

    head = "<table:table-row>" + cell("time") + cell("speaker") + cell("text") + "</table:table-row>"
    gap = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    data = ods(
        head
        + row("PT00H00M01S", cell("Ann"), cell("Hello<text:s/>there<text:line-break/>you"))
        + row("PT00H01M05S", cell("Bob"), cell("Hi"))
        + gap
    )
    script = read_ods(SourceFile.of(Path("talk.ods"), data), Profile())
    assert said(script) == [(1.0, "Ann", "Hello there\nyou"), (65.0, "Bob", "Hi")]


@pytest.mark.parametrize("times", ["99999999", "999999999999999999"])
def test_a_cell_repeated_without_end_is_refused_or_cut_and_fills_no_memory(times):
    inside = (
        f'<table:table-cell table:number-columns-repeated="{times}"><text:p>boom</text:p></table:table-cell>'
    )
    wide = ods(f"<table:table-row>{inside}</table:table-row>" * 3)
    assert read_ods(SourceFile.of(Path("talk.ods"), wide), Profile()).utterances
    high = ods(f'<table:table-row table:number-rows-repeated="99999999">{inside}</table:table-row>')
    with pytest.raises(SourceError, match="more than 50,000 rows"):
        read_ods(SourceFile.of(Path("talk.ods"), high), Profile())


@pytest.mark.parametrize("text", ["1,2\n3,4\n", "0:01\n0:02\n"])
def test_a_table_without_words_is_refused(text):
    with pytest.raises(SourceError, match="no column with words"):
        from_text(text)


LETTERS = st.characters(categories=["L"], include_characters=" ,;\"'.?\n")
WORDS = st.text(LETTERS, min_size=1, max_size=60).map(str.strip).filter(bool)
ROWS = st.lists(st.tuples(st.sampled_from(["Ann", "Bob Lee", "INT"]), WORDS), min_size=2, max_size=12)


@given(ROWS, st.sampled_from([",", ";", "\t"]))
def test_tables_come_back_as_written(rows, delimiter):
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("time", "speaker", "text"), *((f"00:{n:02d}:00", *row) for n, row in enumerate(rows))])
    expected = [(n * 60.0, *row) for n, row in enumerate(rows)]
    assert said(from_text(buffer.getvalue())) == expected


def test_a_header_narrower_than_its_rows_is_no_fault() -> None:
    rows = "".join(f"0:0{i},INT,A good few words are said in row {i}\n" for i in range(6))
    assert len(from_text(f"Time,Speaker\n{rows}").utterances) == 6


def test_rows_of_one_question_and_one_respondent_are_open_answers():
    rows = ["ID,Question,Response"]
    rows += [
        f"P{n},{question}?,It was {n} of them that came" for n in range(3) for question in ("How", "Why")
    ]
    script = from_text("\n".join(rows))
    assert script.answers
    assert [u.speaker for u in script.utterances] == ["P0", "P0", "P1", "P1", "P2", "P2"]
