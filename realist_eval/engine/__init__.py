"""Transcript and codebook to suggestions; the only user of spaCy.

Each name is loaded when it is first used: numpy and spaCy stay out of `import realist_eval.engine`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realist_eval.engine.evaluate import load_gold as load_gold
    from realist_eval.engine.rows import tag_row as tag_row
    from realist_eval.engine.suggester import CausationCoder as CausationCoder
    from realist_eval.engine.suggester import Suggester as Suggester

_HOMES = {
    "CausationCoder": "suggester",
    "Suggester": "suggester",
    "load_gold": "evaluate",
    "tag_row": "rows",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Import the module that holds a public name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
