"""The study folder: the only writer of user data. Each name is loaded when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realist_eval.study.facade import Study as Study
    from realist_eval.study.fold import State as State
    from realist_eval.study.fold import fold as fold
    from realist_eval.study.sources import Imported as Imported
    from realist_eval.study.status import Status as Status

_HOMES = {"Study": "facade", "State": "fold", "fold": "fold", "Imported": "sources", "Status": "status"}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Import the module that holds a public name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
