"""What people did, as events: one line of a log each, never edited.

An event carries offsets and the transcript's SHA-256, never the words themselves; the words of a person who
withdraws are then in no log. Ids grow with time and with every event that their writer had seen, so that the
order of the ids is an order in which each event comes after its parents.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import msgspec

VERSION = 1
Place = tuple[int, int]
Verdict = Literal["accept", "amend", "reject"]


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="is", gc=False):
    """What codings and configurations share. `sha` is that of the transcript's text."""

    transcript: str
    sha: str
    hedged: bool = False
    reported: bool = False
    counterfactual: bool = False
    hypothetical: bool = False
    score: float = 0.0
    rule: str = "by hand"
    matched: tuple[Place, ...] = ()  # where the words stand that the rule matched
    engine: str = ""  # name and version of what suggested it; empty for a person's own


class CodingFact(Fact, frozen=True, kw_only=True, tag="coding"):
    """A coding as an event keeps it."""

    start: int
    end: int
    kind: str
    code: str
    valence: str = ""
    level: str = ""
    definition: str = ""  # short hash of the code's definition when it was used
    resource: Place | None = None
    reasoning: Place | None = None
    from_question: bool = False
    element: str = ""
    rival: bool = False


class LinkFact(Fact, frozen=True, kw_only=True, tag="link"):
    """A configuration as an event keeps it; its elements are ids of codings."""

    context: str | None = None
    mechanism: str | None = None
    outcome: str | None = None
    polarity: Literal["+", "-"] = "+"
    signal: Place | None = None


AnyFact = CodingFact | LinkFact


class Payload(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What every payload may say: `batch` is the first event of those done in one go."""

    batch: str = ""


class Made(Payload, frozen=True, kw_only=True):
    """A coding or configuration made by hand."""

    fact: AnyFact
    memo: str = ""
    in_view: bool = False  # whether suggestions were on the screen


class Decided(Payload, frozen=True, kw_only=True):
    """A decision, with a copy of what was suggested and, where amended, of what it became."""

    verdict: Verdict
    suggested: AnyFact | None = None
    result: AnyFact | None = None
    replaces: tuple[str, ...] = ()  # the decisions on the same thing that its maker had seen
    memo: str = ""  # for an adjudication, the rationale
    in_view: bool = False


class Noted(Payload, frozen=True, kw_only=True):
    """A memo; an empty text takes away those it replaces."""

    text: str
    replaces: tuple[str, ...] = ()


class Named(Payload, frozen=True, kw_only=True):
    """Events that are taken back (by a redo, the undo itself), or that came in by a merge."""

    events: tuple[str, ...]


class Replaced(Payload, frozen=True, kw_only=True):
    """A file of the study that changed: SHA-256 before and after, as kept in versions/; empty: not there."""

    before: str = ""
    after: str = ""


class Recoded(Replaced, frozen=True, kw_only=True):
    """A change of the codebook, or of the theory."""

    into: tuple[str, ...] = ()
    reason: str = ""


class Imported(Replaced, frozen=True, kw_only=True):
    """A source that came in: SHA-256 of its text and of the file received."""

    sha: str
    source: str
    reader: str = ""


class Moved(Replaced, frozen=True, kw_only=True):
    """A text that was replaced, and where the coded places went: (start, end, new start, new end)."""

    old: str  # SHA-256 of the text
    new: str
    moves: tuple[tuple[int, int, int, int], ...] = ()
    unsure: tuple[Place, ...] = ()  # of these, the new places that somebody should look at
    lost: tuple[Place, ...] = ()
    aside: tuple[tuple[int, int, int, int], ...] = ()  # where signals and other places beside codings went
    reason: str = ""


class Frozen(Payload, frozen=True, kw_only=True):
    """The engine's output for one transcript, kept as that of a coder: (id, fact)."""

    facts: tuple[tuple[str, AnyFact], ...] = ()


class Gone(Moved, frozen=True, kw_only=True):
    """A tombstone: whose words were taken out of a transcript, for good."""

    what: Literal["source", "speaker"]
    purged: tuple[str, ...] = ()  # SHA-256 of everything in versions/ that held the words


class Masked(Moved, frozen=True, kw_only=True):
    """Words that were replaced: where, and the length of what stands there now; never the words."""

    edits: tuple[tuple[int, int, int], ...] = ()
    purged: tuple[str, ...] = ()  # SHA-256 of everything that held the words


class Weighed(Payload, frozen=True, kw_only=True):
    """What a configuration says of a programme theory."""

    theory: str
    weight: Literal["supports", "refines", "refutes", "silent"]
    memo: str = ""


class Rippled(Payload, frozen=True, kw_only=True):
    """What a person says of a ripple: that one pattern's outcome is another's context; ids of codes."""

    first: tuple[str, ...]  # context, mechanism, outcome, valence, polarity; empty where unstated
    then: tuple[str, ...]
    verdict: Literal["confirmed", "rejected"]
    memo: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="op", gc=False):
    """One line of a log. `target` is what it is about: a coding, configuration, code, transcript or study."""

    v: int = VERSION
    id: str
    parents: tuple[str, ...] = ()
    coder: str
    device: str
    at: str
    target: str
    tool: str

    @property
    def op(self) -> str:
        """The operation's name."""
        return str(self.__struct_config__.tag)


class Draft(NamedTuple):
    """An event before it has an id, a time and parents."""

    kind: type[Event]
    target: str  # empty: the event's own id, for what is made new
    payload: Payload


class Code(Event, frozen=True, kw_only=True, tag="code"):
    """A coding by hand."""

    payload: Made


class Link(Event, frozen=True, kw_only=True, tag="link"):
    """A configuration by hand."""

    payload: Made


class Decide(Event, frozen=True, kw_only=True, tag="decide"):
    """Accept, amend or reject."""

    payload: Decided


class Adjudicate(Event, frozen=True, kw_only=True, tag="adjudicate"):
    """The answer to decisions that differ; `memo` holds the rationale."""

    payload: Decided


class Workshop(Event, frozen=True, kw_only=True, tag="workshop"):
    """A decision that a validation workshop took."""

    payload: Decided


class Memo(Event, frozen=True, kw_only=True, tag="memo"):
    """A note on anything that has an id, or on the study."""

    payload: Noted


class Undo(Event, frozen=True, kw_only=True, tag="undo"):
    """Takes back events; they stay in the log."""

    payload: Named


class Redo(Event, frozen=True, kw_only=True, tag="redo"):
    """Takes back an undo: all is again as it was before that."""

    payload: Named


class Rename(Event, frozen=True, kw_only=True, tag="rename"):
    """A code under another id."""

    payload: Recoded


class Merge(Event, frozen=True, kw_only=True, tag="merge"):
    """A code that became part of another."""

    payload: Recoded


class Split(Event, frozen=True, kw_only=True, tag="split"):
    """A code that became several; its codings are to be looked at."""

    payload: Recoded


class Retire(Event, frozen=True, kw_only=True, tag="retire"):
    """A code that is no longer used for new codings."""

    payload: Recoded


class Edit(Event, frozen=True, kw_only=True, tag="edit"):
    """A codebook or theory that was changed in an editor, noted when it was next used."""

    payload: Recoded


class Change(Event, frozen=True, kw_only=True, tag="change"):
    """A codebook or theory that a command wrote as a whole: undone as anything else, unlike an edit."""

    payload: Recoded


class Import(Event, frozen=True, kw_only=True, tag="import"):
    """A source that came into the study."""

    payload: Imported


class Reanchor(Event, frozen=True, kw_only=True, tag="reanchor"):
    """A transcript that was replaced by a corrected one."""

    payload: Moved


class Freeze(Event, frozen=True, kw_only=True, tag="freeze"):
    """The engine's output kept under a coder's name."""

    payload: Frozen


class Forget(Event, frozen=True, kw_only=True, tag="forget"):
    """A withdrawal of consent."""

    payload: Gone


class Pseudonymise(Event, frozen=True, kw_only=True, tag="pseudonymise"):
    """Names in a transcript that were replaced, for good."""

    payload: Masked


class Weigh(Event, frozen=True, kw_only=True, tag="weigh"):
    """A configuration held against a programme theory."""

    payload: Weighed


class Ripple(Event, frozen=True, kw_only=True, tag="ripple"):
    """A ripple confirmed or rejected."""

    payload: Rippled


class Join(Event, frozen=True, kw_only=True, tag="join"):
    """A merge with another copy of the study."""

    payload: Named


Recode = Rename | Merge | Split | Retire | Edit | Change
Taken = Forget | Pseudonymise  # words that are gone for good: nothing before it comes back
Replacement = Recode | Import | Reanchor | Taken  # what changed a file of the study
Judgement = Code | Link | Decide | Adjudicate | Workshop
AnyEvent = Judgement | Memo | Weigh | Ripple | Undo | Redo | Replacement | Freeze | Join

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def encode(event: Event) -> bytes:
    """One line of a log, with its line feed."""
    return _encoder.encode(event) + b"\n"


decode = _decoder.decode  # one line; raises msgspec.MsgspecError (or UnicodeDecodeError) where it is none
decode_lines = _decoder.decode_lines  # all lines of a file at once; raises as `decode` does


def new_id(after: str = "") -> str:
    """An id that sorts after the id `after`, and otherwise by the clock: 11 and 8 hexadecimal digits."""
    now = time.time_ns() // 1_000_000
    seen = int(after[:11], 16) if after else 0
    return f"{max(now, seen + 1):011x}{secrets.token_hex(4)}"


def now() -> str:
    """The time of the clock, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_order(events: Iterable[AnyEvent]) -> list[AnyEvent]:
    """Events without doubles, parents first, then by id: the same for everybody who holds the same events."""
    unique = {event.id: event for event in events}
    queue = sorted(unique)
    for event_id in queue:
        for parent in unique[event_id].parents:
            if parent >= event_id and parent in unique:  # in sorted order smaller ids have come before
                return _parents_first(unique)
    return [unique[event_id] for event_id in queue]


def _parents_first(events: dict[str, AnyEvent]) -> list[AnyEvent]:
    """Kahn's order with the smallest id first; for logs whose ids do not follow their parents."""
    import heapq

    waiting = {key: sum(parent in events for parent in set(event.parents)) for key, event in events.items()}
    children: dict[str, list[str]] = {}
    for key, event in events.items():
        for parent in set(event.parents):
            children.setdefault(parent, []).append(key)
    ready = [key for key, count in waiting.items() if not count]
    heapq.heapify(ready)
    found: list[AnyEvent] = []
    while ready:
        key = heapq.heappop(ready)
        found.append(events[key])
        for child in children.get(key, ()):
            waiting[child] -= 1
            if not waiting[child]:
                heapq.heappush(ready, child)
    return found
