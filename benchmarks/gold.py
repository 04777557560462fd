"""What the engine reaches on coded texts, how fast it suggests again, and what decisions would teach it.

    python benchmarks/gold.py --data ../shared/gold

These are figures on texts that the shipped weights were fitted on: the honest ones are those that
`python training/elements.py --check` prints, from folds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from realist_eval.bundled import codebooks
from realist_eval.codebook import load_codebook
from realist_eval.engine import CausationCoder, learning_curve
from realist_eval.engine.evaluate import BY_KIND, Gold, count, figures, load_gold, suggest_rows
from realist_eval.engine.learn import as_if_decided
from realist_eval.model import Codebook

SETS = {  # name: readings, codebook
    "psp": (("psp/coder1.dev.jsonl", "psp/coder2.dev.jsonl"), "psp/codebook.yaml"),
    "psp, our codebook": (
        ("psp/coder1.dev.jsonl", "psp/coder2.dev.jsonl"),
        "public_social_partnership",
    ),
    "raw": (("raw/coding_a.jsonl", "raw/coding_b.jsonl"), ""),
}


def show_figures(name: str, readings: Sequence[Gold], codebook: Codebook) -> None:
    """Mean figures over the readings."""
    rows = suggest_rows(readings[0], CausationCoder(), codebook)
    for several in zip(*(figures(count(gold.rows, rows), 50) for gold in readings), strict=True):
        shares = [(one.precision, one.recall, one.f1) for one in several]
        precision, recall, f1 = (sum(column) / len(several) for column in zip(*shares, strict=True))
        print(f"{name:18} {several[0].name:20} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


def show_speed(gold: Gold, codebook: Codebook) -> None:
    """Words a second, of the slow half and of the fast one."""
    coder = CausationCoder()
    words = sum(len(transcript.text.split()) for transcript in gold.transcripts.values())
    start = time.perf_counter()
    digests = list(coder.digest(gold.transcripts.values()))
    middle = time.perf_counter()
    for transcript, digest in digests:
        coder.suggest(transcript, digest, codebook)
    end = time.perf_counter()
    print(f"slow half {words / (middle - start):.0f} words/s, fast half {words / (end - middle):.0f} words/s")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/gold"))
    data = parser.parse_args().data
    for name, (readings, book) in SETS.items():
        golds = [load_gold(data / reading) for reading in readings]
        codebook = load_codebook(codebooks().get(book, data / book)) if book else BY_KIND
        show_figures(name, golds, codebook)
        show_speed(golds[0], codebook)
        for size, above in learning_curve(as_if_decided(golds[0], CausationCoder(), codebook)):
            print(f"{name:18} after {size:3} decisions, accepted above rejected: {above:.3f}")


if __name__ == "__main__":
    main()
