from itertools import combinations

import pytest
from coders_at_work import talk, work
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.agreement.disagreements import disagreements
from realist_eval.agreement.figures import Block, Comparison, compare
from realist_eval.agreement.notes import notes
from realist_eval.agreement.units import UNITS, Work
from realist_eval.model import Code, Codebook, Transcript

BOOK = Codebook(
    "Small",
    (
        Code("con.office", "context", "Office"),
        Code("mec.trust", "mechanism", "Trust"),
        Code("mec.fear", "mechanism", "Fear"),
        Code("out.calls", "outcome", "Calls"),
    ),
)
TALKS = [
    talk("one", "We had an office.", "So we trusted each other.", "And calls came in.", "It was cold."),
    talk("two", "No office there.", "They feared us.", "Nobody called.", "It was warm."),
]


def found(works: list[Work], unit: str = "turn", samples: int = 0) -> Comparison:
    return compare(TALKS, works, BOOK, unit=unit, samples=samples)


def block(comparison: Comparison, by: str, name: str = "") -> Block:
    return next(one for one in comparison.blocks if (one.by, one.name) == (by, name))


ANA = work("ana", TALKS, ("an office", "con.office"), ("trusted each", "mec.trust"), ("feared", "mec.fear"),
           ("calls came", "out.calls"), links=("0 1 3",))  # fmt: skip
BEN = work("ben", TALKS, ("an office", "con.office"), ("trusted", "mec.fear"), ("feared us", "mec.fear"),
           ("calls came in", "out.calls"), ("No office", "con.office"), links=("0 1 3",))  # fmt: skip


def test_figures_per_code_are_those_worked_out_by_hand() -> None:
    office = block(found([ANA, BEN]), "code", "con.office")
    # eight turns: both in 1, ben alone in 1, nobody in 6
    assert office.used == {"ana": 1, "ben": 2}
    everywhere = office.figures["all"]
    assert everywhere["percent"].value == pytest.approx(7 / 8)
    chance = (1 * 2 + 7 * 6) / 64
    assert everywhere["cohen"].value == pytest.approx((7 / 8 - chance) / (1 - chance))
    assert everywhere["ac1"].value == pytest.approx(
        (7 / 8 - 2 * 3 / 16 * 13 / 16) / (1 - 2 * 3 / 16 * 13 / 16)
    )
    assert everywhere["alpha"].value == pytest.approx(1 - 15 * 2 / (2 * 3 * 13))
    assert office.sizes == {"all": 8, "coded": 5}
    assert office.figures["coded"]["percent"].value == pytest.approx(4 / 5)


def test_kinds_agree_where_codes_do_not() -> None:
    comparison = found([ANA, BEN])
    assert block(comparison, "kind", "mechanism").figures["all"]["cohen"].value == pytest.approx(1.0)
    assert block(comparison, "code", "mec.trust").figures["all"]["cohen"].value == pytest.approx(0.0)
    assert block(comparison, "pooled").figures["all"]["percent"].value == pytest.approx(6 / 8)


def test_one_value_alone_is_undefined_with_the_reason() -> None:
    only = [work(name, TALKS[:1], *((words, "con.office") for words in
            ("an office", "trusted each", "calls came", "cold"))) for name in ("ana", "ben")]  # fmt: skip
    figures = block(compare(TALKS[:1], only, BOOK, samples=20), "code", "con.office").figures["all"]
    assert str(figures["cohen"]) == "undefined (every unit has the same value)"
    assert str(figures["alpha"]) == "undefined (every unit has the same value)"
    assert figures["percent"].value == 1.0


def test_spans_are_paired_by_half_of_their_words() -> None:
    comparison = found([ANA, BEN], "span")
    pooled = block(comparison, "pooled").figures["all"]
    # “trusted each” and “trusted” share 7 of 12; “feared” and “feared us” 6 of 9; one of ben's is alone
    assert pooled["f1_boundaries"].value == pytest.approx(2 * 4 / 9)
    assert pooled["f1_spans"].value == pytest.approx(2 * 3 / 9)
    assert block(comparison, "code", "mec.trust").figures["all"]["f1_spans"].value == 0.0
    assert 0 < (pooled["alpha_unitizing"].value or 0) < 1


def test_configurations_are_compared_by_part_and_whole() -> None:
    figures = block(found([ANA, BEN]), "configuration").figures["all"]
    assert figures["f1_passages"].value == 1.0
    assert figures["f1_whole"].value == 0.0
    assert figures["context_percent"].value == 1.0
    assert figures["mechanism_percent"].value == 0.0
    assert str(figures["context_alpha"]).startswith("undefined (")


def test_no_shared_transcript_leaves_everything_undefined() -> None:
    ana, ben = (
        work(name, TALKS, (words, "con.office"))
        for name, words in (("ana", "an office"), ("ben", "No office"))
    )
    for unit in UNITS:
        comparison = found([ana, ben], unit, 10)
        assert comparison.left_out == ("one", "two")
        assert all(one.value is None and one.why for each in comparison.blocks
                   for figures in each.figures.values() for one in figures.values())  # fmt: skip


def test_what_was_done_with_a_suggestion_in_view_is_told_apart() -> None:
    seen = work("ana", TALKS, ("an office", "con.office"), ("feared", "mec.trust"), aided=(0,))
    other = work("ben", TALKS, ("an office", "con.office"), ("feared", "mec.fear"))
    for unit in ("turn", "span"):
        comparison = found([seen, other], unit)
        figures = block(comparison, "pooled").figures
        name = "percent" if unit == "turn" else "f1_spans"
        assert figures["aided"][name].value == 1.0
        assert figures["unaided"][name].value == 0.0
        assert comparison.made == {"ana": (2, 1), "ben": (2, 0)}
        assert any("suggestion in view (ana 1 of 2)" in note for note in notes(comparison))
    assert "unaided" not in block(found([other, ANA]), "pooled").figures


def test_where_all_was_done_with_a_suggestion_in_view_there_is_nothing_to_tell_apart() -> None:
    marks = (("an office", "con.office"), ("feared", "mec.trust"))
    comparison = found([work(name, TALKS, *marks, aided=(0, 1)) for name in ("ana", "ben")])
    assert block(comparison, "pooled").figures.keys() == {"all", "coded"}
    assert any("none of these is agreement of independent coders" in note for note in notes(comparison))


@pytest.mark.parametrize(("unit", "name"), [("turn", "percent"), ("span", "f1_spans")])
def test_what_was_in_view_is_told_apart_by_kind_and_code_and_for_configurations(unit: str, name: str) -> None:
    seen = work("ana", TALKS, ("an office", "con.office"), ("trusted", "mec.trust"), ("feared", "mec.trust"),
                links=("0 1 -",), aided=(0, 1))  # fmt: skip
    other = work("ben", TALKS, ("an office", "con.office"), ("trusted", "mec.trust"), ("feared", "mec.fear"),
                 links=("0 1 -",))  # fmt: skip
    comparison = found([seen, other], unit)
    for by, what in (("kind", "mechanism"), ("code", "mec.trust")):
        figures = block(comparison, by, what).figures
        assert {"aided", "unaided"} <= figures.keys()
        assert figures["aided"][name].value == 1.0
    trust = block(comparison, "code", "mec.trust").figures
    assert trust["unaided"][name].value == 0.0
    links = block(comparison, "configuration")
    assert (links.sizes["aided"], links.sizes["unaided"]) == (1, 0)
    assert links.figures["aided"]["f1_whole"].value == 1.0
    assert links.figures["unaided"]["f1_whole"].value is None
    assert comparison.over(links, "unaided") == "0 linked, no suggestion in view"


def test_kappa_over_mostly_uncoded_text_comes_with_a_warning() -> None:
    few = [work(name, TALKS, ("an office", "con.office"), more=("two",)) for name in ("ana", "ben")]
    assert "Kappa and percent agreement over mostly uncoded text mislead" in notes(found(few))[0]


def test_three_coders_have_fleiss_and_each_pairs_kappa() -> None:
    cy = work("cy", TALKS, ("an office", "con.office"), ("feared", "mec.fear"))
    figures = block(found([ANA, BEN, cy]), "pooled").figures["all"]
    assert "fleiss" in figures
    assert {f"cohen: {a}, {b}" for a, b in combinations(("ana", "ben", "cy"), 2)} <= figures.keys()


@st.composite
def coded(draw: st.DrawFn) -> list[Work]:
    works = []
    for name in ("ana", "ben", "cy")[: draw(st.integers(2, 3))]:
        marks = []
        for one in TALKS:
            for _ in range(draw(st.integers(0, 3))):
                turn = draw(st.sampled_from(one.turns))
                start = draw(st.integers(turn.start, turn.end - 2))
                words = one.text[start : draw(st.integers(start + 1, turn.end))]
                marks.append((words, draw(st.sampled_from(BOOK.codes)).id))
        works.append(work(name, TALKS, *marks, more=("one", "two")))
    return works


@given(coded(), st.sampled_from(UNITS))
@settings(max_examples=60, deadline=None)
def test_figures_stay_within_their_bounds_and_undefined_has_a_reason(works: list[Work], unit: str) -> None:
    for each in found(works, unit, 10).blocks:
        for figures in each.figures.values():
            for one in figures.values():
                assert bool(one.why) == (one.value is None)
                assert one.value is None or one.value <= 1 + 1e-9
                assert one.low is None or one.low <= one.high  # type: ignore[operator]


@given(coded())
@settings(max_examples=30, deadline=None)
def test_characters_in_stretches_equal_characters_one_by_one(works: list[Work]) -> None:
    from realist_eval.agreement import coefficients as co
    from realist_eval.agreement.ratings import Ratings

    rows = [
        [
            int(any(one.start <= at < one.end and one.transcript == talk_.id for one in made.codings))
            for made in works
        ]
        for talk_ in TALKS
        for turn in talk_.turns
        for at in range(turn.start, turn.end)
    ]
    by_one = Ratings.of(rows, categories=(0, 1))
    # any code at all: the same codings under one code
    same = [work(made.coder, TALKS, more=("one", "two")) for made in works]
    same = [Work(a.coder, tuple(_recoded(b)), (), a.transcripts) for a, b in zip(same, works, strict=True)]
    comparison = found(same, "character")
    if any(made.codings for made in works):
        figures = block(comparison, "code", "mec.trust").figures["all"]
        for name, coefficient in (("percent", co.percent), ("alpha", co.alpha), ("ac1", co.gwet)):
            expected = coefficient(by_one)
            value = figures[name].value
            assert value is expected if expected is None else value == pytest.approx(expected, abs=1e-9)


def _recoded(made: Work) -> list[object]:
    from dataclasses import replace

    return [replace(one, kind="mechanism", code="mec.trust") for one in made.codings]


def test_fewer_than_two_coders_is_an_error() -> None:
    with pytest.raises(ValueError, match="two coders"):
        found([ANA])
    assert isinstance(TALKS[0], Transcript)


def test_two_coders_who_amend_the_same_suggestion_are_compared_by_what_each_made_of_it() -> None:
    from dataclasses import replace

    other = replace(ANA.codings[1], code="mec.fear")
    ben = replace(ANA, coder="ben", codings=(ANA.codings[0], other, *ANA.codings[2:]))
    figures = block(found([ANA, ben]), "configuration").figures["all"]
    assert figures["f1_whole"].value == 0.0
    assert figures["mechanism_percent"].value == 0.0
    assert figures["context_percent"].value == 1.0
    (link, code) = disagreements(TALKS, [ANA, ben])
    assert link.parts == ("mechanism",)
    assert code.about == "code"
