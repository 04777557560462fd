"""What happens in a workshop, as lines: votes, and what the facilitator does. The state is a fold over them.

A vote is of one voter, on one item, in one round: of several the last counts. A voter is a hash of what only
their phone knows, or the name of a paper ballot.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="op"):
    """One line of ballots.jsonl."""

    at: str = ""


class Joined(Line, frozen=True, kw_only=True, tag="join"):
    """A phone that came in; with a name only where names are asked for."""

    voter: str
    name: str = ""


class Vote(Line, frozen=True, kw_only=True, tag="vote"):
    """One voter's word on one item in one round."""

    voter: str
    item: str
    round: int
    choice: str
    comment: str = ""
    change: str = ""  # what should change

    @property
    def says(self) -> tuple[str, str, str]:
        """What must be equal for a vote to be no news."""
        return self.choice, self.comment, self.change


class Opened(Line, frozen=True, kw_only=True, tag="open"):
    """The facilitator lets the room vote on an item; any other item closes."""

    item: str
    round: int


class Closed(Line, frozen=True, kw_only=True, tag="close"):
    """Nobody may vote on the item for now."""

    item: str


class Shown(Line, frozen=True, kw_only=True, tag="show"):
    """The room sees the result of a round; for a passage, also the study's code."""

    item: str
    round: int
    comments: bool = False


class Agreed(Line, frozen=True, kw_only=True, tag="agreed"):
    """The wording that the room agreed on, of a finding or of a part of a code."""

    item: str
    part: str
    text: str


AnyLine = Joined | Vote | Opened | Closed | Shown | Agreed
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyLine] = msgspec.json.Decoder(AnyLine)


def encode(line: Line) -> bytes:
    """A line of the file, with its line feed."""
    return _encoder.encode(line) + b"\n"


def decode(line: bytes) -> AnyLine:
    """The line in bytes; raises msgspec.MsgspecError or UnicodeDecodeError where it is none."""
    return _decoder.decode(line)


def now() -> str:
    """The time of the clock, UTC, to the minute: seconds would tell who voted when."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")


class Room:
    """The state of a workshop. `apply` the lines in order; everything else only asks."""

    def __init__(self, lines: Iterable[AnyLine] = ()) -> None:
        """Fold the lines."""
        self.voters: dict[str, str] = {}  # to their names, mostly empty
        self.current = ""  # the item in front of the room
        self.open = False
        self.agreed: dict[tuple[str, str], str] = {}
        self._round: dict[str, int] = {}
        self._shown: dict[tuple[str, int], bool] = {}
        self._votes: dict[tuple[str, int], dict[str, Vote]] = {}
        for line in lines:
            self.apply(line)

    def apply(self, line: AnyLine) -> None:
        """Take in the next line."""
        if isinstance(line, Vote):
            self._votes.setdefault((line.item, line.round), {})[line.voter] = line
        elif isinstance(line, Joined):
            self.voters[line.voter] = line.name
        elif isinstance(line, Opened):
            self.current, self.open = line.item, True
            self._round[line.item] = line.round
        elif isinstance(line, Closed):
            self.open = self.open and self.current != line.item
        elif isinstance(line, Shown):
            self.current, self.open = line.item, self.open and self.current == line.item
            self._shown[line.item, line.round] = line.comments
        else:
            self.agreed[line.item, line.part] = line.text

    def round(self, item: str) -> int:
        """The round that an item is in; 1 before it was ever opened."""
        return self._round.get(item, 1)

    def votes(self, item: str, number: int | None = None) -> list[Vote]:
        """The votes of a round, by default the latest, one a voter, in an order that tells no times."""
        found = self._votes.get((item, number or self.round(item)), {})
        return [found[voter] for voter in sorted(found)]

    def rounds(self, item: str) -> list[int]:
        """The rounds in which anybody voted on an item."""
        return sorted(number for name, number in self._votes if name == item)

    def vote(self, voter: str, item: str, number: int) -> Vote | None:
        """One voter's vote that counts."""
        return self._votes.get((item, number), {}).get(voter)

    def shown(self, item: str, number: int) -> bool:
        """Whether the room may see the result of a round."""
        return (item, number) in self._shown

    def comments_shown(self, item: str, number: int) -> bool:
        """Whether the room may see the comments, too."""
        return self._shown.get((item, number), False)

    def accepts(self, item: str, number: int) -> bool:
        """Whether a vote on this item in this round counts just now."""
        return self.open and item == self.current and number == self.round(item)

    @property
    def pulse(self) -> str:
        """Changes whenever a phone should show something else; holds nothing that is secret."""
        if not self.current:
            return "-"
        number = self.round(self.current)
        shown = self._shown.get((self.current, number))
        return f"{self.current}.{number}.{int(self.open)}.{'-' if shown is None else int(shown)}"

    @property
    def count(self) -> int:
        """How many votes there are in all rounds."""
        return sum(map(len, self._votes.values()))
