"""Files as received to transcripts with turns and speakers."""

from realist_eval.importer.formats import SUFFIXES
from realist_eval.importer.profile import Profile
from realist_eval.importer.read import (
    Reading,
    continuations,
    find_sources,
    interviews_in,
    read_file,
    read_text,
    split,
)

__all__ = [
    "SUFFIXES",
    "Profile",
    "Reading",
    "continuations",
    "find_sources",
    "interviews_in",
    "read_file",
    "read_text",
    "split",
]
