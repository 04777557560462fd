"""Damaged files of every format are read or refused with a message, soon; benchmarks/ has the long run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from mutations import mutated, samples

from realist_eval.errors import SourceError
from realist_eval.importer import read_file

SEEDS = range(40)
SAMPLES = samples()
MORE = {  # tables, marks and encodings that the samples do not have
    "more.rtf": rb"{\rtf1\ansi{\fonttbl{\f0\fcharset0 A;}}\pard\b INT:\b0  caf\'e9 \u8217? on\par"
    rb"\trowd\intbl a\cell b\cell\row}",
    "more.html": b"<html><body><p><b>INT:</b> hi<br>you</p><table><tr><td>a<td>b</table></body></html>",
    "more.md": b"---\na: b\n---\n# T\n\n**INT:** hi \\[laughs\\]\n\n"
    b"| a | b |\n|---|---|\n| c | d |\n<!-- x\ny -->\n",
    "more.rst": b"Title\n=====\n\n**INT:** hi\n\n.. note\n   x\n",
    "more.txt": "INT: héllo\r\nR1: yes\r\n".encode("cp1252"),
}


@pytest.mark.parametrize("suffix", SAMPLES)
def test_the_whole_sample_is_read_with_its_speakers(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"talk{suffix}"
    path.write_bytes(SAMPLES[suffix])
    transcript = read_file(path).transcript
    assert "we trusted each other" in transcript.text
    assert len(transcript.speakers) >= 2
    assert transcript.text == "\n".join(transcript.quote(turn) for turn in transcript.turns)


@pytest.mark.parametrize("name", [*SAMPLES, *MORE])
def test_damaged_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / (f"talk{name}" if name in SAMPLES else name)
    whole = (SAMPLES | MORE)[name]
    for seed in SEEDS:
        path.write_bytes(mutated(whole, seed))
        begun = time.process_time()
        try:
            transcript = read_file(path).transcript
        except SourceError:
            pass
        else:
            assert transcript.text == "\n".join(transcript.quote(turn) for turn in transcript.turns)
            transcript.text.encode()
        assert time.process_time() - begun < 5, f"seed {seed}"


def test_the_same_seed_damages_a_file_in_the_same_way() -> None:
    assert [mutated(SAMPLES[".docx"], seed) for seed in SEEDS] == [
        mutated(SAMPLES[".docx"], seed) for seed in SEEDS
    ]
