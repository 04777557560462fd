"""How long a large report takes, and how much memory: 1,000 patterns with 5,000 quotations.

python benchmarks/reports.py [--configurations 5000] [--patterns 1000]
Each format is written in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from realist_eval.model import Code, Codebook, Coding, Configuration, Material, Speaker, Transcript, Turn

BARS = {"docx": 10.0, "xlsx": 5.0, "html": 3.0}
MEMORY = 500
SAID = (
    "You know, when {c} came along in our area it really changed how people worked with each other.",
    "So what happened was that {m} got going, slowly, and people began to feel it was safe to speak up.",
    "And that is why, I think, {o} turned out the way it did for the families that we see here.",
)
KINDS = ("context", "mechanism", "outcome")


def material(configurations: int, patterns: int) -> Material:
    """An invented material: each configuration is three sentences of a turn."""
    codes = [
        Code(f"{kind[:3]}.{n}", kind, f"{kind.capitalize()} number {n} of the frame", level="partnership")
        for kind in KINDS
        for n in range(20)
    ]
    per_source = 50
    transcripts, codings, links = {}, [], []
    for source in range(-(-configurations // per_source)):
        name = f"interview-{source + 1:03}"
        turns, texts, at = [], [], 0
        for n in range(per_source):
            number = source * per_source + n
            if number >= configurations:
                break
            which = number % patterns
            chosen = (which % 20, which // 20 % 20, which // 400 % 20)
            words = [f"{kind} {n} " + "of it all" for kind, n in zip(KINDS, chosen, strict=True)]
            sentences = [text.format(c=words[0], m=words[1], o=words[2]) for text in SAID]
            text = " ".join(sentences)
            ids = []
            for kind, code, word in zip(KINDS, chosen, words, strict=True):
                start = at + text.index(word)
                ids.append(f"s{len(codings)}")
                valence = "achieved" if kind == "outcome" else "enabling"
                codings.append(
                    Coding(
                        ids[-1],
                        name,
                        start,
                        start + len(word),
                        kind,
                        f"{kind[:3]}.{code}",
                        valence,
                        "amy",
                        "accepted",
                    )
                )
            links.append(Configuration(f"c{number}", name, *ids, coder="amy", status="accepted"))
            turns.append(Turn(n + 1, at, at + len(text), "A"))
            texts.append(text)
            at += len(text) + 1
        speaker = Speaker("A", role=f"role {source % 6}", case=f"Case {source % 5}")
        transcripts[name] = Transcript(name, "\n".join(texts), tuple(turns), (speaker,))
    book = Codebook("Invented", tuple(codes))
    return Material("A large study", book, transcripts, tuple(codings), tuple(links), {"date": "2026-01-31"})


def one(format_: str, configurations: int, patterns: int) -> None:
    """Write one format and print seconds and megabytes."""
    from realist_eval.reporter import build_report, write_report

    given = material(configurations, patterns)
    with tempfile.TemporaryDirectory() as folder:
        started, worked = time.perf_counter(), time.process_time()
        report = build_report(given)
        built = time.perf_counter()
        write_report(report, Path(folder) / f"report.{format_}", format_)
        done, cpu = time.perf_counter(), time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bar = f"  (bar: {BARS[format_]:.0f} s, {MEMORY} MB)" if format_ in BARS else ""
    seconds = f"{done - started:6.2f} s, of which building {built - started:5.2f} s, {cpu:5.2f} s of CPU"
    print(f"{format_:8} {seconds}, {peak:5.0f} MB{bar}")


def main() -> None:
    """Run every format in its own process."""
    from realist_eval.reporter import FORMATS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--configurations", type=int, default=5000)
    parser.add_argument("--patterns", type=int, default=1000)
    parser.add_argument("--format", choices=FORMATS)
    chosen = parser.parse_args()
    if chosen.format:
        one(chosen.format, chosen.configurations, chosen.patterns)
        return
    for format_ in FORMATS:
        if format_ == "parquet" and find_spec("pyarrow") is None:
            print("parquet  needs pyarrow")
            continue
        counts = ["--configurations", str(chosen.configurations), "--patterns", str(chosen.patterns)]
        subprocess.run([sys.executable, __file__, "--format", format_, *counts], check=True)


if __name__ == "__main__":
    main()
