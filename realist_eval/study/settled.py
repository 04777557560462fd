"""What people read differently, and how it is settled: with a rationale, as the log's adjudication."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from realist_eval.agreement.disagreements import Disagreement, Reading, disagreements, reading_of, turn_of
from realist_eval.agreement.units import Work
from realist_eval.errors import StudyError
from realist_eval.model import Coding, Configuration, Span, Transcript
from realist_eval.study import agreeing, finding
from realist_eval.study import events as ev
from realist_eval.study.alike import adjudicated
from realist_eval.study.facade import Study
from realist_eval.study.fold import Standing, State
from realist_eval.study.ids import key
from realist_eval.study.material import Item, Reader

AROUND = 150
REJECTED = "rejected"
ONE_THING = "decided differently"


@dataclass(frozen=True)
class Dispute:
    """A place that people read differently, with what would stand under each reading."""

    what: Disagreement
    items: tuple[Item | None, ...]  # as many as there are readings; None: nothing would stand
    events: tuple[str, ...]  # what each reading was decided by; empty: left uncoded

    @property
    def targets(self) -> tuple[str, ...]:
        """The codings or configurations to be settled."""
        return self.what.ids

    @property
    def kept(self) -> list[Item]:
        """What would stand if every reading did."""
        return [item for item in self.items if item is not None]

    def around(self, transcript: Transcript) -> Span:
        """The passage with some AROUND characters more at both ends, in its own turns, from word to word."""
        what, text = self.what, transcript.text
        inside = [turn for turn in transcript.turns if turn.start < what.end and what.start < turn.end]
        if not inside:
            return Span(what.start, what.end)
        first, last, start, end = inside[0], inside[-1], what.start - AROUND, what.end + AROUND
        start = first.start if start <= first.start else text.find(" ", start, what.start) + 1 or what.start
        end = last.end if end >= last.end else max(what.end, text.rfind(" ", what.end, end))
        return Span(start, end)


def disputes(study: Study) -> list[Dispute]:
    """All that waits to be settled, what matters most first: as `agree` ranks it, between all coders.

    First what several people decided differently on one and the same thing. Raises StudyError when blind.
    """
    if study.blind:
        raise StudyError("Who codes blind does not see what others coded.", hint="Leave out --blind.")
    state, found = study.state, _One(study)
    every = disagreements(list(found.transcripts.values()), list(found.works.values()))
    return [*found.contested(), *(found.pair(one) for one in every if _live(state, one))]


def _live(state: State, one: Disagreement) -> bool:
    """Whether both readings still stand, and nobody has settled them."""
    verdicts = [state.verdict(name) for name in one.ids]
    if len(set(one.ids)) < sum(bool(reading.id) for reading in one.readings):
        return False  # one and the same thing, which somebody decided anew
    standing = all(verdict is not None and verdict.status != REJECTED for verdict in verdicts)
    return standing and not all(adjudicated(state, name) for name in one.ids)


class _One:
    """A study read once: every coder's own work, and where it stands."""

    def __init__(self, study: Study) -> None:
        self.state = study.state
        self.transcripts = {one.id: one for one in study.transcripts()}
        self.reader = Reader(self.state, self.transcripts)
        self.alone = agreeing.alone(self.state)
        people = list(self.alone.coders())
        self.works = {one.coder: one for one in (agreeing.work_of(study, *people) if people else ())}

    def contested(self) -> Iterator[Dispute]:
        """What people decided differently on the same thing, in the order of the words."""
        for target, standing in self.state.contested().items():
            items = tuple(map(self.reader.item, standing))
            was = (one._replace(status="manual") for one in standing)  # what was rejected has a place, too
            places = (*items, *map(self.reader.item, was))
            known = next((one for one in places if one is not None), None)
            if known is not None:
                yield self._contested(target, standing, items, known)

    def _contested(
        self, target: str, standing: Sequence[Standing], items: tuple[Item | None, ...], known: Item
    ) -> Dispute:
        transcript = self.transcripts[known.transcript]
        spans = [span for one in items if one is not None for span in self._spans(one)]
        spans = spans or self._spans(known) or [Span(0, 1)]
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        readings = tuple(replace(one, id=target) for one in map(self._reading, standing, items))
        what = Disagreement(ONE_THING, transcript.id, start, end, turn_of(transcript, start), readings)
        return Dispute(what, items, tuple(one.event.id for one in standing))

    def _spans(self, item: Item) -> list[Span]:
        if isinstance(item, Coding):
            return [item.span]
        return [self.codings[name].span for name in item.parts.values() if name in self.codings]

    @cached_property
    def codings(self) -> dict[str, Coding]:
        """Everybody's codings by their ids."""
        return {name: one for work in self.works.values() for name, one in work.by_id.items()}

    def _reading(self, standing: Standing, item: Item | None) -> Reading:
        said = agreeing.noted(self.state, standing.coder, standing.target, standing.memo)
        aided, at = standing.event.payload.in_view, standing.event.at
        if item is None:
            return Reading(standing.coder, REJECTED, memo=said, when=at, aided=aided)
        links = (item,) if isinstance(item, Configuration) else ()
        mine = (item,) if isinstance(item, Coding) else ()
        elements = tuple(self.codings.values()) if links else ()
        seen = {standing.target: ("", Span(0, 0))} if aided else {}
        work = Work(standing.coder, mine, links, frozenset(), seen, {standing.target: at}, elements)
        return replace(reading_of(self.transcripts, work, item), memo=said)

    def pair(self, what: Disagreement) -> Dispute:
        """What two coders made of the same words, each by themselves."""
        items = tuple(self._items[reading.coder].get(reading.id) for reading in what.readings)
        return Dispute(what, items, tuple(map(self._event, what.readings)))

    @cached_property
    def _items(self) -> dict[str, dict[str, Item]]:
        links = {coder: {one.id: one for one in work.configurations} for coder, work in self.works.items()}
        return {coder: {**work.by_id, **links[coder]} for coder, work in self.works.items()}

    def _event(self, reading: Reading) -> str:
        standing = self.alone.standing(reading.id, reading.coder) if reading.id else []
        return standing[-1].event.id if standing else ""


# ------------------------------------------------------------ settling


def settle(study: Study, dispute: Dispute, keep: Sequence[Item], rationale: str) -> list[ev.Event]:
    """Let some of the readings stand, or what they become; the others do not. Raises StudyError.

    Every coding and configuration at stake gets an adjudication of its own, in one go, so that one undo
    takes all of it back. Where two readings of one thing are both to stand, the second becomes a new one.
    """
    if not rationale.strip():
        raise StudyError("Say why: the rationale is kept with the decision.")
    deciding = study.deciding(dispute.what.transcript)
    stands: list[tuple[str, Item | None]] = []
    for target in dispute.targets:
        mine = [one for one in keep if one.id == target]
        stands += [(target, mine[0] if mine else None), *((_beside(target, one), one) for one in mine[1:])]
    return study.record(*(deciding.settle(target, item, rationale.strip()) for target, item in stands))


def _beside(target: str, item: Item) -> str:
    """The id of a second coding that stands beside another reading of the same thing."""
    said = (item.start, item.end, item.code, item.valence) if isinstance(item, Coding) else (item.parts,)
    return key("beside", target, *said)


def adjudicate(study: Study, name: str, choice: str, rationale: str) -> None:
    """Settle what waits under an id by a decision, a coder's name, "both" or "none"; raises StudyError."""
    found = [one for one in disputes(study) if any(target.startswith(name) for target in one.targets)]
    if not found:
        hint = "`realist-eval adjudicate` lists what waits."
        raise StudyError(f"“{name}” is not one thing that waits to be adjudicated.", hint=hint)
    fitting = [one for one in found if _fits(one, choice)] or found
    ids = {target for one in fitting for target in one.targets if target.startswith(name)}
    if len(ids) > 1:
        raise StudyError(f"{len(ids)} ids begin with “{name}”.", hint="Type more of it.")
    settle(study, fitting[0], _chosen(fitting[0], choice), rationale)


def _fits(dispute: Dispute, choice: str) -> bool:
    coders = {reading.coder for reading in dispute.what.readings}
    return choice in {"none", "both", *coders} or any(one.startswith(choice) for one in dispute.events if one)


def _chosen(dispute: Dispute, choice: str) -> list[Item]:
    if choice in {"none", "both"}:
        return dispute.kept if choice == "both" else []
    names = [reading.coder for reading in dispute.what.readings]
    if names.count(choice) == 1:
        item = dispute.items[names.index(choice)]
    else:
        events = list(filter(None, dispute.events))
        if not any(one.startswith(choice) for one in events):
            there = ", ".join(dict.fromkeys([*names, *events, "both", "none"]))
            raise StudyError(f"There is no reading “{choice}” of this.", hint=f"Choose from: {there}.")
        event = finding.event_id(events, choice)
        item = dispute.items[dispute.events.index(event)]
    return [] if item is None else [item]


# ------------------------------------------------------------ the list


def marked(study: Study, differ: Sequence[Disagreement]) -> list[Disagreement]:
    """Disagreements with who settled them and why; those that wait come first."""
    state = study.state
    why = {
        event.target: f"{event.coder}: {event.payload.memo}"
        for event in state.events.values()
        if isinstance(event, ev.Adjudicate) and state.active(event)
    }
    said = [replace(one, settled=why[one.ids[0]] if why.keys() >= set(one.ids) else "") for one in differ]
    return sorted(said, key=lambda one: bool(one.settled))


class Side(NamedTuple):
    """One of the readings of something that waits, as the command lists it."""

    target: str
    event: str
    coder: str
    words: str
    quote: str
    memo: str


def waiting(study: Study) -> Iterator[Side]:
    """Every reading of everything that people read differently."""
    for one in disputes(study):
        for reading, event in zip(one.what.readings, one.events, strict=True):
            said = reading.said or "left uncoded"
            yield Side(one.targets[0], event or "none", reading.coder, said, reading.quote, reading.memo)
