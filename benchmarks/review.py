"""How quick the review screen is over one long transcript: `python benchmarks/review.py`.

Prints the time to open a study with a transcript of 300,000 characters and its suggestions, to lay it out,
to draw one screen while scrolling, to step to the next suggestion, and to decide on one with the wait for the
disk.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from realist_eval.model import Coding, Configuration, Reason, Suggestions, Transcript
from realist_eval.review import Desk
from realist_eval.review.layout import Layout
from realist_eval.review.marks import marks_of
from realist_eval.review.screen.app import ReviewApp
from realist_eval.review.screen.transcript import TranscriptView
from realist_eval.study import Study

BARS = {"scroll_ms": 40.0, "step_ms": 100.0, "decide_ms": 100.0}  # below 100 ms an answer feels immediate
SIZE = (120, 40)
EVERY = 75  # characters to a suggested coding, as in the sample study
SAID = (
    "Well, because we’d shared an office since the spring we trusted each other, so when somebody "
    "rang up it was easy, you just turned round and asked, and more people were sent on to us. "
)
BOOK = """version: 1
title: Long
codes:
- {id: con.office, kind: context, label: Shared office, definition: One place.}
- {id: mec.trust, kind: mechanism, label: Trust, definition: People trust each other.}
- {id: out.referrals, kind: outcome, label: Referrals, definition: More are sent on.}
"""
KINDS = (("context", "con.office"), ("mechanism", "mec.trust"), ("outcome", "out.referrals"))


class Everywhere:
    """Suggests an element every so many characters, and links each three."""

    name = "everywhere"
    version = "1"

    def digest(self, transcripts: Iterable[Transcript]) -> Iterator[tuple[Transcript, bytes]]:
        """Nothing to keep."""
        for transcript in transcripts:
            yield transcript, b"-"

    def suggest(self, transcript: Transcript, *_: object) -> Suggestions:
        """Elements and configurations in even distances."""
        places = range(0, len(transcript.text) - EVERY, EVERY)
        codings = tuple(
            Coding(
                f"c{n}", transcript.id, at, at + 40, *KINDS[n % 3], score=0.5, reason=Reason("even distances")
            )
            for n, at in enumerate(places)
        )
        links = tuple(
            Configuration(f"l{n}", transcript.id, f"c{n}", f"c{n + 1}", f"c{n + 2}")
            for n in range(0, len(codings) - 2, 3)
        )
        return Suggestions(transcript.id, (), codings, links)


class LongStudy(Study):
    """A study that needs no models."""

    def engine(self, jobs: int = 1) -> Everywhere:  # noqa: ARG002
        """The suggester of even distances."""
        return Everywhere()


def build(folder: Path, characters: int) -> LongStudy:
    """One transcript of that many characters."""
    turn = f"Ana: {SAID * 3}\nInterviewer: And then?\n"
    (folder / "long.txt").write_text(turn * (characters // len(turn) + 1), encoding="utf-8")
    (folder / "book.yaml").write_text(BOOK, encoding="utf-8")
    study = LongStudy.create(folder / "study", "Long", codebook=folder / "book.yaml", coder="ana")
    study.import_sources([folder / "long.txt"])
    study.suggest()
    return LongStudy(study.layout, "ana")


def timed(act: Callable[[], object]) -> float:
    """Milliseconds that something takes."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


async def drive(desk: Desk, rounds: int) -> dict[str, float]:
    """Medians and the slowest of drawing, stepping and deciding, on a screen without a terminal."""
    app = ReviewApp(desk)
    took: dict[str, list[float]] = {"scroll": [], "step": [], "decide": []}
    async with app.run_test(size=SIZE) as pilot:
        view = app.query_one(TranscriptView)

        def screen() -> None:
            for row in range(view.size.height):
                view.render_line(row)

        def scroll(to: float) -> None:
            view.scroll_to(y=to, animate=False, immediate=True)
            screen()

        for n in range(rounds):
            took["scroll"].append(timed(lambda n=n: scroll(view.max_scroll_y * n / rounds)))  # type: ignore[misc]
            took["step"].append(timed(lambda: (app.action_key("n"), screen())))
            await pilot.pause()
        for _ in range(rounds):
            took["decide"].append(timed(lambda: (app.action_key("a"), screen())))
            await pilot.pause()
    found = {f"{name}_ms": statistics.median(times) for name, times in took.items()}
    return found | {f"{name}_worst_ms": max(times) for name, times in took.items()}


def main() -> None:
    """Measure, print as JSON, and fail where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=50)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = build(Path(folder), chosen.characters)
        start = time.perf_counter()
        desk = Desk(study)
        found = {"open_ms": (time.perf_counter() - start) * 1000}
        session = desk.session
        found["characters"] = len(session.transcript.text)
        found["entries"] = len(session.queue.entries)
        found["layout_ms"] = timed(lambda: Layout(session.transcript, SIZE[0], marks_of(session)).height)
        found |= asyncio.run(drive(desk, chosen.rounds))
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({name: round(value, 1) for name, value in found.items()}, indent=1))
    missed = [name for name, bar in BARS.items() if found[name] > bar]
    sys.exit(f"Slower than wanted: {', '.join(missed)}" if missed else 0)


if __name__ == "__main__":
    main()
