from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.agreement.unitizing import Continuum, Unitized, flat
from realist_eval.model import Span

Coders = list[list[tuple[int, int, str]]]

# Krippendorff (2019), Content Analysis, 4th ed., figure 12.11: three observers of a continuum of 60
FIGURE: Coders = [
    [(0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")],
    [(0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")],
    [(0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")],
]


def alpha(*continua: tuple[int, Coders], boundaries: bool = False) -> float:
    made = [
        Continuum(length, [[(Span(a, b), "x" if boundaries else v) for a, b, v in one] for one in coders])
        for length, coders in continua
    ]
    return float(Unitized.of(made).alpha(np.ones((1, len(made))))[0])


@pytest.mark.parametrize(("boundaries", "printed"), [(False, 0.510), (True, 0.413)])
def test_alpha_equals_the_worked_example_of_the_book(boundaries: bool, printed: float) -> None:
    assert alpha((60, FIGURE), boundaries=boundaries) == pytest.approx(printed, abs=1e-3)


def by_hand(length: int, coders: Coders) -> Fraction | None:
    """From the definition, character by character: pairs of coders, and pairs of the pool of all units."""
    said: list[list[tuple[object, object]]] = []  # coder -> place -> (value, unit)
    for name, segments in enumerate(coders):
        row: list[tuple[object, object]] = [(None, (name, "gap", place)) for place in range(length)]
        for number, (start, end, value) in enumerate(segments):
            row[start:end] = [(value, (name, number))] * (end - start)
        said.append(row)
    pairs = [(a[0], b[0]) for place in zip(*said, strict=True) for a, b in permutations(place, 2)]
    pool = [one for row in said for one in row]
    chance = [(a[0], b[0]) for a, b in permutations(pool, 2) if a[1] != b[1]]
    differ = sum(a != b for a, b in chance)
    if not differ:
        return None
    return 1 - Fraction(sum(a != b for a, b in pairs), len(pairs)) / Fraction(differ, len(chance))


@st.composite
def unitized(draw: st.DrawFn) -> tuple[int, Coders]:
    length = draw(st.integers(1, 20))
    coders: Coders = []
    for _ in range(draw(st.integers(2, 4))):
        edges = sorted(draw(st.sets(st.integers(0, length), max_size=6)))
        values = draw(st.lists(st.sampled_from(["", "a", "b", "c"]), min_size=6, max_size=6))
        pieces = zip(edges, edges[1:], values, strict=False)
        coders.append([(a, b, value) for a, b, value in pieces if value])
    return length, coders


@given(unitized())
@settings(max_examples=200, deadline=None)
def test_alpha_equals_its_definition_for_any_number_of_coders(made: tuple[int, Coders]) -> None:
    expected, value = by_hand(*made), alpha(made)
    assert np.isnan(value) if expected is None else value == pytest.approx(float(expected), abs=1e-9)


@given(st.lists(unitized().filter(lambda made: len(made[1]) == 2), min_size=2, max_size=3))
@settings(max_examples=60, deadline=None)
def test_texts_one_after_another_are_one_continuum(parts: list[tuple[int, Coders]]) -> None:
    total, joined = 0, [[], []]  # type: ignore[var-annotated]
    for length, coders in parts:
        for whole, segments in zip(joined, coders, strict=True):
            whole += [(a + total, b + total, value) for a, b, value in segments]
        total += length
    expected, value = by_hand(total, joined), alpha(*parts)
    assert np.isnan(value) if expected is None else value == pytest.approx(float(expected), abs=1e-9)


def test_nobody_coded_anything_is_undefined() -> None:
    assert np.isnan(alpha((10, [[], []])))
    assert np.isnan(alpha((10, [[(0, 5, "a")]])))


def test_words_under_two_codes_carry_both_and_units_that_touch_stay_apart() -> None:
    segments = [(Span(0, 6), "a"), (Span(4, 9), "b"), (Span(9, 12), "b"), (Span(20, 22), "a")]
    assert flat(segments) == [
        (Span(0, 4), {"a"}),
        (Span(4, 6), {"a", "b"}),
        (Span(6, 9), {"b"}),
        (Span(9, 12), {"b"}),
        (Span(20, 22), {"a"}),
    ]
    assert flat([(Span(0, 6), "a"), (Span(4, 9), "a")]) == [(Span(0, 9), {"a"})]
