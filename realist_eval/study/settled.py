"""What people decided differently, and how it is settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from realist_eval.errors import Problem, StudyError
from realist_eval.study import events as ev
from realist_eval.study import finding
from realist_eval.study.fold import Standing
from realist_eval.study.material import Reader
from realist_eval.study.telling import described

if TYPE_CHECKING:
    from realist_eval.study.facade import Study


@dataclass(frozen=True)
class Side:
    """One of the decisions on a contested coding."""

    target: str
    event: str
    coder: str
    words: str
    quote: str
    memo: str


def waiting(study: Study) -> Iterator[Side]:
    """Every decision on everything that people decided differently."""
    contested = study.state.contested()
    names = {one.fact.transcript for standing in contested.values() for one in standing if one.fact}
    known = set(study.ids())
    reader = Reader(study.state, {name: study.transcript(name) for name in names & known})
    for target, standing in contested.items():
        for one in standing:
            yield _side(target, one, reader)


def adjudicate(study: Study, name: str, choice: str, rationale: str) -> None:
    """Let one decision stand (an event's id), or none of them ("none"); raises StudyError."""
    contested = study.state.contested()
    targets = [target for target in contested if target.startswith(name)]
    if len(targets) != 1:
        hint = "`realist-eval adjudicate` lists what waits."
        raise StudyError(Problem(f"“{name}” is not one thing that waits to be adjudicated.", hint=hint))
    standing = contested[targets[0]]
    chosen = None
    if choice != "none":
        chosen = finding.event_id([one.event.id for one in standing], choice)
    fact = next(one.fact for one in standing if one.fact is not None)
    study.record(study.deciding(fact.transcript).adjudicate(targets[0], chosen, rationale))


def _side(target: str, one: Standing, reader: Reader) -> Side:
    fact = one.fact
    quote = ""
    if isinstance(fact, ev.CodingFact) and fact.transcript in reader.transcripts:
        transcript = reader.transcripts[fact.transcript]
        here = reader.place(fact, transcript)
        quote = transcript.quote(here) if here else ""
    return Side(target, one.event.id, one.coder, f"{one.status} {described(fact)}", quote, one.memo)
