"""The session by itself: order, cursor, filters, chosen words. Nothing is read or written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.model import Codebook, Coding, Configuration, Span, Transcript, Turn
from realist_eval.review.entry import Entry, State
from realist_eval.review.filters import Filters
from realist_eval.review.selection import Selection
from realist_eval.review.session import Queue, Session
from realist_eval.review.words import Words

TEXT = "We trusted each other, so it worked."


def coding(
    name: str, start: int, state: State = "undecided", transcript: str = "one", **more: object
) -> Entry:
    item = Coding(
        name, transcript, start, start + 3, "mechanism", "mec.trust", score=float(more.pop("score", 0.5))
    )
    order = (transcript, start, 1, start, name)
    return Entry(item, state, start, start + 3, 1, codes=("mec.trust",), order=order, **more)  # type: ignore[arg-type]


def link(name: str, *parts: str, start: int = 0) -> Entry:
    named = dict(zip(("context", "mechanism", "outcome"), parts, strict=False))
    item = Configuration(name, "one", **named)
    return Entry(item, "undecided", start, start + 9, 1, order=("one", start, 0, start, name))


def session(*entries: Entry, filters: Filters | None = None) -> Session:
    transcripts = {name: Transcript(name, TEXT, (Turn(1, 0, len(TEXT)),)) for name in ("one", "two")}
    return Session(transcripts, Codebook("Small", ()), Queue(entries, filters or Filters()), "one")


def test_the_cursor_moves_in_reading_order_and_stops_at_the_edges() -> None:
    here = session(coding("a", 0), coding("b", 3), coding("c", 6, transcript="two")).at("a")
    assert here.step(-1) is here
    assert [here.step(1).current, here.step(1).step(1).current] == ["b", "c"]
    assert here.step(1).step(1).here == "two"
    assert here.step(1).step(1).step(1).current == "c"


def test_the_next_undecided_one_is_sought_from_the_beginning_again() -> None:
    here = session(coding("a", 0), coding("b", 3, "accepted"), coding("c", 6, "rejected")).at("b")
    assert here.step_undecided().current == "a"
    assert here.step_undecided(-1).current == "a"
    done = session(coding("a", 0, "accepted")).at("a")
    assert done.step_undecided() is done


def test_a_configuration_waits_only_while_two_of_its_elements_stand() -> None:
    entries = (link("l", "a", "b"), coding("a", 0), coding("b", 3, "rejected"))
    queue = Queue(entries)
    assert not queue.waiting(entries[0])
    assert queue.progress == (2, 3)
    assert Queue((entries[0], entries[1], coding("b", 3))).waiting(entries[0])


def test_an_entry_that_the_filters_no_longer_keep_leaves_the_cursor_in_its_place() -> None:
    waiting = session(coding("a", 0), coding("b", 3), coding("c", 6), filters=Filters(state="undecided")).at(
        "b"
    )
    after = waiting.changed([coding("b", 3, "accepted")])
    assert after.current == "b"
    assert after.step(1).current == "c"
    assert after.step(-1).current == "a"


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (Filters(kind="configuration"), ["l"]),
        (Filters(kind="mechanism"), ["a", "b"]),
        (Filters(score=0.6), ["b"]),
        (Filters(speaker="Ana"), ["a"]),
        (Filters(case="North"), ["b"]),
        (Filters(code="mec.trust", state="undecided"), ["a"]),
        (Filters(transcript="two"), []),
    ],
)
def test_filters_narrow(filters: Filters, kept: list[str]) -> None:
    first = coding("a", 0, speaker="Ana")
    second = coding("b", 3, "accepted", case="North")
    queue = Queue((link("l", "a", "b"), first, second), filters)
    assert [queue.entries[place].id for place in queue.kept] == kept


def test_what_people_decided_passes_the_score() -> None:
    assert Filters(score=0.9).keeps(coding("a", 0, "manual"))
    assert not Filters(score=0.9).keeps(coding("a", 0))


def test_a_rejected_coding_is_marked_only_under_the_cursor() -> None:
    here = session(coding("a", 0, "rejected"), coding("b", 3)).at("b")
    assert [entry.id for entry in here.visible()] == ["b"]
    assert {entry.id for entry in here.at("a").visible()} == {"a", "b"}


def test_marks_come_and_go_and_vanish_with_their_entry() -> None:
    here = session(coding("a", 0), coding("b", 3)).at("a").mark().at("b").mark()
    assert here.marked == ("a", "b")
    assert here.mark().marked == ("a",)
    assert here.changed([], gone=["b"]).marked == ("a",)
    assert here.changed([], gone=["b"]).current == "a"


def test_new_entries_take_their_place_in_reading_order() -> None:
    here = session(coding("a", 0), coding("c", 6)).changed([coding("b", 3)])
    assert [entry.id for entry in here.queue.entries] == ["a", "b", "c"]


def test_words_are_taken_without_the_punctuation_around_them() -> None:
    text = "Well, they'd half-trusted “it”. 2.5 times! 信頼"
    words = Words(text)
    found = [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]
    assert found == ["Well", "they'd", "half-trusted", "it", "2.5", "times", "信", "頼"]


def test_both_ends_of_a_span_move_word_by_word_and_never_meet() -> None:
    words = Words(TEXT)
    span = Selection(Span(3, 15), Span(0, len(TEXT)), "amend", "end")
    assert TEXT[slice(*span.step(words, 1).span)] == "trusted each other"
    assert TEXT[slice(*span.step(words, -1).span)] == "trusted"
    assert TEXT[slice(*span.step(words, -9).span)] == "trusted"
    turned = span.turned()
    assert TEXT[slice(*turned.step(words, 1).span)] == "each"
    assert TEXT[slice(*turned.step(words, -9).span)] == "We trusted each"


@given(
    st.text(alphabet="ab ,.'’-\n信", max_size=40),
    st.integers(0, 40),
    st.lists(st.sampled_from([-3, -1, 1, 2, 0])),
)
def test_chosen_words_stay_within_bounds_and_on_words(text: str, offset: int, steps: list[int]) -> None:
    words = Words(text)
    word = words.at(offset)
    if word is None:
        assert not any(letter.isalnum() for letter in text)
        return
    chosen = Selection(word, Span(0, len(text)), "code", "word")
    for step in steps:
        chosen = chosen.step(words, step) if step else chosen.turned()
        assert 0 <= chosen.span.start < chosen.span.end <= len(text)
        assert chosen.span.start in words.starts
        assert chosen.span.end in words.ends


def test_what_is_decided_by_the_way_does_not_make_the_work_grow() -> None:
    waiting = session(coding("a", 0, score=0.9), coding("b", 3, score=0.1), filters=Filters(score=0.5)).at(
        "a"
    )
    assert waiting.queue.progress == (0, 1)
    after = waiting.changed([coding("a", 0, "accepted", score=0.9), coding("b", 3, "accepted", score=0.1)])
    assert after.queue.progress == (1, 1)
    assert [entry.id for entry in after.visible()] == ["a", "b"]
