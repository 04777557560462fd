"""`review` where there is no terminal: a clear message, and nothing touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from realist_eval.cli.main import main


def test_without_a_terminal_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path / "study"), "--coder", "ana"]).exit_code == 0
    monkeypatch.chdir(tmp_path / "study")
    before = sorted(tmp_path.rglob("*"))
    done = CliRunner().invoke(main, ["review"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "needs a terminal" in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_its_help_has_an_example() -> None:
    done = CliRunner().invoke(main, ["review", "--help"])
    assert done.exit_code == 0
    assert "realist-eval review interview-3" in done.stdout
