"""What the votes of a workshop came to, item by item, and what may follow. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import msgspec

from realist_eval.workshop.ballots import Room
from realist_eval.workshop.cards import Item
from realist_eval.workshop.consensus import Result
from realist_eval.workshop.plan import Plan


@dataclass(frozen=True)
class Outcome:
    """One item with the result of its last round that anybody voted in, and what followed from it."""

    item: Item
    round: int
    result: Result
    comments: tuple[str, ...]  # of all rounds, in an order that tells no times
    changes: tuple[str, ...]
    agreed: tuple[tuple[str, str], ...]  # part and wording
    written: int = 0  # verdicts in the log that are new
    against: int = 0  # of all its verdicts, those that say something else than a person's decision


class Proposal(msgspec.Struct, frozen=True):
    """A change for the team to accept; holds no words of the sources but where they stand."""

    id: str
    code: str  # the id of a code, or of a theory
    part: str
    text: str
    why: str
    item: str = ""  # the passage whose words are meant, where `text` is empty
    file: Literal["codebook", "theory"] = "codebook"


def outcomes(plan: Plan, shown: Iterable[Item], room: Room) -> tuple[Outcome, ...]:
    """What the votes on each item come to; items without votes have none. Pure."""
    found = []
    for item in shown:
        for number in room.rounds(item.id)[-1:]:
            votes = room.votes(item.id, number)
            every = [vote for one in room.rounds(item.id) for vote in room.votes(item.id, one)]
            found.append(
                Outcome(
                    item,
                    number,
                    item.result([vote.choice for vote in votes if vote.choice in item.choices], plan.rule),
                    tuple(sorted({vote.comment for vote in every if vote.comment})),
                    tuple(sorted({vote.change for vote in every if vote.change})),
                    tuple(
                        (part, text) for (name, part), text in room.agreed.items() if name == item.id and text
                    ),
                )
            )
    return tuple(found)
