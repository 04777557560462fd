"""A short version of benchmarks/kills.py: nothing acknowledged is lost, nothing corrupt."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from realist_eval.study import files

PLACE = Path(__file__).resolve().parents[2] / "benchmarks" / "kills.py"
pytestmark = pytest.mark.skipif(not PLACE.exists(), reason="benchmarks/ is not part of the wheel")


@pytest.fixture(scope="module")
def trials() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kills", PLACE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["kills"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def start(trials: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trials.build(tmp_path_factory.mktemp("kills"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_nothing_is_lost_when_the_program_is_killed(trials: ModuleType, start: Path) -> None:
    assert [found for _, _, found in trials.kills(start, 14, seed=7) if found] == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_what_the_screen_showed_as_decided_is_there_when_it_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(PLACE.parents[1])
    from benchmarks import screen_kills

    found = list(screen_kills.kills(screen_kills.begin(tmp_path), 3, seed=3, longest=1.5))
    assert [faults for *_, faults in found if faults] == []
    assert max(shown for _, shown, _ in found) > 5


@pytest.mark.parametrize("kind", ["deciding", "reviewing", "importing", "merging", "replacing", "recoding"])
def test_nothing_is_lost_by_a_power_cut(trials: ModuleType, start: Path, kind: str) -> None:
    assert [found for _, _, found in trials.power_cuts(start, [kind], every=9) if found] == []


@pytest.mark.parametrize("kind", ["deciding", "merging", "replacing"])
def test_a_full_disk_is_an_error_and_the_study_stays_sound(
    trials: ModuleType, start: Path, kind: str
) -> None:
    assert [found for _, _, found in trials.full_disks(start, [kind], every=5) if found] == []


def test_the_trial_of_power_cuts_notices_a_missing_sync(
    trials: ModuleType, start: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials.Recorder, "fsync", lambda *_: None)
    assert any(found for _, _, found in trials.power_cuts(start, ["deciding"]))


def test_the_trial_of_power_cuts_notices_a_file_written_in_place(
    trials: ModuleType, start: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_place(path: Path, data: bytes, *, durable: bool = True) -> None:
        files.make_folder(path.parent)
        files._write_whole(path, data, durable=durable)

    monkeypatch.setattr(files, "write_atomic", in_place)
    assert any(found for _, _, found in trials.power_cuts(start, ["recoding"]))
