"""Versions of the codebook, and what has changed between two of them, in words a workshop can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from realist_eval.errors import Problem, StudyError
from realist_eval.model import Code, Codebook
from realist_eval.study import events as ev
from realist_eval.study import files, finding, recoding
from realist_eval.study.fold import CODEBOOK, renames
from realist_eval.study.ids import sha256

if TYPE_CHECKING:
    from realist_eval.study.facade import Study

_TEXTS = {
    "label": "label",
    "kind": "kind",
    "definition": "definition",
    "include": "what it includes",
    "exclude": "what it excludes",
    "level": "level",
    "theme": "theme",
    "expected": "expected valence",
    "resource": "resource",
    "reasoning": "reasoning",
}


@dataclass(frozen=True)
class Version:
    """A codebook as it was after a change."""

    sha: str
    at: str
    coder: str
    what: str
    reason: str


def versions(study: Study) -> list[Version]:
    """Every version that the log knows, oldest first."""
    found = []
    for event in study.state.recodes():
        if isinstance(event, ev.Recode):
            into = f" into {', '.join(event.payload.into)}" if event.payload.into else ""
            what = "edited" if isinstance(event, ev.Edit | ev.Change) else f"{event.op} {event.target}{into}"
            found.append(Version(event.payload.after, event.at, event.coder, what, event.payload.reason))
    return found


def note(study: Study, reason: str) -> bool:
    """Keep the codebook as it is now as a version; False where it has not changed since the last one."""
    study.codebook()
    before = len(study.state.recodes())
    with files.locked(study.layout.lock):
        recoding.note_edits(study, reason)
    return len(study.state.recodes()) > before


def diff(study: Study, version: str = "") -> list[str]:
    """What has changed since a version (the beginning of its SHA-256; or else the first), in words."""
    from realist_eval.codebook import parse_codebook

    events = [event for event in study.state.recodes() if isinstance(event, ev.Recode)]
    if not events:
        hint = "Note one first: realist-eval code note"
        raise StudyError(Problem("No version of the codebook was noted yet.", CODEBOOK, hint=hint))
    known = [event.payload.after for event in events]
    sha = finding.event_id(known, version) if version else known[0]
    data = study.settling.versions.get(sha)
    if sha256(study.layout.codebook.read_bytes()) == sha:
        return []
    since = events[known.index(sha) + 1 :]
    old = parse_codebook(data.decode("utf-8-sig"), f"versions/{sha[:12]}")
    return list(changes(old, study.codebook(), renames(since)))


def changes(old: Codebook, new: Codebook, renamed: Mapping[str, str]) -> Iterator[str]:
    """Two codebooks compared code by code; `renamed` leads from old ids to new ones."""
    for code in old.codes:
        now = new.by_id.get(code.id) or new.by_id.get(renamed.get(code.id, ""))
        if now is None:
            yield f"“{code.label}” ({code.id}) was dropped."
            continue
        if code.id != now.id:
            yield f"“{code.label}” ({code.id}) is now called {now.id}."
        yield from _of_code(code, now)
    known = {code.id for code in old.codes} | set(renamed.values())
    for code in new.codes:
        if code.id not in known:
            yield f"New: “{code.label}” ({code.id}), a {code.kind}. {code.definition}".rstrip()


def _of_code(old: Code, new: Code) -> Iterator[str]:
    name = f"“{new.label}” ({new.id})"
    if new.retired and not old.retired:
        yield f"{name} is no longer used."
    for field, words in _TEXTS.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield f"{name}: the {words} was “{before}”, and is now “{after}”."
    come, gone = set(new.indicators) - set(old.indicators), set(old.indicators) - set(new.indicators)
    if come:
        yield f"{name}: new words to look for: {', '.join(sorted(come))}."
    if gone:
        yield f"{name}: words no longer looked for: {', '.join(sorted(gone))}."
    if old.parent != new.parent:
        yield f"{name}: it belonged to {old.parent or 'none'}, and now to {new.parent or 'none'}."
