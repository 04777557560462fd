"""The transformer's second opinion: pieces of words, windows, and what it adds to suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typed import run

from realist_eval.bundled import codebooks
from realist_eval.codebook import load_codebook
from realist_eval.engine.pieces import Pieces
from realist_eval.engine.semantic import WINDOW, Reader, load_reader
from realist_eval.engine.suggester import CausationCoder
from realist_eval.errors import InputError
from realist_eval.model import Suggestions, Transcript, Turn
from realist_eval.study import Study

SAID = (
    "Well, the centre had closed years ago and nobody came round any more. So when the girl from the team "
    "just sat with me, you know, I felt somebody believed in me, and that is why I went back to work."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def suggest(text: str, **options: bool) -> tuple[CausationCoder, Suggestions]:
    transcript = Transcript("t", text, (Turn(1, 0, len(text), "P1"),))
    coder = CausationCoder(**options)  # type: ignore[arg-type]
    [(_, digest)] = coder.digest([transcript])
    return coder, coder.suggest(transcript, digest, load_codebook(codebooks()["generic_realist"]))


@given(st.text(max_size=80))
def test_pieces_stand_in_their_words(text: str) -> None:
    pieces = Pieces({"[UNK]": 0, "a": 1, "##a": 2, "be": 3, "##e": 4})
    ids, starts, ends = pieces.cut(text)
    assert len(ids) == len(starts) == len(ends)
    assert all(
        text[start:end].strip() == text[start:end] != "" for start, end in zip(starts, ends, strict=True)
    )
    assert (np.diff(starts) >= 0).all()


@pytest.mark.parametrize(
    ("word", "expected"),
    [("bea", [3, 2]), ("BÉA", [3, 2]), ("b", [0]), ("ab", [1, 0]), ("aaa", [1, 2, 2])],
)
def test_the_longest_piece_first_without_capitals_and_accents(word: str, expected: Sequence[int]) -> None:
    pieces = Pieces({"[UNK]": 0, "a": 1, "##a": 2, "be": 3, "##e": 4})
    assert list(pieces.of(word)) == expected


def test_every_piece_of_a_long_text_gets_chances_that_sum_to_one(reader: Reader) -> None:
    text = " ".join([SAID] * 12)
    read = reader.read(text)
    assert len(read.starts) > 2 * WINDOW
    assert read.chances.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert reader.read("").chances.shape == (0, 7)


def test_windows_beginning_elsewhere_read_alike(reader: Reader) -> None:
    """What stands far from the ends of a window does not hang on where the window begins."""
    text = " ".join([SAID] * 8)
    moved = "Yes, that is how it was. " + text
    here, there = reader.read(text).chances, reader.read(moved).chances
    kept = slice(len(here) - 150, len(here) - 50)
    beside = slice(len(there) - 150, len(there) - 50)
    assert np.abs(here[kept] - there[beside]).mean() < 0.1


def test_its_opinion_changes_scores_and_the_key_of_what_is_kept() -> None:
    plain, without = suggest(SAID)
    careful, found = suggest(SAID, semantic=True)
    assert plain.version != careful.version
    assert [one.score for one in found.codings] != [one.score for one in without.codings]
    assert found.codings
    for coding in found.codings:
        assert SAID[coding.start : coding.end].strip()
    assert suggest(SAID, semantic=True)[1] == found


def test_nothing_said_is_nothing_found() -> None:
    assert suggest("Mm.", semantic=True)[1].codings == ()


def test_a_study_keeps_whether_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.txt").write_text(f"Interviewer: What changed?\nAna: {SAID}\n", encoding="utf-8")
    run("init", "study", "--codebook", "generic_realist", "--coder", "ana")
    monkeypatch.chdir(tmp_path / "study")
    run("import", "../one.txt")

    def scores() -> list[float | None]:
        study = Study.open(Path())
        return [one.score for one in study.suggestions(study.ids()[0]).codings]

    run("suggest")
    plain = scores()
    run("suggest", "--semantic")
    assert "semantic: true" in Path("study.yaml").read_text(encoding="utf-8")
    careful = scores()
    assert careful != plain
    run("suggest")  # as it was left
    assert scores() == careful
    run("suggest", "--no-semantic")
    assert scores() == plain


def test_a_language_without_a_transformer_says_so() -> None:
    with pytest.raises(InputError, match="no transformer for the language"):
        _ = CausationCoder(language="xx", semantic=True).version
