"""A small study of one talk, for tests of what several coders make of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from realist_eval.study import Study, joining, replacing

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


TRUST = "version: 1\ntitle: S\ncodes:\n- {id: mec.trust, kind: mechanism, label: Trust, definition: x}\n"


def office_study(folder: Path, coder: str = "ana", talk: str = TALK, codebook: str = CODEBOOK) -> Study:
    """The study, begun by this coder; `one.txt` and `book.yaml` lie beside it."""
    (folder / "book.yaml").write_text(codebook, encoding="utf-8")
    (folder / "one.txt").write_text(talk, encoding="utf-8")
    made = Study.create(folder / "study", codebook=folder / "book.yaml", coder=coder)
    made.import_sources([folder / "one.txt"])
    return made


def contents(folder: Path, without: Iterable[str] = ()) -> dict[str, bytes]:
    """Every file by its path, but for locks and what lies in folders of these names."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if path.parent.name not in set(without) and not path.name.endswith(".lock")
    }


def quotes(study: Study) -> list[str]:
    """The words of what stands, in order."""
    material = study.material()
    return [material.transcripts[coding.transcript].quote(coding.span) for coding in material.codings]


def joined(one: Study, other: Study) -> joining.Plan:
    """Bring what the other copy has into one."""
    planned = joining.plan(one, other.layout.root)
    joining.carry_out(one, planned)
    return planned


def corrected(study: Study, path: Path, text: str) -> None:
    """Put a corrected text in the place of a transcript."""
    path.write_text(text, encoding="utf-8")
    replacing.carry_out(study, replacing.plan(study, path))
