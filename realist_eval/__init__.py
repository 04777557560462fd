"""realist-eval: from interview transcripts to context-mechanism-outcome matrices, offline."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("realist-eval")
except PackageNotFoundError:  # run from a checkout without being installed
    __version__ = "0.0.0"
