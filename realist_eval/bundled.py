"""Finds the codebooks and the sample study, in an installed wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    installed = _HERE / "_bundled" / name
    return installed if installed.is_dir() else _HERE.parent / name


def codebooks() -> dict[str, Path]:
    """The starter codebooks by name: `generic_realist` to its path."""
    return {path.stem: path for path in sorted(_folder("codebooks").glob("*.yaml"))}


def sample_study() -> Path:
    """The folder of invented transcripts that demo, docs and tests use."""
    return _folder("transcripts_sample")
