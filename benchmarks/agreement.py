"""How quick figures of agreement are: `python benchmarks/agreement.py`.

Prints the time for the coefficients over 10,000 units and five coders with missing values, for 1,000
bootstrap samples of each, and for everything that `agree` shows of 10,000 turns, without reading a study.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from realist_eval.agreement import coefficients as co
from realist_eval.agreement.estimates import draw, estimates
from realist_eval.agreement.figures import compare
from realist_eval.agreement.ratings import Ratings
from realist_eval.agreement.units import UNITS, Work
from realist_eval.model import Code, Codebook, Coding, Transcript, Turn

UNITS_N, CODERS, SAMPLES = 10_000, 5, 1000
BARS = {"coefficients": 0.2, "bootstraps": 10.0}
COEFFICIENTS = {
    "percent": co.percent,
    "fleiss": co.fleiss,
    "alpha": co.alpha,
    "alpha_interval": co.alpha_of("interval"),
    "ac1": co.gwet,
}


def ratings() -> Ratings:
    """Values from five categories, where coders mostly agree and every tenth value is missing."""
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 5, UNITS_N)
    said = np.where(
        rng.random((UNITS_N, CODERS)) < 0.8, truth[:, None], rng.integers(0, 5, (UNITS_N, CODERS))
    )
    said[rng.random(said.shape) < 0.1] = -1
    return Ratings(said, (0, 1, 2, 3, 4), np.ones(UNITS_N), np.arange(UNITS_N))


def study() -> tuple[list[Transcript], list[Work], Codebook]:
    """Fifty transcripts of 200 turns, coded by five people with twenty codes, every fourth turn."""
    rng = np.random.default_rng(2)
    words = "Because the team had an office. We came to trust each other. Then more people called us."
    size = len(words) + 1
    turns = tuple(Turn(n + 1, n * size, n * size + len(words), "Ana") for n in range(200))
    talks = [Transcript(f"t{n:02}", "\n".join([words] * 200), turns) for n in range(50)]
    codes = tuple(Code(f"mec.{n}", "mechanism", f"Code {n}") for n in range(20))
    right = rng.integers(0, 20, (50, 200))
    works = []
    for coder in range(CODERS):
        made = []
        for t, talk in enumerate(talks):
            for n in range(0, 200, 4):
                code = codes[right[t, n] if rng.random() < 0.7 else int(rng.integers(0, 20))].id
                start = n * size + int(rng.integers(0, 20))
                made.append(
                    Coding(
                        f"{coder}-{t}-{n}", talk.id, start, start + 40, "mechanism", code, coder=f"c{coder}"
                    )
                )
        works.append(Work(f"c{coder}", tuple(made), (), frozenset(one.id for one in talks)))
    return talks, works, Codebook("Bench", codes)


def timed(work: Callable[[], object]) -> float:
    """Seconds, the best of three."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    """Measure, and compare with the bars."""
    missed = False
    measured = {
        "coefficients": timed(lambda: [one(ratings()) for one in COEFFICIENTS.values()]),
        "bootstraps": timed(lambda: estimates(COEFFICIENTS, ratings(), draw(UNITS_N, SAMPLES))),
    }
    for name, seconds in measured.items():
        missed |= seconds > BARS[name]
        met = "met" if seconds <= BARS[name] else "MISSED"
        print(f"{name:>28}  {seconds:7.3f} s   bar {BARS[name]:g} s: {met}")
    talks, works, codebook = study()
    for unit in UNITS:
        for samples in (0, SAMPLES):
            started = time.perf_counter()
            compare(talks, works, codebook, unit=unit, samples=samples)
            print(f"{f'agree --unit {unit}, {samples}':>28}  {time.perf_counter() - started:7.3f} s")
    sys.exit(missed)


if __name__ == "__main__":
    main()
