"""Other people's files against expectations established by hand."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from realist_eval.cli.read import as_json
from realist_eval.importer import read_file

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
EXPECTED = SHARED / "transcripts" / "expected.jsonl"
ROWS = (
    [json.loads(line) for line in EXPECTED.read_text(encoding="utf-8").splitlines()]
    if EXPECTED.exists()
    else []
)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not ROWS, reason="the measuring data is not beside the checkout"),
]


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    path = SHARED / "score" / "score_import.py"
    spec = importlib.util.spec_from_file_location("score_import", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_file_is_read_as_expected(row: dict[str, Any], scorer: ModuleType) -> None:
    path = EXPECTED.parent / row["file"]
    got = json.loads(json.dumps(as_json(read_file(path), path)))
    assert scorer.faults(row, got) == []
