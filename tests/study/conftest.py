"""No test waits for the disk (whether every sync is there is tried in test_kills.py); all sit at one desk."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def no_waiting() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: None)
        patch.setenv("REALIST_EVAL_DEVICE", "desk")
        yield
