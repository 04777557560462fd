"""Questions and answers without labels, or with several in one line; a table with tabs in a text."""

import pytest

from realist_eval.importer import Profile, read_file, read_text

TALK = [
    ("How did it begin?", "We began in spring."),
    ("And what came then?", "Then the money stopped, so people left."),
    ("Why was that?", "Nobody told us."),
]


def said(reading):
    return [(turn.speaker, turn.part, reading.transcript.quote(turn)) for turn in reading.transcript.turns]


EXPECTED = [
    turn
    for question, answer in TALK
    for turn in (("Question", "interviewer", question), ("Answer", "participant", answer))
]


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ("**{}**\n\n{}\n\n", "set in bold"),
        ("— {}\n— {}\n", "after a dash"),
        ("— {}\n\n— {}\n\n", "after a dash"),
    ],
)
def test_bold_type_and_dashes_tell_questions_from_answers(tmp_path, form, why):
    path = tmp_path / "talk.md"
    path.write_text("".join(form.format(*pair) for pair in TALK), encoding="utf-8")
    reading = read_file(path)
    assert said(reading) == EXPECTED
    assert why in reading.why


def test_in_word_paragraphs_between_two_bold_questions_are_one_answer(tmp_path):
    from docx import Document

    document = Document()
    for question, answer in TALK:
        document.add_paragraph().add_run(question).bold = True
        document.add_paragraph(answer)
        document.add_paragraph("So it was.")
    document.save(str(tmp_path / "talk.docx"))
    answers = [text for speaker, _, text in said(read_file(tmp_path / "talk.docx")) if speaker == "Answer"]
    assert answers == [f"{answer}\nSo it was." for _, answer in TALK]


@pytest.mark.parametrize(
    "text",
    [
        "— It began in spring.\n— Then came summer.\n" * 3,  # a list
        "**Background**\n\nWe began.\n\n**Methods**\n\nWe asked.\n\n**Findings**\n\nIt works.\n",
        "— How did it begin?\n— We began in spring.\n",  # too few to tell
    ],
)
def test_lists_and_headings_are_nobodys_questions(text):
    assert {turn.speaker for turn in read_text(text).transcript.turns} == {None}


def test_a_person_may_say_that_nothing_tells_them_apart():
    text = "".join(f"— {question}\n— {answer}\n" for question, answer in TALK)
    reading = read_text(text, profile=Profile(convention="no labels"))
    assert {turn.speaker for turn in reading.transcript.turns} == {None}


def test_labels_within_a_line_part_it():
    text = " ".join(f"I: {question} P: {answer}" for question, answer in TALK)
    assert [(speaker, words) for speaker, _, words in said(read_text(text))] == [
        turn for question, answer in TALK for turn in (("I", question), ("P", answer))
    ]


def test_a_letter_and_a_colon_within_words_part_nothing():
    text = "I: We tried plan A: it failed. Plan B: too. P: Why?\nP: Nobody said.\nI: And then?\nP: We left.\n"
    assert next(words for _, _, words in said(read_text(text))).startswith("We tried plan A: it failed.")


def test_a_table_with_tabs_below_a_heading_is_read_as_one(tmp_path):
    rows = "".join(
        f"0:{n:02}.0 - 0:{n + 5:02}.0\t{words}\t{who}\n"
        for n, who, words in (
            (0, "Int", "How?"),
            (10, "Ann", "In spring."),
            (20, "Int", "And then?"),
            (30, "Ann", "It rained."),
        )
    )
    path = tmp_path / "export.txt"
    path.write_text(f"Interview with Ann\n\nTimespan\tContent\tSpeaker\n{rows}", encoding="utf-8")
    reading = read_file(path)
    assert [(speaker, words) for speaker, _, words in said(reading)] == [
        ("Int", "How?"),
        ("Ann", "In spring."),
        ("Int", "And then?"),
        ("Ann", "It rained."),
    ]
    assert [turn.start_time for turn in reading.transcript.turns] == [0.0, 10.0, 20.0, 30.0]
