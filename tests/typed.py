"""Commands as a person types them."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from realist_eval.cli.main import main


def run(*words: str | Path, code: int = 0, typed: str = "") -> Result:
    """Run a command to its end, which must be `code`; `typed` is what it is answered."""
    result = CliRunner().invoke(main, [str(word) for word in words], input=typed)
    assert result.exit_code == code, result.output
    return result
