"""What a study's own decisions taught: one JSON file of plain numbers that may be read, and dropped.

`learned.json` holds a change of log-odds a code and a kind, never anybody's words. It is laid over the
engine's suggestions when they are read, so that the engine's own scores stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from realist_eval.errors import InputError
from realist_eval.model import Coding, Reason
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.fold import State

if TYPE_CHECKING:
    from realist_eval.engine import Ranking

FILE = "learned.json"
LEAST = 10  # decisions below which nothing is learned


def load(root: Path) -> Ranking | None:
    """What was learned, or None; raises InputError where the file is something else."""
    from realist_eval.engine import Ranking

    path = root / FILE
    try:
        return Ranking.from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, OSError, OverflowError, RecursionError) as error:
        hint = "Drop it with: realist-eval suggest --forget-learned"
        raise InputError("this is not what `suggest --learn` writes.", path.name, hint=hint) from error


def learn(root: Path, state: State, made: Mapping[str, Coding]) -> Ranking:
    """Learn from every decision on a suggested coding, and keep it; `made` are the engine's own by id."""
    from realist_eval.engine import learn_ranking

    decided = list(decisions(state, made))
    if len(decided) < LEAST:
        said = f"{len(decided)} decisions on suggested codings are too few to learn from; {LEAST} are needed."
        raise InputError(said, hint="Decide some more: realist-eval review")
    ranking = learn_ranking(decided)
    files.write_atomic(root / FILE, ranking.to_json().encode())
    return ranking


def drop(root: Path) -> bool:
    """Forget what was learned; says whether there was anything."""
    there = (root / FILE).exists()
    if there:
        files.remove(root / FILE)
    return there


def decisions(state: State, made: Mapping[str, Coding]) -> Iterator[tuple[Coding, bool]]:
    """Suggested codings and whether they were accepted as what they were suggested as, in order of place.

    The engine's own score is taken where the suggestion is at hand, else the one that the log kept.
    """
    found = []
    for stands in chain.from_iterable(map(state.standing, state.targets())):
        payload = stands.event.payload
        fact = payload.suggested if isinstance(payload, ev.Decided) else None
        if isinstance(fact, ev.CodingFact) and fact.engine:
            kept = isinstance(stands.fact, ev.CodingFact) and stands.fact.code == fact.code
            suggested = made.get(stands.target) or as_coding(stands.target, fact)
            found.append((suggested, kept and stands.status != "rejected"))
    yield from sorted(found, key=lambda pair: (pair[0].transcript, pair[0].start, pair[0].id, pair[1]))


def as_coding(target: str, fact: ev.CodingFact) -> Coding:
    """What the log kept of a suggestion, without its words."""
    return Coding(
        target, fact.transcript, fact.start, fact.end, fact.kind, fact.code, fact.valence,
        score=fact.score, reason=Reason(fact.rule),
    )  # fmt: skip
