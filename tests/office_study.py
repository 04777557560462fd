"""A small study of one talk, for tests of what several coders make of it."""

from __future__ import annotations

from pathlib import Path

from realist_eval.study import Study

CODEBOOK = """version: 1
title: Small
codes:
- {id: con.office, kind: context, label: Shared office, definition: A place together.}
- {id: mec.trust, kind: mechanism, label: Trust, definition: People trust., expected: enabling}
- {id: mec.fear, kind: mechanism, label: Fear, definition: People fear.}
"""
TALK = """Interviewer: What changed?
Ana: We had a shared office. Then we trusted each other.
Interviewer: And then?
Ana: Some of them came back.
"""


def office_study(folder: Path, coder: str) -> Study:
    """The study, begun by this coder."""
    (folder / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "one.txt").write_text(TALK, encoding="utf-8")
    made = Study.create(folder / "study", codebook=folder / "book.yaml", coder=coder)
    made.import_sources([folder / "one.txt"])
    return made
