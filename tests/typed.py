"""Commands as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from realist_eval.cli.main import main


def run(*words: str | Path, code: int = 0, typed: str = "") -> Result:
    """Run a command to its end, which must be `code`; `typed` is what it is answered."""
    result = CliRunner().invoke(main, [str(word) for word in words], input=typed)
    assert result.exit_code == code, result.output
    return result


def begin(folder: Path, monkeypatch: pytest.MonkeyPatch, codebook: str, talk: str = "") -> None:
    """Begin a study of Ana's in `folder`, beside its codebook and one.txt, and go there."""
    monkeypatch.setenv("REALIST_EVAL_DEVICE", "desk")
    monkeypatch.delenv("REALIST_EVAL_CODER", raising=False)
    (folder / "book.yaml").write_text(codebook, encoding="utf-8")
    (folder / "one.txt").write_text(talk, encoding="utf-8")
    words = ("--title", "Small", "--codebook", folder / "book.yaml", "--coder", "ana")
    run("init", folder / "study", *words)
    monkeypatch.chdir(folder / "study")
