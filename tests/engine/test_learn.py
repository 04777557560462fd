"""What a team's decisions teach."""

from __future__ import annotations

import json

import numpy as np
import pytest

from realist_eval.engine.learn import Ranking, apply_ranking, fit_logistic, learn_ranking, learning_curve
from realist_eval.model import Coding, Reason, Suggestions


def coding(number: int, code: str, word: str) -> Coding:
    reason = Reason("words of the code", (word,), ((f"word {word}", 0.5), ("subject:we", 0.3)))
    return Coding(
        str(number), "t", number, number + 1, "context", code, "hindering", score=0.5, reason=reason
    )


def decided(count: int) -> list[tuple[Coding, bool]]:
    """A team that accepts one code and rejects the other."""
    return [
        (coding(number, "good" if number % 2 else "bad", "word"), bool(number % 2)) for number in range(count)
    ]


def test_what_was_accepted_comes_first() -> None:
    ranking = learn_ranking(decided(20))
    assert ranking.score(coding(1, "good", "word")) > 0.55
    assert ranking.score(coding(1, "bad", "word")) < 0.45
    assert ranking.score(coding(1, "other", "new")) == pytest.approx(0.5, abs=0.1)


def test_without_decisions_nothing_changes() -> None:
    assert learn_ranking([]).score(coding(1, "good", "word")) == pytest.approx(0.5)


def test_it_is_plain_json_and_comes_back_the_same() -> None:
    ranking = learn_ranking(decided(12))
    assert Ranking.from_json(ranking.to_json()) == ranking
    assert json.loads(ranking.to_json())["decisions"] == 12
    assert learn_ranking(decided(12)).to_json() == ranking.to_json()


@pytest.mark.parametrize("text", ["[]", "{}", '{"weights": 1, "bias": 0, "decisions": 0}', "nonsense"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Ranking.from_json(text)


def test_suggestions_keep_their_number_and_words_and_say_what_was_learned() -> None:
    before = Suggestions("t", codings=(coding(1, "good", "word"), coding(2, "bad", "word")))
    after = apply_ranking(learn_ranking(decided(20)), before)
    assert [one.span for one in after.codings] == [one.span for one in before.codings]
    assert any(name.startswith("learned: ") for name, _ in after.codings[0].reason.weights)
    assert after.codings[0].score > after.codings[1].score


def test_more_decisions_rank_better() -> None:
    curve = learning_curve(decided(60))
    assert [size for size, _ in curve] == [0, 10, 20]
    assert curve[0][1] == pytest.approx(0.5)
    assert curve[-1][1] > 0.9


def test_logistic_regression_finds_the_line() -> None:
    inputs = np.array([[float(number)] for number in range(10)])
    found = fit_logistic(inputs, (inputs[:, 0] > 4.5).astype(float), 0.1)
    assert found[0] > 0
    assert 4 < -found[1] / found[0] < 5
