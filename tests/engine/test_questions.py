"""What a question brings to its answer: the effect of a "because ...", or a context, marked as such."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from coders_at_work import talk

from realist_eval.cli.main import main
from realist_eval.engine import CausationCoder, tag_row
from realist_eval.model import Claim, Code, Codebook, Suggestions, Transcript

CODES = (
    Code(
        "ctx.money",
        "context",
        "Money cut",
        "The grant is cut.",
        indicators=("grant was cut",),
        expected="hindering",
    ),
    Code("mec.trust", "mechanism", "Trust", "People trust each other.", indicators=("trusted each other",)),
    Code("out.stay", "outcome", "Staying", "People stay and come back.", indicators=("everybody stayed",)),
)
ANSWER = "We trusted each other more. So everybody stayed."


def suggest(transcript: Transcript, *codes: Code) -> Suggestions:
    coder = CausationCoder()
    ((made, digest),) = coder.digest([transcript])
    return coder.suggest(made, digest, Codebook("B", codes or CODES))


def answers(*said: str) -> list[tuple[str, str, Claim]]:
    made = talk("t", *said)
    claims = [claim for claim in suggest(made).claims if claim.from_question]
    return [(made.quote(claim.cause), made.quote(claim.effect), claim) for claim in claims]


@pytest.mark.parametrize(
    ("question", "answer", "about"),
    [
        ("Why did you stay?", "Because they listened to us.", "you stay"),
        ("I see. So why do you think nobody came?", "Well, because they listened to us.", "nobody came"),
        ("How come people trusted the lead?", "Cos they listened to us.", "people trusted the lead"),
        ("What made the two of you stay?", "It was because they listened to us.", "the two of you stay"),
    ],
)
def test_because_answers_why(question: str, answer: str, about: str) -> None:
    found = answers("We had a hard year.", f"Q: {question}", answer)
    assert [(cause, effect) for cause, effect, _ in found] == [("they listened to us", about)]
    assert found[0][2].score >= 0.7


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Did you stay?", "Because they listened to us."),  # not asked why
        ("Why?", "Because they listened to us."),  # asks about what was said before
        ("Why did you stay?", "They listened. I left because of the rain."),  # an answer to something else
        ("Why you stayed I know. Who listened?", "Because they listened to us, we stayed."),
    ],
)
def test_other_answers_are_left_as_they_are(question: str, answer: str) -> None:
    assert answers("We stayed.", f"Q: {question}", answer) == []


def test_a_question_supplies_the_context_that_its_answer_leaves_unstated() -> None:
    said = talk("t", "Q: After the grant was cut, how did you manage?", ANSWER)
    made = suggest(said)
    (asked,) = [coding for coding in made.codings if coding.from_question]
    assert said.quote(asked.span) == "the grant was cut"
    assert (asked.code, asked.kind, asked.valence) == ("ctx.money", "context", "hindering")
    assert asked.reason.rule == "the interviewer's question"
    assert "grant was cut" in asked.reason.matched
    (link,) = [one for one in made.configurations if one.mechanism and one.outcome]
    assert link.context == asked.id
    assert "question" in link.reason.otherwise
    row = tag_row("t", said, made)
    assert [span["code"] for span in row["spans"] if span.get("from_question")] == ["ctx.money"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How did you manage?", ANSWER),
        ("After the summer, how did you manage?", ANSWER),
        ("Was it that the grant was cut? How did you manage?", ANSWER),  # asked, not told
        ("After the grant was cut, how did you manage?", "Because the grant was cut, " + ANSWER.lower()),
    ],
)
def test_no_context_is_supplied_where_none_is_told_or_the_answer_has_its_own(
    question: str, answer: str
) -> None:
    made = suggest(talk("t", f"Q: {question}", answer))
    assert not any(coding.from_question for coding in made.codings)


def test_nothing_else_of_a_question_is_ever_coded() -> None:
    said = talk("t", "Q: You trusted each other, and everybody stayed after the grant was cut. How?", ANSWER)
    inside = [coding for coding in suggest(said).codings if coding.start < said.turns[0].end]
    assert all(coding.from_question and coding.kind == "context" for coding in inside)


def test_reports_show_whose_words_they_are(tmp_path: Path) -> None:
    talked = f"Interviewer: After the grant was cut, how did you manage?\nAna: {ANSWER}\n"
    talked += "Interviewer: Anything else?\nAna: No, that was all of it.\n"
    (tmp_path / "one.txt").write_text(talked, encoding="utf-8")
    codes = "\n".join(
        f"- {{id: {one.id}, kind: {one.kind}, label: {one.label}, definition: {one.definition}, "
        f"indicators: [{one.indicators[0]}]}}"
        for one in CODES
    )
    (tmp_path / "book.yaml").write_text(f"title: B\ncodes:\n{codes}\n", encoding="utf-8")
    words = ["run", "one.txt", "-c", "book.yaml", "-o", "out", "--format", "md", "--format", "docx"]
    result = CliRunner().invoke(
        main, [str(tmp_path / word) if "." in word or word == "out" else word for word in words]
    )
    assert result.exit_code == 0, result.output
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    quoted = f"“[from the question] After the grant was cut, how did you manage? [...] {ANSWER}”"
    assert quoted in report
    assert "1 with words from the question" in report
    from docx import Document

    document = Document(str(tmp_path / "out" / "report.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("[from the question] After the grant was cut" in text for text in cells)
