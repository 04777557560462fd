"""Transcript and codebook to suggestions; the only user of spaCy.

Each name is loaded when it is first used: numpy and spaCy stay out of `import realist_eval.engine`.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realist_eval.engine.evaluate import evaluate_gold as evaluate_gold
    from realist_eval.engine.evaluate import load_gold as load_gold
    from realist_eval.engine.learn import Ranking as Ranking
    from realist_eval.engine.learn import apply_ranking as apply_ranking
    from realist_eval.engine.learn import learn_ranking as learn_ranking
    from realist_eval.engine.learn import learning_curve as learning_curve
    from realist_eval.engine.rows import tag_row as tag_row
    from realist_eval.engine.suggester import CausationCoder as CausationCoder
    from realist_eval.engine.suggester import Suggester as Suggester

_HOMES = {
    "CausationCoder": "suggester",
    "Suggester": "suggester",
    "evaluate_gold": "evaluate",
    "load_gold": "evaluate",
    "Ranking": "learn",
    "apply_ranking": "learn",
    "learn_ranking": "learn",
    "learning_curve": "learn",
    "tag_row": "rows",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Import the module that holds a public name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # before numpy: the parser is slower with several threads
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
