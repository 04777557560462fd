"""Where a study stands: what is in it, what was suggested, what is decided and by whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from realist_eval.errors import InputError, Problem
from realist_eval.model import Transcript

if TYPE_CHECKING:
    from realist_eval.study.facade import Study


@dataclass(frozen=True)
class TranscriptStatus:
    """One transcript at a glance; `suggested` is None where the engine has to run again."""

    id: str
    source: str
    kind: str
    case: str
    turns: int
    words: int
    suggested: int | None
    undecided: int | None
    decided: int


@dataclass(frozen=True)
class Status:
    """A study at a glance."""

    title: str
    folder: str
    coder: str
    transcripts: tuple[TranscriptStatus, ...]
    codes: int | None  # None where the codebook has faults
    coders: dict[str, int]
    verdicts: dict[str, int]
    contested: int
    problems: list[Problem] = field(default_factory=list)


def status_of(study: Study) -> Status:
    """Count; faults in the codebook or the logs are listed, not raised."""
    problems = study.problems
    codes = None
    try:
        codes = len(study.codebook().codes)
    except InputError as error:
        problems.extend(error.problems)
    state = study.state
    standing = list(state.verdicts())
    by_transcript = Counter(
        one.fact.transcript for one in standing if one.fact is not None and one.status != "rejected"
    )
    rows = [
        _row(study, name, by_transcript[name], with_suggestions=codes is not None) for name in study.ids()
    ]
    return Status(
        title=study.title,
        folder=str(study.layout.root),
        coder=study.coder,
        transcripts=tuple(rows),
        codes=codes,
        coders=state.coders(),
        verdicts=dict(sorted(Counter(one.status for one in standing).items())),
        contested=len(state.contested()),
        problems=problems,
    )


def _row(study: Study, name: str, decided: int, *, with_suggestions: bool) -> TranscriptStatus:
    transcript = study.transcript(name)
    made = study.suggestions(transcript) if with_suggestions else None
    left = study.undecided(transcript) if with_suggestions else None
    return TranscriptStatus(
        id=name,
        source=transcript.source,
        kind=transcript.kind,
        case=", ".join(_cases(transcript)),
        turns=len(transcript.turns),
        words=len(transcript.text.split()),
        suggested=None if made is None else len(made.codings) + len(made.configurations),
        undecided=None if left is None else len(left.codings) + len(left.configurations),
        decided=decided,
    )


def _cases(transcript: Transcript) -> list[str]:
    """The case of a source, or those of its speakers."""
    people = (speaker.case for speaker in transcript.speakers if speaker.part != "interviewer")
    return [transcript.case] if transcript.case else sorted(set(filter(None, people)))
