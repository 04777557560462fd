"""Reports of one small study, as they are meant to look; `UPDATE_GOLDEN=1 pytest` writes them anew."""

import os
import re
from pathlib import Path

import pytest
from words_and_codes import three_interviews

from realist_eval.reporter import Plan, build_report, write_report

GOLDEN = Path(__file__).parent / "golden"
SECTIONS = ("methods", "matrix", "outcomes", "deviant", "ripples", "theories", "quotations", "audit")


def written(folder, name):
    plan = Plan(sections=SECTIONS, attribution="role and case")
    report = build_report(three_interviews("suggested").material(), plan)
    path = write_report(report, folder / f"report.{name}", name)
    if name != "csv":
        return path.read_text("utf-8")
    return "\n".join(f"== {part.name}\n{part.read_text('utf-8-sig')}" for part in sorted(path.glob("*.csv")))


def scrubbed(text):
    """Without hashes, the page's own style and script, and the drawings."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "HASH", text)
    return re.sub(r"<(style|script|svg)\b.*?</\1>", r"<\1/>", text, flags=re.DOTALL).replace("\r\n", "\n")


@pytest.mark.parametrize("name", ["md", "json", "csv", "html", "latex", "graphml", "dot", "mermaid"])
def test_a_report_looks_as_it_did(tmp_path, name):
    found = scrubbed(written(tmp_path, name))
    golden = GOLDEN / f"report.{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text("utf-8")
