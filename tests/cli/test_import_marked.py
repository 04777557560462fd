from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rooms import make_study
from word_comments import Colleague

from realist_eval.cli.main import main
from realist_eval.study import Study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_study(tmp_path).layout.root


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [words[0], "--study", str(folder), *words[1:]])


def marked(folder: Path) -> Path:
    result = run(folder, "report", "--format", "docx", "--marked", "--source", "interview-1")
    assert result.exit_code == 0, result.output
    return Path(result.stdout.strip())


def coders(folder: Path) -> set[str]:
    return {coding.coder for coding in Study.open(folder).material().codings}


def test_a_dry_run_shows_everything_and_records_nothing(folder: Path) -> None:
    path = Colleague(marked(folder)).add("nowhere", "mec.voice, hindering -- ask again").save()
    result = run(folder, "import-marked", str(path), "--coder", "Ben", "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1] == "code\t2\tmec.voice\thindering\tnowhere\task again"
    assert "1 decision would be recorded, 6 comments unchanged" in result.stderr
    assert coders(folder) == {"Ana"}


def test_what_cannot_be_placed_is_told_and_the_rest_recorded(folder: Path) -> None:
    path = Colleague(marked(folder)).add("nowhere", "mec.voice").add("asked us", "mec.voise").save()
    result = run(folder, "import-marked", str(path), "--coder", "Ben")
    assert result.exit_code == 1
    assert "mec.voise" in result.stderr
    assert "Did you mean “mec.voice”?" in result.stderr
    assert "1 comment could not be placed" in result.stderr
    assert coders(folder) == {"Ana", "Ben"}


def test_marked_files_are_word_files_of_transcripts_that_exist(folder: Path) -> None:
    assert run(folder, "report", "--format", "xlsx", "--marked").exit_code == 2
    with pytest.raises(Exception, match="There is no transcript"):
        CliRunner().invoke(
            main,
            ["report", "--study", str(folder), "--marked", "--source", "nobody"],
            standalone_mode=False,
            catch_exceptions=False,
        )


def test_a_coder_has_to_be_named(folder: Path) -> None:
    assert run(folder, "import-marked", str(marked(folder))).exit_code == 2


def test_one_file_that_cannot_be_read_does_not_keep_the_others_out(folder: Path) -> None:
    path = Colleague(marked(folder)).add("nowhere", "mec.voice").save()
    result = run(folder, "import-marked", str(folder / "gone.docx"), str(path), "--coder", "Ben")
    assert result.exit_code == 1
    assert "gone.docx: was not found" in result.stderr
    assert coders(folder) == {"Ana", "Ben"}


def test_a_file_that_a_colleague_worked_in_outlives_the_next_writing(folder: Path) -> None:
    path = marked(folder)
    assert marked(folder) == path  # the same words again replace nothing
    assert not list(path.parent.glob("*earlier*"))
    Colleague(path).add("nowhere", "mec.voice").save()
    worked = [path.read_bytes()]
    again = run(folder, "report", "--format", "docx", "--marked", "--source", "interview-1")
    assert f"{path}: was there with other contents, kept as {path.stem}-earlier.docx." in again.stderr
    path.write_bytes(b"another")
    marked(folder)
    kept = [path.with_name(f"{path.stem}-earlier{end}.docx").read_bytes() for end in ("", "-2")]
    assert kept == [*worked, b"another"]
