"""A mechanism's resource and reasoning stand apart in the matrix on paper, verbatim."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from realist_eval.cli.main import main

CODES = """title: B
codes:
- {id: ctx.money, kind: context, label: Money cut, definition: The grant is cut., indicators: [grant was cut]}
- {id: mec.trust, kind: mechanism, label: Trust, definition: People feel trusted., indicators: [felt trusted]}
- {id: out.stay, kind: outcome, label: Staying, definition: People stay., indicators: [everybody stayed]}
"""
TALK = """Interviewer: What happened then?
Ana: Because they gave us the keys, we felt trusted. So everybody stayed.
Interviewer: Anything else?
Ana: No, that was all of it.
"""


def test_the_matrix_in_word_and_markdown_tells_them_apart(tmp_path: Path) -> None:
    from docx import Document

    (tmp_path / "book.yaml").write_text(CODES, encoding="utf-8")
    (tmp_path / "one.txt").write_text(TALK, encoding="utf-8")
    files = [str(tmp_path / name) for name in ("one.txt", "book.yaml", "out")]
    words = ["run", files[0], "-c", files[1], "-o", files[2], "--format", "md", "--format", "docx"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "resource: “they gave us the keys”<br>reasoning: “we felt trusted”" in report
    document = Document(str(tmp_path / "out" / "report.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any(
        "resource: “they gave us the keys”" in text and "reasoning: “we felt trusted”" in text
        for text in cells
    )
