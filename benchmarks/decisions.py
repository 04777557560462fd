"""How quick a study stays with very many decisions: `python benchmarks/decisions.py --decisions 100000`.

Prints the time to open it with all that follows from its logs, the time of one more decision with the wait
for the disk, of an undo, and the peak memory, measured in a new process; then the same for the desk of the
review, through the calls that its keys make. On a machine that is shared, look at the processor's seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from realist_eval.study import Study

BARS = {
    "open_s": 1.0,
    "decision_ms": 20.0,
    "memory_mb": 300.0,
    "review_open_s": 2.0,
    "review_decision_ms": 20.0,
}
BOOK = "version: 1\ntitle: Many\ncodes:\n- {id: mec.leadership, kind: mechanism, label: L, definition: x}\n"
CODERS = ("ana", "ben", "cy")
TRANSCRIPTS = 45


def build(folder: Path, decisions: int) -> None:
    """A study with that many decisions by three people, each of whom had seen the others'."""
    from realist_eval.study import Study
    from realist_eval.study import events as ev

    book = folder.parent / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    study = Study.create(folder, "Many decisions", coder=CODERS[0], codebook=book)
    talks = folder.parent / "talks"
    talks.mkdir()
    for n in range(TRANSCRIPTS):
        said = "\n".join(f"Ana: This is what we said about number {n} in turn {turn}." for turn in range(400))
        (talks / f"interview-{n}.txt").write_text(said + "\n", encoding="utf-8")
    study.import_sources([talks])
    shas = {name: study.transcript(name).sha for name in study.ids()}
    last = study.state.last
    lines: dict[str, list[bytes]] = {coder: [] for coder in CODERS}
    for n in range(decisions):
        transcript = f"interview-{n % TRANSCRIPTS}"
        fact = ev.CodingFact(
            transcript=transcript,
            sha=shas[transcript],
            start=n % 10_000,
            end=n % 10_000 + 60,
            kind="mechanism",
            code="mec.leadership",
            valence="enabling",
            level="partnership",
            score=0.71,
            rule="because-clause",
            matched=((n % 10_000, n % 10_000 + 7),),
            engine="causation-coder 1 en_core_web_sm en 0123456789ab",
            definition="0123abcd",
        )
        coder = CODERS[n % len(CODERS)]
        event = ev.Decide(
            id=ev.new_id(last),
            parents=(last,),
            coder=coder,
            device="bench",
            at=ev.now(),
            target=f"{n:016x}",
            tool="0.1.0",
            payload=ev.Decided(verdict="accept" if n % 4 else "reject", suggested=fact, in_view=True),
        )
        last = event.id
        lines[coder].append(ev.encode(event))
    for coder, written in lines.items():
        with (study.layout.log / f"{coder}.bench.jsonl").open("ab") as file:
            file.write(b"".join(written))


def measure(folder: Path) -> dict[str, float]:
    """Open, decide a hundred times, undo; run in a process of its own."""
    started = time.perf_counter()
    from realist_eval.study import Study
    from realist_eval.study import events as ev

    study = Study.open(folder, coder=CODERS[0])
    state = study.state
    opened, processor = time.perf_counter() - started, time.process_time()
    started = time.perf_counter()
    standing = sum(1 for _ in state.verdicts())
    told = time.perf_counter() - started
    (fact,) = (one.fact for one in state.standing(f"{0:016x}"))
    times = []
    for n in range(100):
        started = time.perf_counter()
        study.record(ev.Draft(ev.Decide, f"new{n}", ev.Decided(verdict="accept", suggested=fact)))
        times.append((time.perf_counter() - started) * 1000)
    started = time.perf_counter()
    study.undo()
    undone = (time.perf_counter() - started) * 1000
    figures = {
        "decisions": standing,
        "open_s": round(opened, 3),
        "open_processor_s": round(processor, 3),
        "verdicts_s": round(told, 3),
        "decision_ms": round(statistics.median(times), 2),
        "decision_ms_slowest": round(max(times), 2),
        "undo_ms": round(undone, 2),
        "memory_mb": round(_peak(), 1),
    }
    return figures | _review(study)


def _review(study: Study) -> dict[str, float]:
    """Open the desk and decide a hundred times, as by keys, on what she has decided."""
    from realist_eval.review import Desk

    started, before = time.perf_counter(), time.process_time()
    desk = Desk(study)
    opened, processor = time.perf_counter() - started, time.process_time() - before
    own = [one.id for one in desk.session.queue.entries if one.decided_by == CODERS[0]][:100]
    times = []
    for name in own:
        desk.session = desk.session.at(name)
        started = time.perf_counter()
        desk.amend(valence="hindering")
        times.append((time.perf_counter() - started) * 1000)
    return {
        "review_open_s": round(opened, 3),
        "review_open_processor_s": round(processor, 3),
        "review_decision_ms": round(statistics.median(times), 2),
        "review_decision_ms_slowest": round(max(times), 2),
        "review_memory_mb": round(_peak(), 1),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Build, measure in a new process, compare with the bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=100_000)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    os.environ["REALIST_EVAL_DEVICE"] = "bench"
    if said.measure:
        print(json.dumps(measure(said.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study"
        build(study, said.decisions)
        run = subprocess.run(
            [sys.executable, __file__, "--measure", str(study)], capture_output=True, text=True, check=True
        )
    figures = json.loads(run.stdout)
    for name, value in figures.items():
        bar = BARS.get(name)
        verdict = "" if bar is None else f"   bar {bar:g}: {'met' if value <= bar else 'MISSED'}"
        print(f"{name:>26}  {value:g}{verdict}")
    if any(figures[name] > bar for name, bar in BARS.items()):
        sys.exit(1)


if __name__ == "__main__":
    main()
