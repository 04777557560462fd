"""YAML to Codebook and back; problems carry file and line.

Each name is loaded when it is first used, so that `import realist_eval.codebook` loads neither pydantic nor
ruamel.yaml.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realist_eval.codebook.diff import compare as compare
    from realist_eval.codebook.diff import told as told
    from realist_eval.codebook.dump import dump_codebook as dump_codebook
    from realist_eval.codebook.indicators import read_indicator as read_indicator
    from realist_eval.codebook.load import load_codebook as load_codebook
    from realist_eval.codebook.load import parse_codebook as parse_codebook
    from realist_eval.codebook.outlines import outline as outline
    from realist_eval.codebook.schema import json_schema as json_schema
    from realist_eval.codebook.substance import lines_of as lines_of
    from realist_eval.codebook.substance import lint as lint

_NAMES = {  # module: what it holds
    "diff": ("compare", "told"),
    "dump": ("dump_codebook",),
    "indicators": ("read_indicator",),
    "load": ("load_codebook", "parse_codebook"),
    "outlines": ("outline",),
    "schema": ("json_schema",),
    "substance": ("lint", "lines_of"),
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Import the module that holds a public name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
