import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "spacy",
    "pandas",
    "numpy",
    "sklearn",
    "docx",
    "openpyxl",
    "pydantic",
    "ruamel",
    "textual",
    "rich.table",
}


def loaded_by(code: str) -> set[str]:
    ending = "\nimport sys; print('LOADED', *sys.modules)"
    run = subprocess.run([sys.executable, "-c", code + ending], capture_output=True, text=True, check=True)
    return set(run.stdout.rpartition("LOADED ")[2].split())


def test_help_loads_nothing_heavy() -> None:
    code = "from realist_eval.cli.main import main\nmain(['--help'], standalone_mode=False)"
    assert not HEAVY & loaded_by(code)


def test_the_library_loads_nothing_heavy_until_it_is_used() -> None:
    assert not HEAVY & loaded_by("import realist_eval")


@pytest.mark.parametrize("arguments", [["--help"], ["read", "--help"], ["codebook", "check", "--help"]])
def test_cli_py_does_the_same_as_the_command(arguments: list[str]) -> None:
    script = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments], capture_output=True, text=True, check=True
    )
    code = f"from realist_eval.cli.main import main; main({arguments!r}, prog_name='cli.py')"
    command = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert script.stdout == command.stdout
    assert "Usage" in script.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_knows_the_commands(shell: str) -> None:
    code = "from realist_eval.cli.main import main; main(prog_name='realist-eval')"
    environment = {"_REALIST_EVAL_COMPLETE": f"{shell}_source", "PATH": "/usr/bin:/bin"}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert "realist_eval_completion" in run.stdout or "realist-eval" in run.stdout
    typed = {"COMP_WORDS": "realist-eval sug", "COMP_CWORD": "1", "_REALIST_EVAL_COMPLETE": "bash_complete"}
    offered = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=typed, check=True
    )
    assert "suggest" in offered.stdout
