"""A mechanism's resource and reasoning, where the words keep them apart."""

from __future__ import annotations

import pytest

from realist_eval.engine.halves import halves
from realist_eval.engine.lexicon import load_lexicon
from realist_eval.model import Span


@pytest.mark.parametrize(
    ("said", "resource", "reasoning"),
    [
        ("having somebody to ring made us feel safe", "having somebody to ring", "us feel safe"),
        (
            "the open meetings, which made people trust the board",
            "the open meetings",
            "people trust the board",
        ),
        ("they published every cost so we trusted them", "they published every cost", "we trusted them"),
    ],
)
def test_kept_apart(said: str, resource: str, reasoning: str) -> None:
    text = f"Well, {said}. Yes."
    found = halves(text, Span(6, 6 + len(said)), load_lexicon())
    assert found is not None
    assert [text[part.start : part.end] for part in found] == [resource, reasoning]


@pytest.mark.parametrize(
    "said",
    [
        "we trusted them",
        "the new office made us late",
        "made us feel safe",
        "a woman came and I learned her name",
        "they felt it was open so we stayed",
        "",
    ],
)
def test_not_kept_apart(said: str) -> None:
    assert halves(said, Span(0, len(said)), load_lexicon()) is None
