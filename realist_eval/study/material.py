"""Events to what reports are made from: decided codings, and suggestions only where they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from realist_eval.model import KINDS, Codebook, Coding, Configuration, Reason, Span, Suggestions, Transcript
from realist_eval.study import events as ev
from realist_eval.study.alike import with_others
from realist_eval.study.fold import Standing, State
from realist_eval.study.reanchor import Edits

Item = Coding | Configuration
_OF_BOTH = ("score", "hedged", "reported", "counterfactual", "hypothetical")  # a fact keeps them as they are
_OF_CODING = ("kind", "valence", "level", "from_question", "element", "rival")
_OF_LINK = ("context", "mechanism", "outcome", "polarity")
_NEAR = 400  # characters around a coding in which the words that a rule matched are looked up


# ------------------------------------------------------------ model to fact


def to_fact(item: Item, transcript: Transcript, codebook: Codebook | None, engine: str) -> ev.AnyFact:
    """What an event keeps of a coding or configuration: places, never words."""
    said: dict[str, Any] = {name: getattr(item, name) for name in _OF_BOTH}
    said |= {"transcript": transcript.id, "sha": transcript.sha, "rule": item.reason.rule, "engine": engine}
    if isinstance(item, Configuration):
        said["matched"] = _places(item.reason, transcript, item.signal)
        return ev.LinkFact(**said, **{name: getattr(item, name) for name in (*_OF_LINK, "signal")})
    own = (*_OF_CODING, "start", "end", "code", "resource", "reasoning")
    said["matched"] = _places(item.reason, transcript, item.span)
    said |= {name: getattr(item, name) for name in own}
    return ev.CodingFact(**said, definition=codebook.meanings.get(item.code, "") if codebook else "")


def _places(reason: Reason, transcript: Transcript, near: Span | None) -> tuple[ev.Place, ...]:
    """Where the words that a rule matched stand, so that no log needs to hold them."""
    if near is None:
        return ()
    found = []
    for word in reason.matched:
        at = transcript.text.find(word, max(0, near.start - _NEAR), near.end + _NEAR)
        if at >= 0 and word:
            found.append((at, at + len(word)))
    return tuple(found)


# ------------------------------------------------------------ fact to model


class Route:
    """The replacements of one transcript, in order, and where each took the coded places."""

    def __init__(self, moves: Iterable[ev.Reanchor | ev.Taken]) -> None:
        """Take the events that stand."""
        self._steps = [(moved, _carrier(moved)) for moved in _path(moves)]

    def follow(self, fact: ev.CodingFact) -> tuple[Span | None, str, bool]:
        """The place (None: lost), the SHA-256 of the text that it is in, and whether a step was unsure."""
        span: Span | None = Span(fact.start, fact.end)
        sha, unsure = fact.sha, False
        if not self._steps or sha == self._steps[-1][0].new:
            return span, sha, False
        for moved, carry in self._steps:
            if span is not None and sha == moved.old:
                span, sha = carry(span), moved.new
                unsure = unsure or span in moved.unsure
        return span, sha, unsure

    def beside(self, place: ev.Place, sha: str, now: str) -> Span | None:
        """Where a place that is no coding, such as a signal, stands in the text `now`; None if not known."""
        span: Span | None = Span(*place)
        for moved, carry in self._steps:
            if span is not None and sha == moved.old and sha != now:
                span, sha = carry(span), moved.new
        return span if sha == now else None


def _carrier(moved: ev.Moved) -> Callable[[Span], Span | None]:
    """What tells where a place went: the list of places, or, where words were replaced, every place."""
    if isinstance(moved, ev.Masked):
        return Edits(moved.edits).carry
    return {Span(*move[:2]): Span(*move[2:]) for move in (*moved.moves, *moved.aside)}.get


def _path(moves: Iterable[ev.Reanchor | ev.Taken]) -> list[ev.Moved]:
    """The steps that lead to the text as it is: where two people replaced it, the last one counts."""
    steps: list[ev.Moved] = []
    for event in reversed(list(moves)):
        if not steps or event.payload.new == steps[-1].old:
            steps.append(event.payload)
    return steps[::-1]


class Reader:
    """Turns what events say into codings and configurations of the transcripts as they are now."""

    def __init__(self, state: State, transcripts: Mapping[str, Transcript]) -> None:
        """Take the state and the transcripts that it speaks of."""
        self.state = state
        self.transcripts = transcripts
        self.renamed = state.renamed()
        self._went: dict[str, Route] = {}

    def item(self, standing: Standing) -> Item | None:
        """The coding or configuration that stands; None where it was rejected or its words are gone."""
        fact = standing.fact
        transcript = self.transcripts.get(fact.transcript) if fact else None
        if fact is None or standing.status == "rejected" or transcript is None:
            return None
        if isinstance(fact, ev.LinkFact):
            return self._link(standing, fact, transcript)
        span = self.place(fact, transcript)
        return None if span is None else self._coding(standing, fact, transcript, span)

    def code(self, fact: ev.CodingFact) -> str:
        """The id that its code goes by now."""
        return self.renamed.get(fact.code, fact.code)

    def route(self, fact: ev.AnyFact) -> Route:
        """The replacements of its transcript."""
        if fact.transcript not in self._went:
            self._went[fact.transcript] = Route(self.state.moves(fact.transcript))
        return self._went[fact.transcript]

    def place(self, fact: ev.CodingFact, transcript: Transcript) -> Span | None:
        """Where a coding stands now, through every replacement of its transcript; None where it is lost."""
        if fact.sha == transcript.sha:
            span: Span | None = Span(fact.start, fact.end)
        else:
            span, sha, _ = self.route(fact).follow(fact)
            span = span if sha == transcript.sha else None
        return span if span is not None and 0 <= span.start < span.end <= len(transcript.text) else None

    def beside(self, place: ev.Place | None, fact: ev.AnyFact, transcript: Transcript) -> Span | None:
        """Where a place that goes with a coding stands now, such as a signal; None where that is unknown."""
        if place is None or fact.sha == transcript.sha:
            return place and Span(*place)
        return self.route(fact).beside(place, fact.sha, transcript.sha)

    def _coding(self, standing: Standing, fact: ev.CodingFact, transcript: Transcript, span: Span) -> Coding:
        return Coding(
            start=span.start,
            end=span.end,
            code=self.code(fact),
            resource=self.beside(fact.resource, fact, transcript),
            reasoning=self.beside(fact.reasoning, fact, transcript),
            **{name: getattr(fact, name) for name in _OF_CODING},
            **self._of_both(standing, fact, transcript),
        )

    def _link(self, standing: Standing, fact: ev.LinkFact, transcript: Transcript) -> Configuration:
        return Configuration(
            signal=self.beside(fact.signal, fact, transcript),
            **{name: getattr(fact, name) for name in _OF_LINK},
            **self._of_both(standing, fact, transcript),
        )

    def _of_both(self, standing: Standing, fact: ev.AnyFact, transcript: Transcript) -> dict[str, Any]:
        same = fact.sha == transcript.sha
        places = fact.matched if same else [self.beside(one, fact, transcript) for one in fact.matched]
        matched = tuple([transcript.text[slice(*place)] for place in places if place])
        said = {name: getattr(fact, name) for name in _OF_BOTH}
        said |= {"id": standing.target, "transcript": fact.transcript, "coder": standing.coder}
        said |= {"status": standing.status, "memo": standing.memo, "reason": Reason(fact.rule, matched)}
        return said

    def decided(self, coder: str | None = None) -> tuple[list[Coding], list[Configuration]]:
        """Everything that people decided and agree on, or one coder alone, in the order of the words."""
        targets = chain.from_iterable(map(self.state.targets, self.transcripts))
        answers = (self.state.verdict(target, coder) for target in targets)
        read = ((one, item) for one in answers if one is not None and (item := self.item(one)) is not None)
        return arrange(item if coder else with_others(self.state, one, item) for one, item in read)

    def undecided(self, made: Suggestions) -> Suggestions:
        """Only what nobody decided or coded by hand in the same words, also before the text was replaced."""
        judged, decided = self._judged(made.transcript), self.state.decided
        places: _Places = {one.id: (one.start, one.end, one.code) for one in made.codings}
        codings = [one for one in made.codings if not (places[one.id] in judged or decided(one.id))]
        links = [one for one in made.configurations if not (_parts(one, places) in judged or decided(one.id))]
        return replace(made, codings=tuple(codings), configurations=tuple(links))

    def _judged(self, name: str) -> set[tuple[object, ...]]:
        places: _Places = {}
        links: list[ev.LinkFact] = []
        for standing in chain.from_iterable(map(self.state.standing, self.state.targets(name))):
            fact = standing.fact
            if isinstance(fact, ev.LinkFact):
                links.append(fact)
            elif fact is not None and fact.transcript == name:
                place = self.place(fact, self.transcripts[name])
                if place is not None:
                    places[standing.target] = (*place, self.code(fact))
        return {*places.values(), *(_parts(fact, places) for fact in links)}


_Places = dict[str, tuple[object, ...]]


def _parts(link: Configuration | ev.LinkFact, places: _Places) -> tuple[object, ...]:
    """What a configuration links, by places and codes instead of ids."""
    return tuple(name and places.get(name, name) for name in (link.context, link.mechanism, link.outcome))


# ------------------------------------------------------------ all of it


def arrange(items: Iterable[Item]) -> tuple[list[Coding], list[Configuration]]:
    """Codings by place and configurations by their first element; a missing element becomes unstated."""
    items = list(items)
    codings = sorted(
        (item for item in items if isinstance(item, Coding)),
        key=lambda coding: (coding.transcript, coding.start, coding.end, coding.id),
    )
    return codings, [item for item in items if isinstance(item, Configuration)]


def whole(codings: Iterable[Coding], links: Iterable[Configuration]) -> list[Configuration]:
    """Configurations whose missing elements are shown as unstated; with one element left there is no link.

    An element that was amended to a code of another kind is linked as that, where nothing else is.
    """
    order = {coding.id: (place, coding.kind) for place, coding in enumerate(codings)}
    found = []
    for link in links:
        named = [(kind, name) for kind, name in link.parts.items() if name in order]
        parts: dict[str, Any] = dict.fromkeys(KINDS)
        for _, name in sorted(named, key=lambda one: one[0] != order[one[1]][1]):
            if parts.get(order[name][1], name) is None:
                parts[order[name][1]] = name
        kept = [order[name][0] for name in parts.values() if name is not None]
        if len(kept) > 1:
            found.append((min(kept), replace(link, **parts)))
    return [link for _, link in sorted(found, key=lambda pair: (pair[0], pair[1].id))]
