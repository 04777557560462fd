"""Packs and the local page over a study. Each name is loaded when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realist_eval.workshop.after import Closed as Closed
    from realist_eval.workshop.after import close as close
    from realist_eval.workshop.collecting import Collected as Collected
    from realist_eval.workshop.collecting import collect as collect
    from realist_eval.workshop.consensus import Rule as Rule
    from realist_eval.workshop.making import pack as pack
    from realist_eval.workshop.plan import Wanted as Wanted
    from realist_eval.workshop.plan import only_name as only_name
    from realist_eval.workshop.proposals import accept as accept
    from realist_eval.workshop.serving import Ready as Ready
    from realist_eval.workshop.serving import serve as serve

_HOMES = {
    "Closed": "after",
    "close": "after",
    "Collected": "collecting",
    "collect": "collecting",
    "Rule": "consensus",
    "pack": "making",
    "Wanted": "plan",
    "only_name": "plan",
    "accept": "proposals",
    "Ready": "serving",
    "serve": "serving",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Import the module that holds a public name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
