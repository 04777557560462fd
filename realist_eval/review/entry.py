"""One thing to decide on, and the shapes by which the kinds are told apart without colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from realist_eval.model import Coding, Configuration

State = Literal["undecided", "accepted", "amended", "manual", "rejected", "contested"]
Item = Coding | Configuration

STATE_WORDS: dict[State, str] = {
    "undecided": "suggested, not reviewed",
    "accepted": "accepted",
    "amended": "amended",
    "manual": "coded by hand",
    "rejected": "rejected",
    "contested": "contested: people decided it differently",
}


SIGNS: dict[State, str] = {"undecided": "?", "rejected": "x", "contested": "!"}
STALE = "~"  # decided, and to be looked at again


class Shape(NamedTuple):
    """How the elements of a kind are marked in the text."""

    open: str
    letter: str
    close: str


class Mark(NamedTuple):
    """A stretch of text with what stands before and after it; `style` names how it looks."""

    start: int
    end: int
    open: str
    close: str
    style: str
    id: str = ""
    current: bool = False


GLUE = "\u00a0"  # between a mark and its word: no line ends here
SHAPES = {
    "context": Shape("[", "C", "]"),
    "mechanism": Shape("(", "M", ")"),
    "outcome": Shape("<", "O", ">"),
}


def shape_of(kind: str) -> Shape:
    """The brackets and letter of a kind; braces for those that a study adds."""
    return SHAPES.get(kind) or Shape("{", kind[:1].upper() or "?", "}")


@dataclass(frozen=True)
class Entry:
    """A coding or configuration as it stands now; a rejected one as it was before."""

    item: Item
    state: State
    start: int  # of a configuration: where its first element starts, and its last one ends
    end: int
    turn: int
    speaker: str = ""
    case: str = ""
    codes: tuple[str, ...] = ()  # of a configuration: those of its elements
    decided_by: str = ""
    memo: str = ""
    order: tuple[object, ...] = ()  # its place in reading order
    stale: str = ""  # why a decided coding should be looked at again

    @property
    def id(self) -> str:
        """The item's id."""
        return self.item.id

    @property
    def transcript(self) -> str:
        """The id of the transcript that it stands in."""
        return self.item.transcript

    @property
    def is_link(self) -> bool:
        """Whether it is a configuration."""
        return isinstance(self.item, Configuration)

    @property
    def kind(self) -> str:
        """The kind of a coding, or `configuration`."""
        return self.item.kind if isinstance(self.item, Coding) else "configuration"

    @cached_property
    def mark(self) -> Mark:
        """How a coding is marked in the text."""
        return self.marked()

    def marked(self, *, current: bool = False, chosen: bool = False) -> Mark:
        """The same under the cursor, or chosen to be joined."""
        shape = shape_of(self.kind)
        before, after = ("»", "«") if current else ("", "")
        opening = f"{before}{shape.open}{shape.letter}{self.sign}{'*' * chosen}{GLUE}"
        style = f"{self.kind} {'undecided' if self.state == 'undecided' else 'decided'}"
        return Mark(self.start, self.end, opening, f"{shape.close}{after}", style, self.id, current)

    @property
    def sign(self) -> str:
        """What stands behind its letter; nothing where it is decided and all is well."""
        return SIGNS.get(self.state, STALE if self.stale else "")

    @property
    def live(self) -> bool:
        """Whether it has not been rejected."""
        return self.state != "rejected"
