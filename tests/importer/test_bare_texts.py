"""Texts for `tag`: turns by the labels inside them, as places in the text as it was given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from realist_eval.pipeline import read_texts

SAID = [
    ("Interviewer", "How did it go?"),
    ("Ann", "Well, as they\x07 trusted\x0bus."),
    ("Interviewer", "And?"),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("more", [{}, {"turns": None}, {"turns": []}])
def test_labels_inside_a_text_open_turns(tmp_path: Path, ends: str, more: dict[str, object]) -> None:
    text = ends.join(f"{who}: {words}" for who, words in SAID)
    path = tmp_path / "texts.jsonl"
    path.write_text(json.dumps({"id": "a", "text": text, **more}), "utf-8")
    (transcript,) = read_texts(path)
    assert transcript.text == text
    assert [(turn.speaker, transcript.quote(turn)) for turn in transcript.turns] == SAID
    assert [turn.part for turn in transcript.turns] == ["interviewer", "participant", "interviewer"]
