"""The terminal screen over a study. Each name is loaded when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realist_eval.review.desk import Desk as Desk
    from realist_eval.review.screen.app import run_review as run_review
    from realist_eval.review.session import Session as Session

_HOMES = {"Desk": "desk", "Session": "session", "run_review": "screen.app"}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Import the module that holds a public name; only `run_review` loads the screen's library."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
