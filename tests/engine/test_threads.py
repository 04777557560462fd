"""The parser gets one thread of arithmetic, however the engine is reached."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = "import os; print(os.environ.get('OPENBLAS_NUM_THREADS'), 'numpy' in __import__('sys').modules)"


@pytest.mark.parametrize(
    "reach",
    [
        "import realist_eval.engine as e; e.CausationCoder",
        "from realist_eval.cli.main import main; main.get_command(None, 'tag')",
    ],
)
def test_one_thread_is_asked_for(reach):
    clean = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", f"{reach}; {ASK}"], env=clean, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[0] == "1"


def test_importing_the_engine_alone_loads_no_numpy():
    done = subprocess.run(
        [sys.executable, "-c", f"import realist_eval.engine; {ASK}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[1] == "False"
