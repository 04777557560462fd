"""Where a study stands: what is in it, what is decided and by whom; and what an audit asks of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from realist_eval import __version__
from realist_eval.codebook.words import many
from realist_eval.errors import InputError, Problem
from realist_eval.model import Codebook, Coding, Suggestions, Transcript
from realist_eval.study.material import Reader
from realist_eval.study.recoding import stale
from realist_eval.study.rippling import judged

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
    uncoded: int  # turns of participants in which nobody has coded anything
    new_codes: int  # codes that no source before it has, in the order of the ids


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
    stale: int
    ripples: dict[str, int]  # confirmed and rejected
    problems: list[Problem] = field(default_factory=list)


def status_of(study: Study) -> Status:
    """Count; faults in the codebook or the logs are listed, not raised."""
    state = study.state  # first: it finishes what a power cut left undone
    problems, codebook = study.problems, None
    try:
        codebook = study.codebook()
    except InputError as error:
        problems.extend(error.problems)
    rows: list[TranscriptStatus] = []
    seen: set[str] = set()
    for transcript in study.transcripts():
        made = study.suggestions(transcript) if codebook else None
        rows.append(_row(study, transcript, made, seen))
    return Status(
        title=study.title,
        folder=str(study.layout.root),
        coder=study.coder,
        transcripts=tuple(rows),
        codes=None if codebook is None else len(codebook.codes),
        coders=state.coders(),
        verdicts=_counted(one.status for one in state.verdicts()),
        contested=len(state.contested()),
        stale=0 if codebook is None else len(stale(state, codebook)),
        ripples=_counted(one.payload.verdict for one in judged(state).values()),
        problems=problems,
    )


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _row(study: Study, one: Transcript, made: Suggestions | None, seen: set[str]) -> TranscriptStatus:
    reader = Reader(study.state, {one.id: one})
    left = made and reader.undecided(made)
    codings, links = reader.decided()
    new = {coding.code for coding in codings} - seen
    seen |= new
    return TranscriptStatus(
        id=one.id,
        source=one.source,
        kind=one.kind,
        case=", ".join(_cases(one)),
        turns=len(one.turns),
        words=len(one.text.split()),
        suggested=_size(made),
        undecided=_size(left),
        decided=len(codings) + len(links),
        uncoded=_uncoded(one, codings),
        new_codes=len(new),
    )


def _size(made: Suggestions | None) -> int | None:
    return None if made is None else len(made.codings) + len(made.configurations)


def _uncoded(transcript: Transcript, codings: Iterable[Coding]) -> int:
    spans = [coding.span for coding in codings]
    turns = [turn for turn in transcript.turns if turn.part == "participant"]
    return sum(not any(turn.span.overlaps(span) for span in spans) for turn in turns)


def _cases(transcript: Transcript) -> list[str]:
    people = (speaker.case for speaker in transcript.speakers if speaker.part != "interviewer")
    return [transcript.case] if transcript.case else sorted(set(filter(None, people)))


# ------------------------------------------------------------ for reports


def facts(study: Study, codebook: Codebook, missing: int, *, include_suggestions: bool) -> dict[str, str]:
    """Facts by name; what is not known is left out. Dates are the decisions', never the clock's.

    `missing`: how many codings have lost their words.
    """
    state = study.state
    counted = Counter(one.status for one in state.verdicts())
    left_out = {
        "Waiting to be adjudicated, left out": len(state.contested()),
        "Without words since a source changed, left out": missing,
    }
    said = {
        "Tool": f"realist-eval {__version__}",
        "Coders": ", ".join(f"{name} ({many(count, 'decision')})" for name, count in state.coders().items()),
        "Suggestions": "included, marked as not reviewed" if include_suggestions else "left out",
        **{words: str(count) for words, count in left_out.items() if count},
        "Date": state.events[state.last].at[:10] if state.events else "",
        "Questions": "; ".join(study.config.questions),
        "Codebook": f"{codebook.title}, version {codebook.version}",
        "Decisions": ", ".join(f"{number} {status}" for status, number in sorted(counted.items())),
        **_rounds(study),
    }
    always = ("Tool", "Coders", "Suggestions")
    return {name: fact for name, fact in said.items() if fact or name in always}


def _rounds(study: Study) -> dict[str, str]:
    from realist_eval.study.agreeing import rounds

    found = {}
    for one in rounds(study):
        said = ((name.replace("_", " "), value) for name, value in one.headline.items())
        figures = ", ".join(f"{name} {'undefined' if v is None else f'{v:.2f}'}" for name, v in said)
        found[f"Agreement in round {one.round}"] = f"{', '.join(one.coders)}: {figures}"
    return found
