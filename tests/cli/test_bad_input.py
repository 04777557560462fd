"""Bad input ends as a message with a file and what to do, exit code 1, and nothing half-written."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document

SPEECH = "Interviewer: Why did it work?\nR1: Because they trusted us, people came back every week.\n"
CODEBOOK = """version: 1
title: T
codes:
- {id: c.trust, kind: mechanism, label: Trust, definition: People trust the worker., exclude: Liking.}
"""
CODE = "from realist_eval.cli.main import main; main(prog_name='realist-eval')"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def realist_eval(*arguments: str | Path, before: Callable[[], None] | None = None) -> Ended:
    command = [sys.executable, "-c", CODE, *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, preexec_fn=before, timeout=120)
    return Ended(run.returncode, run.stdout, run.stderr)


def is_clear(ended: Ended, *words: str) -> None:
    assert ended.code == 1, ended.err
    assert "Traceback" not in ended.err
    assert "inside realist-eval" not in ended.err
    for word in words:
        assert word in ended.err


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.yaml"
    path.write_text(CODEBOOK)
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text(SPEECH)
    return path


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def binary(path: Path) -> Path:
    path.write_bytes(bytes(range(256)) * 40)
    return path


def truncated_docx(path: Path) -> Path:
    document = Document()
    document.add_paragraph(SPEECH)
    document.save(str(path))
    path.write_bytes(path.read_bytes()[:-900])
    return path


SOURCES = {
    "a missing file": ("missing.txt", lambda path: path, "not found"),
    "an empty file": ("empty.txt", empty, "empty"),
    "a binary file named .txt": ("photo.txt", binary, "text"),
    "a corrupt docx": ("broken.docx", truncated_docx, "damaged"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    file, make, word = SOURCES[name]
    is_clear(realist_eval("read", make(tmp_path / file)), file, word)


def test_a_folder_with_nothing_readable_says_what_could_be_read(tmp_path: Path, book: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    is_clear(realist_eval("run", tmp_path / "sources", "-c", book, "-o", tmp_path / "out"), "sources", "docx")
    assert not (tmp_path / "out").exists()


def test_no_report_is_written_of_nothing(tmp_path: Path, book: Path) -> None:
    ended = realist_eval("run", empty(tmp_path / "a.docx"), "-c", book, "-o", tmp_path / "out")
    is_clear(ended, "a.docx", "empty")
    assert not (tmp_path / "out").exists()


def test_the_rest_of_a_batch_is_done_and_the_bad_files_are_listed(
    tmp_path: Path, book: Path, good: Path
) -> None:
    bad = truncated_docx(tmp_path / "broken.docx")
    hollow = empty(tmp_path / "empty.txt")
    out = tmp_path / "out"
    ended = realist_eval("run", bad, good, hollow, "-c", book, "-o", out, "--format", "md")
    is_clear(ended, "broken.docx", "empty.txt")
    assert "1 transcript:" in ended.err
    assert [path.name for path in out.iterdir()] == ["report.md"]


CODEBOOKS = {
    "not yaml": ("codes: [\n  {id: x\n", "book.yaml:"),
    "a schema fault": (CODEBOOK.replace("kind: mechanism", "kind: mechanisms"), "mechanism"),
    "an unknown key": (CODEBOOK.replace("label:", "lable:"), "label"),
    "a code used twice": (CODEBOOK + CODEBOOK.splitlines()[-1] + "\n", "book.yaml:5"),
    "an empty file": ("", "empty"),
}


@pytest.mark.parametrize("name", CODEBOOKS)
def test_a_codebook_with_faults_is_refused_at_its_line(name: str, tmp_path: Path, good: Path) -> None:
    text, word = CODEBOOKS[name]
    (tmp_path / "book.yaml").write_text(text)
    ended = realist_eval("run", good, "-c", tmp_path / "book.yaml", "-o", tmp_path / "out")
    is_clear(ended, "book.yaml", word)
    assert not (tmp_path / "out").exists()


def test_a_codebook_that_is_not_there_names_the_bundled_ones(tmp_path: Path, good: Path) -> None:
    is_clear(realist_eval("run", good, "-c", "generic", "-o", tmp_path / "out"), "generic_realist")


def test_a_transcript_without_speakers_comes_in_with_a_warning(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(
        "We went there on a Monday. It rained.\n\nThe room was cold because the heating was off.\n"
    )
    ended = realist_eval("read", notes)
    assert ended.code == 0
    assert "no speakers" in ended.err or "document" in ended.out


def test_a_report_that_cannot_be_replaced_is_told_and_the_old_one_stays(
    tmp_path: Path, book: Path, good: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.docx").mkdir()  # what stands there cannot be replaced, as when Word holds it
    (out / "report.docx" / "kept").write_text("kept")
    ended = realist_eval("run", good, "-c", book, "-o", out, "--format", "docx", "--format", "md")
    is_clear(ended, "report.docx", "written")
    assert (out / "report.docx" / "kept").read_text() == "kept"
    assert {path.name for path in out.iterdir()} == {"report.docx", "report.md"}


def no_room() -> None:
    """Let no file grow past 4,000 bytes, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="this system cannot limit file sizes")
def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path, book: Path, good: Path) -> None:
    out = tmp_path / "out"
    ended = realist_eval("run", good, "-c", book, "-o", out, "--format", "docx", before=no_room)
    is_clear(ended, "report.docx", "room")
    assert not list(out.iterdir())


def test_a_folder_that_is_a_file_is_told(tmp_path: Path, book: Path, good: Path) -> None:
    is_clear(realist_eval("run", good, "-c", book, "-o", tmp_path / "good.txt" / "out"), "good.txt")


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_ctrl_c_ends_without_a_traceback_and_leaves_whole_files(tmp_path: Path, book: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.txt").write_text(SPEECH * 200)
    out = tmp_path / "out"
    command = [sys.executable, "-c", CODE, "run", str(folder), "-c", str(book), "-o", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in err
    assert "Aborted" in err
    assert not out.exists() or not [path for path in out.iterdir() if path.name.endswith(".part")]
