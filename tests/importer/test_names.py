"""One person under two spellings."""

from __future__ import annotations

from realist_eval.importer import Profile, read_text
from realist_eval.importer.names import same_people

BAKERS = (
    "Mr Baker: How did it start?\nAnn Field: Slowly.\nMr Baker: Why?\nAnn Field: No idea.\n"
    "Joan Baker: Hello.\n"
)


def standing(*labels: str, **key: str) -> dict[str, str]:
    return same_people(labels, key).renamed


def test_spaces_case_and_punctuation_make_no_second_person() -> None:
    assert set(standing("Interviewer1", "Interviewer 1", "interviewer 1", "INTERVIEWER 1.").values()) == {
        "Interviewer1"
    }


def test_the_most_frequent_spelling_stands() -> None:
    assert set(standing("Ann field", "Ann Field", "Ann Field").values()) == {"Ann Field"}


def test_initials_given_with_the_full_name_are_one_person() -> None:
    assert set(standing("Joan Baker (JB)", "JB", "JB").values()) == {"JB"}


def test_initials_of_the_head_are_one_person() -> None:
    assert set(standing("TF", "TF", "Trish Field", TF="Trish Field").values()) == {"TF"}


def test_a_remark_in_brackets_is_no_second_person() -> None:
    assert set(standing("P3 (female)", "P3", "P3").values()) == {"P3"}


def test_a_bare_role_with_different_remarks_stays_apart() -> None:
    names = standing("Speaker (male)", "Speaker (female)", "Speaker")
    assert len(set(names.values())) == 3


def test_numbers_keep_people_apart() -> None:
    assert len(set(standing("P1", "P2", "P11", "P1").values())) == 3


def questions(*labels: str) -> list[str]:
    return [problem.message for problem in same_people(labels, {}).problems]


def test_a_shared_surname_under_a_title_is_a_question() -> None:
    (question,) = questions("Mr Baker", "Joan Baker", "Mr Baker", "Joan Baker")
    assert "Mr Baker" in question
    assert "surname" in question


def test_a_first_name_beside_the_full_name_is_a_question() -> None:
    assert questions("Ann", "Ann Field", "Ann", "Ann Field")


def test_a_rare_near_spelling_is_a_question() -> None:
    assert questions("Interviewer", "Interveiwer", "Interviewer", "Interviewer")


def test_plain_different_people_raise_no_question() -> None:
    assert not questions("Ann Field", "Bob Day", "Interviewer", "P1", "P2", "Ann Field", "P1")


def test_a_question_names_the_line_and_the_way_out() -> None:
    (question,) = [each for each in read_text(BAKERS).problems if "surname" in each.message]
    assert question.severity == "question"
    assert question.line == 5
    assert '--speaker "Joan Baker=Mr Baker"' in question.hint


def test_an_answered_question_is_not_asked_again() -> None:
    reading = read_text(BAKERS, profile=Profile(speakers={"Joan Baker": "Mr Baker"}))
    assert [speaker.label for speaker in reading.transcript.speakers] == ["Mr Baker", "Ann Field"]
    assert not [each for each in reading.problems if "surname" in each.message]


def test_a_name_that_nobody_has_is_said() -> None:
    reading = read_text("Ann: How?\nBob: So.\nAnn: Why?\n", profile=Profile(speakers={"Cat": "C"}))
    assert any("Cat" in problem.message and problem.severity == "warning" for problem in reading.problems)
