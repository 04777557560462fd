"""What follows from the events: a pure fold, the same for everybody who holds the same events.

Each coding and configuration is a register of its own. A judgement in it stands until another one that had
seen it replaces it, or until it is undone, and then what it had replaced stands again. Where two stand that
say different things, people differ, and the item waits to be adjudicated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple, TypeVar, get_args

from realist_eval.model import Status
from realist_eval.study import events as ev
from realist_eval.study.namesakes import Left, contested, told_apart

_Said = TypeVar("_Said", ev.Weigh, ev.Ripple, ev.Freeze)
_Taken = TypeVar("_Taken", ev.Forget, ev.Pseudonymise)
STUDY = "study"  # the target of memos on the study as a whole
CODEBOOK = "codebook.yaml"


class Standing(NamedTuple):
    """What a judgement says of a coding or configuration, with who said it."""

    target: str
    status: Status
    fact: ev.AnyFact | None  # None: rejected, with nothing known of what it was
    event: ev.Judgement

    @property
    def coder(self) -> str:
        """Who decided."""
        return self.event.coder

    @property
    def memo(self) -> str:
        """What they noted with it."""
        return self.event.payload.memo

    @property
    def says(self) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """What must be equal for two judgements to agree: the place, and what it is taken for."""
        if self.status == "rejected" or self.fact is None:
            return (), ("rejected",)
        fact = self.fact
        if isinstance(fact, ev.CodingFact):
            return (fact.sha, fact.start, fact.end), (fact.kind, fact.code, fact.valence, fact.level)
        return (fact.sha,), (fact.context, fact.mechanism, fact.outcome, fact.polarity)


class State:
    """The study as the events tell it. `apply` them in order; everything else only asks."""

    def __init__(
        self, events: Iterable[ev.AnyEvent] = (), left: Mapping[str, set[str]] | None = None
    ) -> None:
        """Fold the events, which must be in order; `of` also tells apart sources under one id."""
        self.left = {transcript_file(name): shas for name, shas in (left or {}).items()}
        self.events: dict[str, ev.AnyEvent] = {}
        self.undone: set[str] = set()
        self.heads: set[str] = set()
        self._registers: dict[str, list[ev.Judgement]] = {}
        self._coded: dict[str, list[str]] = {}  # transcript to what was judged in it
        self._turns: list[ev.Undo | ev.Redo] = []
        self._memos: dict[str, list[ev.Memo]] = {}
        self._said: list[ev.AnyEvent] = []  # of theories, of ripples, by the engine
        self._replaced: dict[str, list[ev.Replacement]] = {}
        self._known: dict[str, set[str]] = {}
        for event in events:
            self.apply(event)

    @classmethod
    def of(cls, events: list[ev.AnyEvent]) -> State:
        """Fold events in order that several people wrote, perhaps of different sources under one id."""
        left: Left = {}
        undone = cls(event for event in events if isinstance(event, _TURNS)).undone
        for name in contested(events):
            events = list(told_apart(events, name, undone, left))
        return cls(events, left)

    def apply(self, event: ev.AnyEvent) -> None:
        """Take in one event that comes after all those before."""
        self.events[event.id] = event
        self.heads.difference_update(event.parents)
        self.heads.add(event.id)
        _APPLY[type(event)](self, event)

    @property
    def last(self) -> str:
        """The greatest id seen, or nothing."""
        return max(self.heads, default="")

    def active(self, event: ev.Event) -> bool:
        """Whether an event counts: it was not undone."""
        return event.id not in self.undone

    # ------------------------------------------------------------ codings and configurations

    def targets(self, transcript: str | None = None) -> Collection[str]:
        """Ids of everything that was ever judged, in one transcript or in all, in the order of that."""
        return self._registers.keys() if transcript is None else self._coded.get(transcript, ())

    def history(self, target: str) -> list[ev.Judgement]:
        """Every judgement on something, undone ones too, in order."""
        return list(self._registers.get(target, ()))

    def standing(self, target: str, coder: str | None = None) -> list[Standing]:
        """The judgements that stand, of everybody or of one coder alone."""
        register = self._registers.get(target, ())
        if len(register) == 1 and coder is None:  # of most things there is one judgement
            return [] if register[0].id in self.undone else [_standing(register[0], False)]
        by_hand = any(isinstance(event, _BY_HAND) for event in register)
        live = [one for one in register if one.id not in self.undone and coder in {None, one.coder}]
        replaced = {old for event in live for old in _replaces(event)}
        return [_standing(event, by_hand) for event in live if event.id not in replaced]

    def verdict(self, target: str, coder: str | None = None) -> Standing | None:
        """The one answer; None where nobody has decided or where people differ."""
        standing = self.standing(target, coder)
        return None if not standing or differ(standing) else standing[-1]

    def verdicts(self, coder: str | None = None) -> Iterator[Standing]:
        """Every answer that stands, rejections too."""
        for target in self._registers:
            answer = self.verdict(target, coder)
            if answer is not None:
                yield answer

    def contested(self) -> dict[str, list[Standing]]:
        """What waits to be adjudicated: people decided it differently."""
        several = (target for target, register in self._registers.items() if len(register) > 1)
        found = {target: self.standing(target) for target in several}
        return {target: standing for target, standing in found.items() if differ(standing)}

    def decided(self, target: str) -> bool:
        """Whether any judgement stands."""
        return bool(self.standing(target))

    # ------------------------------------------------------------ everything else

    def memos(self, target: str | None = None) -> list[ev.Memo]:
        """Memos that stand, on one thing or on all."""
        chosen = chain.from_iterable(self._memos.values()) if target is None else self._memos.get(target, ())
        live = list(filter(self.active, chosen))
        replaced = {old for memo in live for old in memo.payload.replaces}
        return [memo for memo in live if memo.id not in replaced and memo.payload.text]

    def weighed(self) -> dict[tuple[str, str], ev.Weigh]:
        """What each configuration says of each theory, by their ids: the latest word."""
        return {(event.target, event.payload.theory): event for event in self._standing_ones(ev.Weigh)}

    def rippled(self) -> list[ev.Ripple]:
        """What was said of ripples and stands, in order: of each, the latest word counts."""
        return self._standing_ones(ev.Ripple)

    def _standing_ones(self, kind: type[_Said]) -> list[_Said]:
        return [event for event in self._said if isinstance(event, kind) and self.active(event)]

    def replaced(self, file: str) -> list[ev.Replacement]:
        """Everything that ever changed a file of the study, undone changes too, in order."""
        return list(self._replaced.get(file, ()))

    def replaced_files(self) -> dict[str, list[ev.Replacement]]:
        """The files that the log tells a change of, by their paths in the study, with the changes."""
        return dict(sorted(self._replaced.items()))

    def recodes(self) -> list[ev.Replacement]:
        """Changes of the codebook that stand, in order."""
        return [event for event in self.replaced(CODEBOOK) if self.active(event)]

    def renamed(self) -> dict[str, str]:
        """Old ids of codes to those that they go by now."""
        return renames(self.recodes())

    def moves(self, transcript: str) -> list[ev.Reanchor | ev.Taken]:
        """Changes of a transcript's words that stand, in order."""
        file = transcript_file(transcript)
        overruled = {event.id for event in self.unseen(file)}
        changes = (event for event in self._replaced.get(file, ()) if event.id not in overruled)
        return [one for one in changes if isinstance(one, ev.Reanchor | ev.Taken) and self.active(one)]

    def frozen(self) -> dict[str, list[ev.Freeze]]:
        """The engine's output by the name it was kept under; the latest of each transcript."""
        found: dict[str, dict[str, ev.Freeze]] = {}
        for event in self._standing_ones(ev.Freeze):
            found.setdefault(event.coder, {})[event.target] = event
        return {coder: list(by_transcript.values()) for coder, by_transcript in found.items()}

    def forgotten(self) -> list[ev.Forget]:
        """Withdrawals, in order; they cannot be undone."""
        return self._of_kind(ev.Forget)

    def purged(self) -> set[str]:
        """SHA-256 of everything that held words that were taken out for good: never to come back."""
        taken: list[ev.Taken] = [*self.forgotten(), *self.pseudonymised()]
        shas = {sha for event in taken for sha in event.payload.purged}
        for event in chain.from_iterable(self.unseen(file) for file in {file_of(one) for one in taken}):
            shas |= {event.payload.before, event.payload.after}
        return shas - {""}

    def unseen(self, file: str) -> list[ev.Replacement]:
        """Changes of a file whose makers did not know that words were taken out: nothing of them stays."""
        changes = self._replaced.get(file, ())
        taken = [event.id for event in changes if isinstance(event, ev.Taken)]

        def unknown(name: str) -> bool:
            return any(one not in self._before(name) and name not in self._before(one) for one in taken)

        return [one for one in changes if taken and not isinstance(one, ev.Taken) and unknown(one.id)]

    def _before(self, name: str) -> set[str]:
        """The events that the maker of one knew of."""
        if name not in self._known:
            found = self._known[name] = set()
            ahead = [name]
            while ahead:
                event = self.events.get(ahead.pop())
                new = set(event.parents if event else ()) - found
                ahead += new
                found |= new
        return self._known[name]

    def pseudonymised(self) -> list[ev.Pseudonymise]:
        """Replacements of names, in order within each transcript; they cannot be undone."""
        return self._of_kind(ev.Pseudonymise)

    def _of_kind(self, kind: type[_Taken]) -> list[_Taken]:
        return [event for events in self._replaced.values() for event in events if isinstance(event, kind)]

    def coders(self) -> dict[str, int]:
        """Coders with the number of their judgements that count."""
        judged = chain.from_iterable(self._registers.values())
        return dict(sorted(Counter(event.coder for event in judged if self.active(event)).items()))

    # ------------------------------------------------------------ undo

    def undoable(self, coder: str) -> tuple[str, ...]:
        """The events that the next undo of a coder takes back: what they did last, in one go."""
        batch, done = "", list[str]()
        for event in reversed(self.events.values()):  # only as far as the answer needs
            lasting = isinstance(event, _TURNS | ev.Taken | ev.Edit)
            if event.coder != coder or lasting or event.id in self.undone:
                continue
            if done and (not batch or batch not in (event.id, event.payload.batch)):
                break
            done.append(event.id)
            done.extend(event.payload.events if isinstance(event, ev.Join) else ())
            batch = event.payload.batch
        return tuple(reversed(done))

    def redoable(self, coder: str) -> tuple[str, ...]:
        """The undo that a coder's next redo takes back: neither redone nor followed by something new."""
        redone = 0
        for event in reversed(self.events.values()):
            if event.coder != coder:
                continue
            if isinstance(event, ev.Redo):
                redone += 1
            elif not isinstance(event, ev.Undo):
                break
            elif redone:
                redone -= 1
            else:
                return (event.id,)
        return ()


def fold(events: Iterable[ev.AnyEvent]) -> State:
    """The state that follows from events in any order."""
    return State.of(ev.in_order(events))


def renames(changes: Iterable[ev.Replacement]) -> dict[str, str]:
    """Ids of codes before some changes of the codebook to those after them."""
    now: dict[str, str] = {}
    for event in changes:
        if isinstance(event, ev.Rename | ev.Merge) and event.payload.into:
            new = event.payload.into[0]
            now = {old: new if code == event.target else code for old, code in now.items()}
            now[event.target] = new
            now.pop(new, None)
    return now


def transcript_file(transcript: str) -> str:
    """The path of a transcript in its study."""
    return f"transcripts/{transcript}.json"


def file_of(event: ev.Replacement) -> str:
    """The path of the file that an event changed."""
    if isinstance(event, ev.Import | ev.Reanchor | ev.Taken):
        return transcript_file(event.target)
    return event.target if isinstance(event, ev.Edit | ev.Change) else CODEBOOK


def differ(standing: list[Standing]) -> bool:
    """Whether judgements on one thing say different things; places in two versions of a text are the same."""
    if len(standing) < 2:
        return False
    texts = {one.fact.sha for one in standing if one.fact is not None}
    return len({one.says if len(texts) < 2 else one.says[1] for one in standing}) > 1


def _standing(event: ev.Judgement, by_hand: bool) -> Standing:
    """What one judgement says; what was made by hand stays so, however it was decided on later."""
    payload = event.payload
    if isinstance(payload, ev.Made):
        return Standing(event.target, "manual", payload.fact, event)
    if payload.verdict == "reject":
        return Standing(event.target, "rejected", payload.suggested, event)
    kept = payload.verdict == "accept" and payload.result is None
    status: Status = "manual" if by_hand else "accepted" if kept else "amended"
    return Standing(event.target, status, payload.suggested if kept else payload.result, event)


def _fact(event: ev.Judgement) -> ev.AnyFact | None:
    payload = event.payload
    return payload.fact if isinstance(payload, ev.Made) else payload.suggested or payload.result


def _replaces(event: ev.Judgement) -> tuple[str, ...]:
    return () if isinstance(event, ev.Code | ev.Link) else event.payload.replaces


def _judge(state: State, event: ev.Judgement) -> None:
    register = state._registers.get(event.target)
    if register is not None:
        register.append(event)
        return
    state._registers[event.target] = [event]
    fact = _fact(event)
    state._coded.setdefault(fact.transcript if fact else "", []).append(event.target)


def _turn(state: State, event: ev.Undo | ev.Redo) -> None:
    """What the last turn says counts; a turn that was itself taken back says nothing."""
    state._turns.append(event)
    names = event.payload.events
    if isinstance(event, ev.Undo) and not any(isinstance(state.events.get(name), _TURNS) for name in names):
        state.undone.update(names)
        return
    state.undone.clear()
    for turn in reversed(state._turns):
        if turn.id not in state.undone:
            state.undone.update(turn.payload.events)


def _memo(state: State, event: ev.Memo) -> None:
    state._memos.setdefault(event.target, []).append(event)


def _replace(state: State, event: ev.Replacement) -> None:
    state._replaced.setdefault(file_of(event), []).append(event)


def _say(state: State, event: ev.Weigh | ev.Ripple | ev.Freeze) -> None:
    state._said.append(event)


_TURNS = ev.Undo | ev.Redo
_BY_HAND = (ev.Code, ev.Link)
_APPLY: dict[type, Callable[..., None]] = {
    ev.Memo: _memo,
    ev.Join: lambda *_: None,  # merges leave their trace in the folder; the log only tells of them
    **dict.fromkeys((ev.Undo, ev.Redo), _turn),
    **dict.fromkeys((ev.Weigh, ev.Ripple, ev.Freeze), _say),
    **dict.fromkeys(get_args(ev.Judgement), _judge),
    **dict.fromkeys(get_args(ev.Replacement), _replace),
}
