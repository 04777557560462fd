"""Files as received to transcripts with turns and speakers."""

from realist_eval.importer.formats import SUFFIXES
from realist_eval.importer.participants import Participants, Person, join_participants, read_participants
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
    "Participants",
    "Person",
    "Profile",
    "Reading",
    "continuations",
    "find_sources",
    "interviews_in",
    "join_participants",
    "read_file",
    "read_participants",
    "read_text",
    "split",
]
