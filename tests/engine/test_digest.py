"""What is kept of the slow half."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.engine.digest import read_digest
from realist_eval.engine.suggester import CausationCoder
from realist_eval.model import Transcript, Turn

TEXT = "The grant ended, so we had to close two of the groups. People felt let down."
COLUMNS = len(CausationCoder().weights.candidates.columns)


def digest_of(text: str, part: str = "participant") -> bytes:
    transcript = Transcript("t", text, (Turn(1, 0, len(text), part=part),))  # type: ignore[arg-type]
    return next(iter(CausationCoder().digest([transcript])))[1]


def test_the_same_transcript_gives_the_same_bytes() -> None:
    assert digest_of(TEXT) == digest_of(TEXT)


def test_its_arrays_run_parallel_and_lie_in_the_text() -> None:
    digest = read_digest(digest_of(TEXT), COLUMNS)
    assert len(digest.places) == len(digest.scores) == len(digest.ends) > 0
    assert digest.ends[-1] == len(digest.rows)
    assert digest.places[:, 1].max() <= len(TEXT)
    assert (digest.places[:, 2] <= digest.places[:, 3]).all()
    for start, end, lemma in digest.tokens.tolist():
        assert TEXT[start:end].lower()[0] == digest.lemmas[lemma][0]
    assert digest.features(0)


def test_it_is_small() -> None:
    assert len(digest_of(" ".join([TEXT] * 40))) < 3 * 40 * len(TEXT)


def test_an_interviewer_s_turn_holds_nothing() -> None:
    digest = read_digest(digest_of(TEXT, "interviewer"), COLUMNS)
    assert not len(digest.places)
    assert not digest.claims


@pytest.mark.parametrize("data", [b"", b"rubbish", digest_of(TEXT)[:40]])
def test_a_damaged_digest_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        read_digest(data, COLUMNS)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_digested(text: str) -> None:
    digest = read_digest(digest_of(text), COLUMNS)
    assert (digest.places[:, :2] <= len(text)).all()
