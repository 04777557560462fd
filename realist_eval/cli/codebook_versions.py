"""Codebooks by what people call them: a file, a bundled one, or a version of a study by hash or date."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from realist_eval.cli.options import codebook_path

if TYPE_CHECKING:
    from realist_eval.model import Codebook
    from realist_eval.study import Study

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HASH = re.compile(r"[0-9a-f]{4,64}")


def either(old: str, new: str, folder: Path) -> tuple[Codebook, Codebook, dict[str, str]]:
    """Both codebooks, and what the study's log says of codes renamed since; raises InputError."""
    study = _study(folder)
    return _codebook(old, study), _codebook(new, study), study.state.renamed() if study else {}


def _study(folder: Path) -> Study | None:
    from realist_eval.errors import StudyError
    from realist_eval.study import Study

    try:
        return Study.open(folder)
    except StudyError:
        if folder != Path():
            raise
        return None  # two files can be compared anywhere


def _codebook(name: str, study: Study | None) -> Codebook:
    from realist_eval.codebook import load_codebook, parse_codebook

    path = Path(name)
    if not path.is_file() and (_DATE.fullmatch(name) or _HASH.fullmatch(name)) and study is not None:
        sha = _version(name, study)
        return parse_codebook(study.settling.versions.get(sha).decode("utf-8-sig"), f"versions/{sha[:12]}")
    if name == "codebook.yaml" and not path.is_file() and study is not None:
        return study.codebook()
    return load_codebook(codebook_path(name))


def _version(name: str, study: Study) -> str:
    """The SHA-256 of a version by its beginning, or of the one that stood at the end of a day."""
    from realist_eval.errors import Problem, StudyError
    from realist_eval.study.recoding import versions

    known = versions(study)
    if _DATE.fullmatch(name):
        found = [one.sha for one in known if one.at[:10] <= name][-1:]
    else:
        found = list(dict.fromkeys(one.sha for one in known if one.sha.startswith(name)))
    if len(found) == 1:
        return found[0]
    days = ", ".join(f"{one.at[:10]} {one.sha[:12]}" for one in known)
    hint = f"Versions: {days or 'none noted yet: realist-eval code note'}."
    raise StudyError(Problem(f"The study has no version “{name}” of its codebook.", hint=hint))
