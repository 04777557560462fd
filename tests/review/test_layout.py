"""Rows of cells: every word is shown once, no row is too wide, and places are found again."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from realist_eval.model import Transcript, Turn
from realist_eval.review.layout import GUTTER, Layout, clock, plain
from realist_eval.review.marks import Mark


def transcript(*texts: str) -> Transcript:
    turns, at = [], 0
    for number, text in enumerate(texts, 1):
        turns.append(Turn(number, at, at + len(text), "Ana", start_time=61.0 * number))
        at += len(text) + 1
    return Transcript("one", "\n".join(texts), tuple(turns))


def rows(layout: Layout) -> list[str]:
    found = []
    for number in range(layout.height):
        _, laid, line = layout.row(number)  # type: ignore[misc]
        start, end = laid.rows[line]
        found.append(plain(laid.shown[start:end]).rstrip())
    return found


def test_a_turn_begins_with_its_speaker_and_time() -> None:
    assert rows(Layout(transcript("We trusted each other.", "Yes."), 80)) == [
        "Ana 1:01: We trusted each other.",
        "Ana 2:02: Yes.",
    ]
    assert [clock(None), clock(59.9), clock(3725)] == ["", "0:59", "1:02:05"]


def test_marks_nest_and_stay_with_their_words() -> None:
    text = "We trusted each other."
    outer = Mark(0, 21, "[C ", "]", "context decided", "a")
    inner = Mark(3, 10, "(M? ", ")", "mechanism undecided", "b")
    layout = Layout(transcript(text), 80, [outer, inner])
    assert rows(layout) == ["Ana 1:01: [C We (M? trusted) each other]."]
    row, cell = layout.row_of(3), layout.cell_of(3)
    assert layout.offset_at(row, cell) == 3
    assert [mark.id for mark in layout.marks_at(row, cell)] == ["a", "b"]


def test_only_the_blocks_whose_marks_change_are_laid_out_again() -> None:
    layout = Layout(transcript("We trusted.", "They left.", "Yes."), 80)
    mark = Mark(12, 16, "<O ", ">", "outcome decided", "a")
    assert layout.mark([mark]) == [1]
    assert layout.mark([mark]) == []
    assert rows(layout)[1] == "Ana 2:02: <O They> left."


def test_signs_that_steer_a_terminal_are_not_passed_on() -> None:
    (shown,) = rows(Layout(transcript("We\x9b31m trusted\u202e each"), 80))
    assert shown == "Ana 1:01: We\ufffd31m trusted\ufffd each"


def test_a_very_long_turn_is_laid_out_in_parts() -> None:
    text = "trust " * 2000
    layout = Layout(transcript(text.strip()), 60)
    assert len(layout.blocks) > 2
    assert " ".join(rows(layout)).split()[2:] == text.split()


SPOKEN = st.text(alphabet="ab ’信é\u0301\u200d😀\n.", min_size=1, max_size=60)


@given(st.lists(SPOKEN, min_size=1, max_size=4), st.integers(26, 50), st.data())
def test_every_character_is_shown_once_within_the_width(
    texts: list[str], width: int, data: st.DataObject
) -> None:
    told = transcript(*texts)
    start = data.draw(st.integers(0, len(told.text) - 1))
    end = data.draw(st.integers(start + 1, len(told.text)))
    layout = Layout(told, width, [Mark(start, end, "[C ", "]", "context decided", "a")])
    for block in layout.blocks:
        laid = layout.laid(block)
        assert [laid.rows[0][0], laid.rows[-1][1]] == [0, len(laid.shown)]
        assert all(first[1] == second[0] for first, second in pairwise(laid.rows))
        said = "".join(laid.shown[run.start : run.end] for run in laid.runs if run.offset >= 0)
        assert said == layout.text[block.start : block.end]
    assert all(cell_len(row) <= width - GUTTER for row in rows(layout))
    assert 0 <= layout.row_of(start) < layout.height
