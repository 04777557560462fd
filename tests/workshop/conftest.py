from collections.abc import Iterator
from pathlib import Path

import pytest
from rooms import Server, make_study

from realist_eval.study import Study
from realist_eval.workshop import Rule, Wanted, pack


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A decided study with a workshop W1 whose results need two votes."""
    made = make_study(tmp_path)
    pack(made, "W1", Wanted(), Rule(quorum=2))
    return made


@pytest.fixture
def server(study: Study) -> Iterator[Server]:
    with Server(study.layout.root) as running:
        yield running
