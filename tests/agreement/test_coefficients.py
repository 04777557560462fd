import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.agreement import coefficients as co
from realist_eval.agreement import estimates as es
from realist_eval.agreement.ratings import Ratings

Rows = Sequence[Sequence[int | None]]
_ = None
KRIPPENDORFF = [  # Krippendorff (2011), section C: observers by units
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
FLEISS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


@pytest.mark.parametrize(
    ("distance", "expected"),
    [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)],
)
def test_alpha_equals_krippendorffs_worked_example(distance: str, expected: float) -> None:
    value = co.alpha_of(distance)(Ratings.of(list(zip(*KRIPPENDORFF, strict=True))))
    assert value == pytest.approx(expected, abs=5e-5)


def test_fleiss_equals_the_textbook_example() -> None:
    rows = [[code for code, n in enumerate(counts) for _each in range(n)] for counts in FLEISS]
    assert co.fleiss(Ratings.of(rows)) == pytest.approx(0.2099307, abs=5e-8)


def test_cohen_equals_the_textbook_example() -> None:
    rows = [[0, 0]] * 20 + [[0, 1]] * 5 + [[1, 0]] * 10 + [[1, 1]] * 15
    assert co.cohen(Ratings.of(rows)) == pytest.approx(0.4, abs=1e-12)


# ---------------------------------------------------------------- from the definitions, in exact fractions


def pairs(row: Sequence[int | None]) -> list[tuple[int, int]]:
    return list(permutations([value for value in row if value is not None], 2))


def by_hand_percent(rows: Rows) -> Fraction | None:
    rated = [pairs(row) for row in rows if pairs(row)]
    return (
        sum((Fraction(sum(a == b for a, b in p), len(p)) for p in rated), Fraction()) / len(rated)
        if rated
        else None
    )


def by_hand_shares(rows: Rows) -> dict[int, Fraction]:
    rated = [[value for value in row if value is not None] for row in rows if any(v is not None for v in row)]
    values = {value for row in rated for value in row}
    return {
        v: sum((Fraction(row.count(v), len(row)) for row in rated), Fraction()) / len(rated) for v in values
    }


def by_hand_fleiss(rows: Rows) -> Fraction | None:
    observed, expected = (
        by_hand_percent(rows),
        sum((p * p for p in by_hand_shares(rows).values()), Fraction()),
    )
    return None if observed is None or expected == 1 else (observed - expected) / (1 - expected)


def by_hand_gwet(rows: Rows) -> Fraction | None:
    observed, shares = by_hand_percent(rows), by_hand_shares(rows)
    if observed is None or len(shares) < 2:
        return None
    expected = sum((p * (1 - p) for p in shares.values()), Fraction()) / (len(shares) - 1)
    return (observed - expected) / (1 - expected)


def by_hand_cohen(rows: Rows) -> Fraction | None:
    both = [row for row in rows if None not in row]
    if not both:
        return None
    observed = Fraction(sum(a == b for a, b in both), len(both))
    first, second = [row[0] for row in both], [row[1] for row in both]
    expected = sum(
        (Fraction(first.count(v) * second.count(v), len(both) ** 2) for v in set(first)), Fraction()
    )
    return None if expected == 1 else (observed - expected) / (1 - expected)


def by_hand_alpha(rows: Rows, squared: Callable[[int, int], float]) -> float | None:
    kept = [[v for v in row if v is not None] for row in rows]
    kept = [row for row in kept if len(row) > 1]
    values = [value for row in kept for value in row]
    expected = sum(squared(a, b) for a, b in permutations(values, 2))
    if not values or math.isclose(expected, 0, abs_tol=1e-12):
        return None
    observed = sum(sum(squared(a, b) for a, b in permutations(row, 2)) / (len(row) - 1) for row in kept)
    return 1 - (len(values) - 1) * observed / expected


def tables(coders: int | None = None) -> st.SearchStrategy[list[list[int | None]]]:
    width = st.just(coders) if coders else st.integers(2, 5)
    value = st.one_of(st.none(), st.integers(0, 4))
    return width.flatmap(lambda n: st.lists(st.lists(value, min_size=n, max_size=n), min_size=1, max_size=12))


def same(value: float | None, expected: Fraction | float | None) -> bool:
    return (
        value is expected
        if value is None or expected is None
        else math.isclose(value, expected, abs_tol=1e-9)
    )


@given(tables())
@settings(max_examples=200, deadline=None)
def test_percent_fleiss_and_gwet_equal_their_definitions(rows: Rows) -> None:
    ratings = Ratings.of(rows)
    assert same(co.percent(ratings), by_hand_percent(rows))
    assert same(co.fleiss(ratings), by_hand_fleiss(rows))
    assert same(co.gwet(ratings), by_hand_gwet(rows))


@given(tables(coders=2))
@settings(max_examples=200, deadline=None)
def test_cohen_equals_its_definition(rows: Rows) -> None:
    assert same(co.cohen(Ratings.of(rows)), by_hand_cohen(rows))


@given(tables())
@settings(max_examples=200, deadline=None)
def test_alpha_equals_its_definition(rows: Rows) -> None:
    ratings = Ratings.of(rows)
    assert same(co.alpha(ratings), by_hand_alpha(rows, lambda a, b: a != b))
    assert same(co.alpha_of("interval")(ratings), by_hand_alpha(rows, lambda a, b: (a - b) ** 2))
    assert same(
        co.alpha_of("ratio")(ratings),
        by_hand_alpha(rows, lambda a, b: ((a - b) / (a + b)) ** 2 if a + b else 0),
    )


SETS = st.frozensets(st.sampled_from("abc"))


@given(st.lists(st.lists(st.one_of(st.none(), SETS), min_size=3, max_size=3), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_alpha_of_sets_equals_its_definition_with_an_independent_masi(
    rows: list[list[frozenset[str] | None]],
) -> None:
    distance = pytest.importorskip("nltk.metrics.distance").masi_distance

    def apart(a: frozenset[str], b: frozenset[str]) -> float:
        return distance(a, b) if a | b else 0.0

    assert same(co.alpha_masi(Ratings.of(rows)), by_hand_alpha(rows, apart))  # type: ignore[arg-type]


# ---------------------------------------------------------------- against independent libraries


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30))
@settings(max_examples=60, deadline=None)
def test_cohen_equals_scikit_learn(rows: list[tuple[int, int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    value = co.cohen(Ratings.of(rows))
    if value is not None:
        assert same(value, metrics.cohen_kappa_score(*zip(*rows, strict=True)))


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=2, max_size=20))
@settings(max_examples=60, deadline=None)
def test_fleiss_equals_statsmodels(rows: list[list[int]]) -> None:
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    value = co.fleiss(Ratings.of(rows))
    if value is not None:
        assert same(value, rater.fleiss_kappa(rater.aggregate_raters(np.array(rows))[0]))


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=20))
@settings(max_examples=60, deadline=None)
def test_alpha_equals_nltk(rows: list[list[int]]) -> None:
    agreement = pytest.importorskip("nltk.metrics.agreement")
    value = co.alpha(Ratings.of(rows))
    triples = [(coder, unit, code) for unit, row in enumerate(rows) for coder, code in enumerate(row)]
    if value is not None:
        assert same(value, agreement.AnnotationTask(triples).alpha())


# ---------------------------------------------------------------- what is undefined, and intervals


@pytest.mark.parametrize("rows", [[[1, 1], [1, 1]], [[None, 1], [1, None]], [[None, None]]])
def test_what_is_undefined_is_none(rows: Rows) -> None:
    ratings = Ratings.of(rows)
    assert [c(ratings) for c in (co.cohen, co.fleiss, co.gwet, co.alpha)] == [None] * 4
    drawn = es.estimates({"kappa": co.cohen, "alpha": co.alpha}, ratings, es.draw(len(rows), 50))
    assert all(str(one).startswith("undefined (") for one in drawn.values())


def test_intervals_hold_the_value_and_are_the_same_every_time() -> None:
    ratings = Ratings.of(list(zip(*KRIPPENDORFF, strict=True)))
    first, again = (es.estimates({"alpha": co.alpha}, ratings, es.draw(12, 300))["alpha"] for _ in range(2))
    assert first == again
    assert first.low is not None
    assert first.low < first.value < first.high  # type: ignore[operator]


def test_a_bootstrap_sample_equals_the_same_rows_written_out() -> None:
    rows = list(zip(*KRIPPENDORFF, strict=True))
    often = np.array([[2.0, 0, 1, 1, 1, 3, 0, 1, 1, 1, 0, 1]])
    ratings = Ratings.of(rows)
    written = [row for row, n in zip(rows, often[0], strict=True) for _each in range(int(n))]
    for coefficient in (co.percent, co.fleiss, co.gwet, co.alpha_of("ordinal"), co.alpha):
        drawn = coefficient.each(ratings.packed, ratings.drawn(often))
        assert same(float(drawn[0]), coefficient(Ratings.of(written)))


@given(tables(), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_what_is_counted_once_with_a_weight_equals_what_is_counted_often(rows: Rows, more: int) -> None:
    ratings = Ratings.of([*rows, *rows[:more]])
    for coefficient in (co.percent, co.fleiss, co.gwet, co.alpha):
        assert same(coefficient(ratings.packed), coefficient(ratings))


def test_clusters_are_drawn_whole() -> None:
    ratings = Ratings.of([[1, 1], [1, 2], [2, 2], [2, 1]], clusters=np.array([0, 0, 1, 1]))
    values = co.percent.each(ratings.packed, ratings.drawn(es.draw(2, 100)))
    assert set(values) == {0.5}


def test_cohen_is_for_two_coders() -> None:
    with pytest.raises(ValueError, match="two coders"):
        co.cohen(Ratings.of([[1, 2, 3]]))


def test_masi_is_symmetrical_and_bounded() -> None:
    sets = tuple(frozenset(text) for text in ("", "a", "ab", "bc", "abc"))
    distances = co.masi(sets, np.zeros(0))
    assert np.array_equal(distances, distances.T)
    assert all(0 < distances[a, b] <= 1 for a, b in combinations(range(5), 2))
