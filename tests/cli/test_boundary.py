import re

import click
import pytest

from realist_eval.cli.boundary import ErrorBoundary
from realist_eval.cli.console import show_table
from realist_eval.errors import InputError, Problem


def ended(fault: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    @click.group(cls=ErrorBoundary)
    def group() -> None:
        """A group."""

    @group.command()
    def fail() -> None:
        raise fault

    with pytest.raises(SystemExit) as exit_:
        group.main(["fail"])
    code = exit_.value.code
    assert isinstance(code, int)
    return code, capsys.readouterr().err


def test_all_problems_are_said_and_the_exit_code_is_1(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem("is empty.", "a.txt", hint="Ask for it again."), Problem("is odd.", "b.txt", 3)]
    code, said = ended(InputError(problems), capsys)
    assert code == 1
    assert said.splitlines() == ["Error: a.txt: is empty. Ask for it again.", "Error: b.txt:3: is odd."]


def test_a_missing_extra_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = ended(ModuleNotFoundError("No module named 'starlette'", name="starlette"), capsys)
    assert code == 1
    assert "pip install 'realist-eval[workshop]', or in a checkout: pip install '.[workshop]'" in said


@pytest.mark.parametrize("fault", [ZeroDivisionError("secret words"), ModuleNotFoundError(name="nowhere")])
def test_a_bug_is_a_short_message_a_file_and_exit_code_3(
    fault: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = ended(fault, capsys)
    assert code == 3
    assert "Traceback" not in said
    assert "realist-eval-crash-" in said


def test_a_fault_of_the_system_names_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = ended(PermissionError(13, "Permission denied", "report.docx"), capsys)
    assert code == 1
    assert "report.docx: Permission denied" in said


def test_an_id_is_never_broken_however_narrow_the_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    name = "interview-with-the-manager-of-the-northern-site"
    columns = ("transcript", "source", "turns")
    show_table("Came in", columns, [(name, f"{name}.docx", "12"), ("one", "one.txt", "3")])
    assert f"\n{name}\n   source: {name}.docx; turns: 12\n" in capsys.readouterr().out
    show_table("Came in", columns, [("one", "one.txt", "3")], numbers=("turns",))
    assert "| one        | one.txt |     3 |" in capsys.readouterr().out


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_no_word_is_broken_in_tables_and_headings(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = "Better interprofessional understanding of things (not_achieved_at_all)"
    talk = "some words here that are rather long indeed and go on"
    show_table("T", ("id", "Outcome", "Said", "Then", ""), [("abcdefgh", outcome, talk, talk, "")])
    show_table("T", ("What", "Said"), [(f"{outcome} because of nothing that anybody could (achieved)", talk)])
    lines = re.sub(r"\x1b\[\d*m", "", capsys.readouterr().out).splitlines()
    assert max(map(len, lines)) <= width
    words = {word for line in lines for word in line.replace("|", " ").split()}
    assert {"(not_achieved_at_all)", "interprofessional", "(achieved)", "abcdefgh"} <= words
