"""Damages files of every format in ten thousand ways and reads each: any fault but a clear refusal counts.

python benchmarks/fuzz.py [--files 10000] [--first-seed 0] [--more FOLDER]
Samples are made here, one of each format; those of the sample study and of FOLDER are damaged too. Each file
is read under a limit of time, in processes that are measured one batch at a time. Times are the processor's,
so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from mutations import mutated, samples  # noqa: E402 - the tests' own samples

from realist_eval.bundled import sample_study  # noqa: E402
from realist_eval.errors import SourceError  # noqa: E402
from realist_eval.importer import SUFFIXES, read_file  # noqa: E402

SECONDS = 5
MEGABYTES = 500
BATCH = 100
LARGEST = 2_000_000  # bytes of a sample: ten thousand readings of larger ones would say little more


@dataclass(frozen=True)
class Outcome:
    """How one damaged file fared; `fault` is empty where it was read or refused."""

    format: str
    sample: str
    seed: int
    how: str
    seconds: float
    megabytes: float
    fault: str = ""


class TooLongError(Exception):
    """A reading that went past its time."""


def main() -> None:
    """Damage, read, count."""
    arguments = parsed()
    pool = gathered(arguments.more)
    print(f"{len(pool)} samples of {len({name.split(' ')[0] for name in pool})} formats")
    jobs = list(batches(pool, arguments.files, arguments.first_seed))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    outcomes = []
    context = multiprocessing.get_context("fork")
    with context.Pool(arguments.jobs, maxtasksperchild=1) as workers:
        for batch in workers.imap_unordered(read_batch, jobs):
            outcomes += batch
            for one in batch:
                counts[one.format][one.how] += 1
    shown(counts, outcomes)
    sys.exit(any(one.fault for one in outcomes) or worst(outcomes) > MEGABYTES)


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--more", type=Path, default=HERE.parents[1] / "shared" / "transcripts")
    return parser.parse_args()


def gathered(more: Path) -> dict[str, bytes]:
    """All samples by `format name`."""
    pool = {f"{suffix} made": data for suffix, data in samples().items()}
    for folder in (sample_study(), more):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            small = path.is_file() and path.stat().st_size < LARGEST
            if small and path.suffix.lower() in SUFFIXES:
                pool[f"{path.suffix.lower()} {path.name}"] = path.read_bytes()
    return pool


def batches(pool: dict[str, bytes], files: int, seed: int) -> Iterator[list[tuple[str, bytes, int]]]:
    """Each format gets the same number of files, shared out among its samples."""
    formats: dict[str, list[str]] = defaultdict(list)
    for name in pool:
        formats[name.split(" ")[0]].append(name)
    names = sorted(formats)
    jobs = []
    for number in range(files):
        of_format = formats[names[number % len(names)]]
        sample = of_format[number // len(names) % len(of_format)]
        jobs.append((sample, pool[sample], seed + number))
    jobs.sort(key=lambda job: job[0])
    yield from (jobs[at : at + BATCH] for at in range(0, len(jobs), BATCH))


def read_batch(jobs: list[tuple[str, bytes, int]]) -> list[Outcome]:
    """Read damaged files one after the other in this process."""
    signal.signal(signal.SIGALRM, too_long)
    with tempfile.TemporaryDirectory() as folder:
        return [read_one(Path(folder), *job) for job in jobs]


def read_one(folder: Path, sample: str, data: bytes, seed: int) -> Outcome:
    """Damage and read one file."""
    kind, name = sample.split(" ", 1)
    path = folder / f"talk{kind}"
    path.write_bytes(mutated(data, seed))
    how, fault = "read", ""
    signal.alarm(20 * SECONDS)  # by the clock, for what waits without working
    begun = time.process_time()
    try:
        transcript = read_file(path).transcript
        if transcript.text != "\n".join(map(transcript.quote, transcript.turns)):
            how, fault = "wrong", "the turns do not make up the text"
    except SourceError:
        how = "refused"
    except Exception:  # noqa: BLE001 - to find these is what this is for
        how, fault = "crashed", traceback.format_exc(limit=-4)
    finally:
        signal.alarm(0)
    seconds = time.process_time() - begun
    if seconds > SECONDS and not fault:
        how, fault = "slow", f"took {seconds:.1f} s"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Outcome(kind, name, seed, how, seconds, peak, fault)


def too_long(*_: object) -> None:
    """The alarm."""
    raise TooLongError


def worst(outcomes: list[Outcome]) -> float:
    """The most memory that any process held, in megabytes, Python and its libraries included."""
    return max((one.megabytes for one in outcomes), default=0.0)


def shown(counts: dict[str, Counter[str]], outcomes: list[Outcome]) -> None:
    """Counts a format, the slowest, the largest, and each fault."""
    hows = ("read", "refused", "crashed", "wrong", "slow")
    print(f"{'format':10}" + "".join(f"{how:>9}" for how in hows) + "  slowest s")
    for kind in sorted(counts):
        slowest = max(one.seconds for one in outcomes if one.format == kind)
        print(f"{kind:10}" + "".join(f"{counts[kind][how]:9}" for how in hows) + f"{slowest:11.2f}")
    slowest = max(outcomes, key=lambda one: one.seconds)
    print(f"{len(outcomes)} files; slowest {slowest.seconds:.2f} s ({slowest.sample}, seed {slowest.seed})")
    print(f"peak memory of a process {worst(outcomes):.0f} MB")
    for one in sorted((one for one in outcomes if one.fault), key=lambda one: one.sample):
        print(f"\n{one.format} {one.sample}, seed {one.seed}: {one.how}\n{one.fault}")


if __name__ == "__main__":
    main()
