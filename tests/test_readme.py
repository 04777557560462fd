"""The README's commands are run as they stand, but for the two that install."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def environment(folder: Path) -> dict[str, str]:
    """The same environment, with a `realist-eval` on the path that runs this Python's package."""
    command = folder / "bin" / "realist-eval"
    command.parent.mkdir()
    command.write_text(
        f"#!{sys.executable}\nfrom realist_eval.cli.main import main\nmain(prog_name='realist-eval')\n"
    )
    command.chmod(0o755)
    return {**os.environ, "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"}


def test_there_are_two_install_lines_of_one_line_each() -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("pip install")]
    assert lines == ["pip install . && realist-eval demo", "pip install '.[dev]' && pytest"]


def test_the_five_commands_do_what_the_readme_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "transcripts_sample", tmp_path / "transcripts_sample")
    script = next(block for block in blocks("sh") if "realist-eval init" in block)
    run = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, env=environment(tmp_path)
    )
    assert run.returncode == 0, run.stderr
    assert "suggested, not reviewed" in run.stdout
    written = {path.suffix for path in (tmp_path / "my-study" / "reports").rglob("*") if path.is_file()}
    assert {".docx", ".xlsx", ".csv", ".md", ".html", ".json"} <= written


def test_the_python_example_runs(tmp_path: Path) -> None:
    (code,) = blocks("python")
    shutil.copytree(ROOT / "transcripts_sample", tmp_path / "transcripts_sample")
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip()


def test_links_to_files_of_the_project_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
