from itertools import pairwise

import pytest
from coders_at_work import span, talk, work
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.agreement.units import MANY_SOURCES, lay_out, sentences

ONE = talk("one", "Q: Why?", "We had an office. So we trusted each other.", "Q: And then?", "It ended.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("Dr. Hill came. He paid 3.50 for it.", ["Dr. Hill came.", "He paid 3.50 for it."]),
        ("“No.” She left.", ["“No.”", "She left."]),
        ("J. Hill came, e.g. on Monday.", ["J. Hill came, e.g. on Monday."]),
        ("What?! (Yes.) No...  So.", ["What?!", "(Yes.)", "No...", "So."]),
        ("  ", []),
    ],
)
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    made = talk("one", text)
    assert [made.quote(one) for one in sentences(made, made.turns[0])] == expected


@given(st.text(alphabet="ab.!? \n\u00a0Dr…", max_size=40))
def test_sentences_hold_all_words_in_order(text: str) -> None:
    made = talk("one", text)
    spans = sentences(made, made.turns[0])
    assert "".join("".join(map(made.quote, spans)).split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_an_interviewers_turn_counts_only_where_somebody_coded_in_it() -> None:
    ana, ben = work("ana", [ONE], ("office", "con.office")), work("ben", [ONE], ("office", "con.office"))
    assert [name.start for _, name in lay_out([ONE], [ana, ben], "turn").places] == [
        ONE.turns[1].start,
        ONE.turns[3].start,
    ]
    asked = work("ben", [ONE], ("And then", "out.end"))
    assert len(lay_out([ONE], [ana, asked], "turn").places) == 3


def test_each_unit_holds_what_each_coder_put_on_it() -> None:
    ana = work("ana", [ONE], ("an office", "con.office"), ("trusted", "mec.trust"))
    ben = work("ben", [ONE], ("office. So", "con.office"), aided=(0,))
    units = lay_out([ONE], [ana, ben], "sentence")
    said = [[[one.code for one in here or ()] for here in row] for row in units.held]
    assert said == [
        [["con.office"], ["con.office"]],
        [["mec.trust"], ["con.office"]],
        [[], []],
    ]
    assert units.aided == (True, True, False)
    assert units.coded == [True, True, False]
    assert list(units.clusters) == [0, 0, 1]


def test_white_space_alone_is_not_coded() -> None:
    ana, ben = work("ana", [ONE], ("office. ", "con.office")), work("ben", [ONE], ("So we", "mec.trust"))
    assert [len(row[0] or ()) for row in lay_out([ONE], [ana, ben], "sentence").held] == [1, 0, 0]


def test_characters_come_in_stretches_that_weigh_as_much_as_they_hold() -> None:
    ana, ben = (
        work("ana", [ONE], ("an office", "con.office")),
        work("ben", [ONE], ("office. So", "con.office")),
    )
    units = lay_out([ONE], [ana, ben], "character")
    coded = {"ana": 0, "ben": 0, "both": 0, "all": 0}
    for (_, place), (one, other) in zip(units.places, units.held, strict=True):
        size = place.end - place.start
        coded["all"] += size
        coded["ana"] += size * bool(one)
        coded["ben"] += size * bool(other)
        coded["both"] += size * (bool(one) and bool(other))
    said = len(ONE.quote(ONE.turns[1])) + len(ONE.quote(ONE.turns[3]))
    assert coded == {"ana": 9, "ben": 10, "both": 6, "all": said}
    assert sum(units.weights) == said


def test_a_transcript_that_a_coder_did_not_open_is_missing_not_uncoded() -> None:
    two = talk("two", "People left.")
    ana = work("ana", [ONE, two], ("office", "con.office"), ("left", "out.end"))
    ben = work("ben", [ONE], ("office", "con.office"))
    cy = work("cy", [ONE, two], ("left", "out.end"))
    units = lay_out([ONE, two], [ana, ben, cy], "turn")
    last = units.held[-1]
    assert last[1] is None
    assert units.held[0][2] is None
    assert {name for name, _ in lay_out([ONE, two], [ana, ben], "turn").places} == {"one"}


def test_with_many_sources_sources_are_drawn() -> None:
    talks = [talk(f"t{n}", f"People left {n}.", "It ended.") for n in range(MANY_SOURCES)]
    marks = [(f"left {n}", "out.end") for n in range(MANY_SOURCES)]
    units = lay_out(talks, [work("ana", talks, *marks), work("ben", talks, *marks)], "turn")
    assert units.drawn == "source"
    assert units.n_clusters == MANY_SOURCES
    assert span(talks[1], "left 1").start == 7
