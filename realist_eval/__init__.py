"""realist-eval: from interview transcripts to context-mechanism-outcome matrices, offline.

Everything that the commands do can be done from Python: `from realist_eval import run, load_codebook`.
Names are loaded when they are first used, so that importing the package is quick.
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realist_eval.analysis import counts, patterns, select
    from realist_eval.codebook import load_codebook
    from realist_eval.engine import CausationCoder
    from realist_eval.errors import RealistEvalError
    from realist_eval.importer import read_file
    from realist_eval.model import Codebook, Coding, Configuration, Material, Transcript
    from realist_eval.pipeline import read_all, run, tag
    from realist_eval.reporter import write_all
    from realist_eval.study import Study

try:
    __version__ = version("realist-eval")
except PackageNotFoundError:  # run from a checkout without being installed
    __version__ = "0.0.0"

__all__ = [
    "CausationCoder",
    "Codebook",
    "Coding",
    "Configuration",
    "Material",
    "RealistEvalError",
    "Study",
    "Transcript",
    "counts",
    "load_codebook",
    "patterns",
    "read_all",
    "read_file",
    "run",
    "select",
    "tag",
    "write_all",
]

_ROOMS = {  # name: the room it lives in
    "CausationCoder": "engine",
    "Codebook": "model",
    "Coding": "model",
    "Configuration": "model",
    "Material": "model",
    "RealistEvalError": "errors",
    "Study": "study",
    "Transcript": "model",
    "counts": "analysis",
    "load_codebook": "codebook",
    "patterns": "analysis",
    "read_all": "pipeline",
    "read_file": "importer",
    "run": "pipeline",
    "select": "analysis",
    "tag": "pipeline",
    "write_all": "reporter",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its room."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    """The public names."""
    return [*__all__, "__version__"]
