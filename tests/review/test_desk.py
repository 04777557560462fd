"""Acts at the desk: what they write, and what the screen holds after them."""

from __future__ import annotations

from pathlib import Path

import pytest
from review_study import SmallStudy, go_to, reopened, small_study, words

from realist_eval.errors import StudyError
from realist_eval.model import Coding
from realist_eval.review import Desk
from realist_eval.review.details import details


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallStudy:
    monkeypatch.setenv("REALIST_EVAL_DEVICE", "desk")
    return small_study(tmp_path)


@pytest.fixture
def desk(study: SmallStudy) -> Desk:
    return Desk(study)


def test_a_configuration_comes_before_its_elements_and_both_before_what_follows(desk: Desk) -> None:
    kinds = [entry.kind for entry in desk.session.queue.entries if entry.transcript == "one"]
    assert kinds == [
        "configuration",
        "context",
        "mechanism",
        "outcome",
        "configuration",
        "context",
        "outcome",
    ]
    assert desk.session.current == desk.session.queue.entries[0].id


def test_accepting_a_configuration_accepts_its_elements_and_goes_on(desk: Desk) -> None:
    desk.accept()
    assert desk.session.queue.progress == (4, 14)
    assert words(desk) == "The money stopped, so people left"
    material = reopened(desk.study).material()
    assert [coding.status for coding in material.codings] == ["accepted"] * 3
    desk.undo()
    assert desk.session.queue.progress == (0, 14)
    assert not reopened(desk.study).material().codings
    desk.redo()
    assert desk.session.queue.progress == (4, 14)


def test_rejecting_a_configuration_with_its_elements_is_one_step(desk: Desk) -> None:
    desk.reject_all()
    assert desk.session.queue.progress == (4, 14)
    desk.undo()
    assert desk.session.queue.progress == (0, 14)


def test_where_its_elements_are_rejected_a_configuration_waits_no_more(desk: Desk) -> None:
    go_to(desk, "The money stopped")
    desk.reject()
    assert desk.session.queue.progress == (2, 14)


def test_everything_can_be_amended_and_keeps_what_was_suggested(desk: Desk) -> None:
    go_to(desk, "people left")
    desk.amend_code("out.leaving")
    desk.amend(valence="intended")
    desk.choose_words(0, "amend")
    desk.turn_words()
    desk.move_words(-1)
    desk.finish_words()
    assert words(desk) == "so people left"
    (coding,) = reopened(desk.study).material().codings
    assert (coding.code, coding.valence, coding.status) == ("out.leaving", "intended", "amended")
    first, *_ = desk.study.state.history(coding.id)
    assert first.payload.suggested.code == "out.referrals"
    assert all(event.payload.in_view for event in desk.study.state.history(coding.id))


def test_a_code_of_another_kind_brings_its_kind_and_expected_valence(desk: Desk) -> None:
    go_to(desk, "people left")
    desk.amend_code("mec.fear")
    (coding,) = reopened(desk.study).material().codings
    assert (coding.kind, coding.valence) == ("mechanism", "hindering")


def test_words_are_coded_by_hand_under_a_code(desk: Desk) -> None:
    text = desk.session.transcript.text
    desk.choose_words(text.index("We were"), "code")
    desk.move_words(1)
    desk.move_words(-1)
    desk.turn_words()
    desk.move_words(2)
    desk.code_words("mec.fear")
    assert words(desk) == "We were afraid"
    (coding,) = reopened(desk.study).material().codings
    assert (coding.status, coding.coder, coding.valence) == ("manual", "ana", "hindering")
    (event,) = desk.study.state.history(coding.id)
    assert event.payload.in_view  # suggestions were marked in the text


def test_words_around_an_interruption_become_one_element_in_two_codings(desk: Desk) -> None:
    text = desk.session.transcript.text
    desk.draw_over(text.index("We were"), text.index("jobs"))
    desk.code_words("mec.fear")
    codings = reopened(desk.study).material().codings
    assert [text[slice(*coding.span)] for coding in codings] == ["We were afraid.", "Of losing our jobs"]
    assert len({coding.element for coding in codings}) == 1
    assert codings[0].element
    desk.undo()
    assert not reopened(desk.study).material().codings


def test_words_that_end_in_what_somebody_else_says_are_refused(desk: Desk) -> None:
    text = desk.session.transcript.text
    desk.draw_over(text.index("We were"), text.index("of what"))
    with pytest.raises(StudyError, match="somebody else"):
        desk.check_words()


def test_marked_elements_are_joined_and_accepted_in_one_step(desk: Desk) -> None:
    for quote in ("The money stopped", "we trusted each other", "people left"):
        go_to(desk, quote)
        desk.mark()
    desk.join()
    material = reopened(desk.study).material()
    (link,) = material.configurations
    assert set(link.parts) == {"context", "mechanism", "outcome"}
    assert [coding.status for coding in material.codings] == ["accepted"] * 3
    assert desk.session.marked == ()
    desk.undo()
    assert not reopened(desk.study).material().codings


@pytest.mark.parametrize("quotes", [["people left"], ["people left", "referrals went up"]])
def test_what_is_no_configuration_is_not_joined(desk: Desk, quotes: list[str]) -> None:
    for quote in quotes:
        go_to(desk, quote)
        desk.mark()
    with pytest.raises(StudyError, match="different kinds"):
        desk.join()


def test_a_configuration_is_unlinked_turned_and_split(desk: Desk) -> None:
    link = desk.session.current
    desk.split()
    pairs = [set(one.parts) for one in reopened(desk.study).material().configurations]
    assert sorted(map(sorted, pairs)) == [["context", "mechanism"], ["mechanism", "outcome"]]
    desk.undo()
    desk.session = desk.session.at(link)
    desk.amend_part("context", None)
    desk.turn_polarity()
    (one,) = reopened(desk.study).material().configurations
    assert (set(one.parts), one.polarity, one.status) == ({"mechanism", "outcome"}, "-", "amended")


def test_a_coding_is_cut_in_two_at_a_word(desk: Desk) -> None:
    go_to(desk, "we trusted each other")
    desk.choose_words(0, "cut")
    desk.move_words(-9)
    desk.finish_words()
    material = reopened(desk.study).material()
    text = material.transcripts["one"].text
    assert [text[slice(*coding.span)] for coding in material.codings] == ["we", "trusted each other"]
    desk.undo()
    assert not reopened(desk.study).material().codings
    assert words(desk) == "we trusted each other"


def test_memos_stay_and_can_be_taken_away(desk: Desk) -> None:
    desk.memo("look again")
    assert desk.session.entry is not None
    assert desk.session.entry.memo == "look again"
    assert Desk(reopened(desk.study)).memo_text() == "look again"
    desk.memo("")
    assert desk.memo_text() == ""
    assert desk.undo().startswith("Undone: the memo on ")
    assert desk.memo_text() == "look again"


def test_undo_at_the_screen_does_not_reach_the_import(desk: Desk) -> None:
    with pytest.raises(StudyError, match="no decision, but import"):
        desk.undo()
    assert reopened(desk.study).ids() == ["one", "two"]


def test_what_somebody_else_decided_is_replaced_only_on_a_second_try(desk: Desk) -> None:
    go_to(desk, "people left")
    name = desk.session.current
    desk.accept()
    other = Desk(reopened(desk.study, "ben"))
    other.session = other.session.at(name)
    assert "ana decided this" in other.reject()
    assert reopened(desk.study).state.standing(name)[0].status == "accepted"
    other.reject()
    assert reopened(desk.study).state.standing(name)[0].status == "rejected"


def test_a_blind_coder_sees_their_own_codings_only(desk: Desk) -> None:
    desk.accept()
    blind = Desk(reopened(desk.study, "ben", blind=True))
    assert blind.session.queue.entries == ()
    assert not blind.session.suggestions_in_view
    blind.choose_words(0, "code")
    blind.code_words("con.office")
    (entry,) = blind.session.queue.entries
    assert isinstance(entry.item, Coding)
    (event,) = blind.study.state.history(entry.id)
    assert not event.payload.in_view
    with pytest.raises(StudyError, match="nothing"):
        Desk(reopened(desk.study, "cy", blind=True)).accept()


def test_work_goes_on_where_it_was_left(desk: Desk) -> None:
    desk.accept()
    again = Desk(reopened(desk.study))
    assert again.session.current == desk.session.current
    assert Desk(reopened(desk.study), "two").session.here == "two"
    with pytest.raises(StudyError, match="Did you mean"):
        Desk(reopened(desk.study), "tow")


def test_contested_items_are_left_to_adjudication(study: SmallStudy) -> None:
    made = study.suggestions("one")
    assert made is not None
    ben = reopened(study, "ben", blind=True)
    study.decide(made.codings[0], "accept")
    ben.decide(made.codings[0], "reject")
    desk = Desk(reopened(study))
    desk.session = desk.session.at(made.codings[0].id)
    assert desk.session.entry is not None
    assert desk.session.entry.state == "contested"
    with pytest.raises(StudyError, match="d settles it"):
        desk.accept()


def test_without_suggestions_one_codes_by_hand(tmp_path: Path) -> None:
    desk = Desk(small_study(tmp_path, suggest=False))
    assert desk.gathering.unsuggested == ["one", "two"]
    desk.choose_words(0, "code")
    desk.code_words("con.office")
    desk.reject()
    assert not reopened(desk.study).material().codings
    desk.undo()
    desk.undo()
    assert desk.session.queue.entries == ()


def test_the_rest_of_a_transcript_is_rejected_in_one_step_and_comes_back_in_one(desk: Desk) -> None:
    desk.accept()
    said = desk.reject_rest()
    assert "3 suggestions" in said
    assert "On to two." in said
    rejected = [one for one in desk.study.state.verdicts() if one.status == "rejected"]
    assert [one.event.payload.in_view for one in rejected] == [False] * 3  # nobody looked at each
    desk.undo()
    assert desk.session.queue.progress == (4, 14)
    desk.reject_rest()
    desk.session = desk.session.open("two")
    assert "Nothing else waits." in desk.reject_rest()


def test_what_a_colleague_decides_meanwhile_is_seen_before_the_next_decision(desk: Desk) -> None:
    go_to(desk, "people left")
    other = Desk(reopened(desk.study, "ben"))
    other.session = other.session.at(desk.session.current)
    other.accept()
    assert "ben decided this" in desk.reject()
    assert desk.session.entry is not None
    assert desk.session.entry.state == "accepted"


@pytest.mark.parametrize("how", ["accepted", "amended", "manual"])
def test_a_coding_whose_code_has_changed_is_marked_until_it_is_looked_at(study: SmallStudy, how: str) -> None:
    book = study.layout.codebook.read_text(encoding="utf-8")
    desk = Desk(study)
    if how == "manual":
        start = desk.session.transcript.text.index("We were")
        desk.draw_over(start, start + 6)
        desk.code_words("mec.fear")
        changed = book.replace("keep their heads down", "fear for their jobs")
    elif how == "amended":
        go_to(desk, "people left")
        desk.amend_code("out.leaving")
        changed = book.replace("Staff go.", "Staff go for good.")
    else:
        go_to(desk, "people left")
        name = desk.session.current
        desk.accept()
        desk.session = desk.session.at(name)
        changed = book.replace("More are sent on.", "More are sent on in time.")
    name = desk.session.current
    before = reopened(study).material().by_id[name]
    study.layout.codebook.write_text(changed, encoding="utf-8")
    again = Desk(reopened(study))
    entry = again.session.queue.entry(name)
    assert entry is not None
    assert "has changed" in entry.stale
    assert entry.sign == "~"
    again.session = again.session.at(name)
    again.accept()
    entry = again.session.queue.entry(name)
    assert entry is not None
    assert not entry.stale
    after = reopened(study).material().by_id[name]
    assert (after.span, after.code, after.valence, after.status) == (
        before.span,
        before.code,
        before.valence,
        how,
    )


def test_accepting_what_a_colleague_amended_keeps_the_amendment(study: SmallStudy) -> None:
    bens = Desk(SmallStudy.open(study.layout.root, coder="ben"))
    go_to(bens, "people left")
    bens.amend_code("out.leaving")
    name = bens.session.current
    desk = Desk(reopened(study))
    desk.session = desk.session.at(name)
    desk.accept()
    desk.accept()  # the second press says that it is meant
    assert desk.study.state.coders() == {"ana": 1, "ben": 1}
    assert reopened(study).material().by_id[name].code == "out.leaving"


def test_a_memo_on_the_transcript_is_kept_and_undone(desk: Desk) -> None:
    desk.transcript_memo("Tired at the end.")
    (memo,) = reopened(desk.study).state.memos(desk.session.here)
    assert memo.payload.text == desk.transcript_memo_text() == "Tired at the end."
    assert desk.undo() == f"Undone: the memo on {desk.session.here}"
    assert desk.transcript_memo_text() == ""


def test_an_element_of_another_kind_is_shown_as_what_it_is_now(desk: Desk) -> None:
    link = desk.session.current
    desk.session = desk.session.at(desk.session.queue.entries[1].id)
    desk.amend_code("out.leaving")
    desk.session = desk.session.at(link)
    context = next(line.words.plain for line in details(desk.session, 70) if line.name == "context")
    assert context.startswith("<O ")
    assert context.endswith("People leave, unintended; now coded as outcome")
