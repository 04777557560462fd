"""Quotations as they may be printed: attributed without names, numbered in the order they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from realist_eval.analysis import Evidence, Quotation
from realist_eval.analysis.evidence import NOT_GIVEN, unique
from realist_eval.model import UNREVIEWED, Coding, Configuration, Span, Speaker, Turn
from realist_eval.reporter.report import Line, Quote

Place = tuple[str, tuple[Span, ...]]  # a transcript, and the words in it
ANYONE = "Participant"
KIND_OF_SPEAKER = {"interviewer": "Interviewer", "other": "Other voice", "participant": ANYONE}

ATTRIBUTIONS: Mapping[str, Callable[[Speaker, str], str]] = {
    "role": lambda voice, _: voice.role or KIND_OF_SPEAKER[voice.part],
    "case": lambda voice, case: case if case != NOT_GIVEN else KIND_OF_SPEAKER[voice.part],
    "role and case": lambda voice, case: ", ".join(
        unique((voice.role or KIND_OF_SPEAKER[voice.part], *([case] if case != NOT_GIVEN else [])))
    ),
    "pseudonym": lambda voice, _: voice.pseudonym or voice.role or KIND_OF_SPEAKER[voice.part],
    "source": lambda *_: "",  # the place alone
    "label": lambda voice, _: voice.label or KIND_OF_SPEAKER[voice.part],  # names: only if all agreed to it
}
ALIASES = {"role_case": "role and case"}  # as older studies have it
DEFAULT_ATTRIBUTION = "role"


class Bank:
    """Every passage that may be quoted, each once."""

    def __init__(self, evidence: Evidence, attribution: str = DEFAULT_ATTRIBUTION) -> None:
        """Raises ValueError for an attribution there is not."""
        attribution = ALIASES.get(attribution, attribution or DEFAULT_ATTRIBUTION)
        if attribution not in ATTRIBUTIONS:
            raise ValueError(f"no attribution “{attribution}”; there are {', '.join(ATTRIBUTIONS)}")
        self.evidence = evidence
        self.attribution = attribution
        self._places: dict[str, Place] = {}  # of codings, by their ids

    @cached_property
    def _gathered(self) -> dict[Place, tuple[Quotation, dict[str, Coding]]]:
        """Every passage with its codings; a coding outside every configuration stands in its own."""
        found: dict[Place, tuple[Quotation, dict[str, Coding]]] = {}
        for one in self.evidence.configurations:
            passage = self.evidence.passage(one)
            _, codings = found.setdefault(_place(passage), (passage, {}))
            codings |= {coding.id: coding for coding in self.evidence.elements(one).values()}
            for coding in self.evidence.elements(one).values():
                self._places.setdefault(coding.id, _place(passage))
        for coding in self.evidence.codings:
            if coding.id not in self._places:
                passage = self.evidence.quotation(coding)
                self._places[coding.id] = _place(passage)
                found.setdefault(_place(passage), (passage, {}))
            found[self._places[coding.id]][1][coding.id] = coding
        return found

    @cached_property
    def _ranks(self) -> dict[Place, int]:
        order = self.evidence.order
        ranked = sorted(self._gathered, key=lambda place: (order[place[0]], place[1]))
        return {place: rank for rank, place in enumerate(ranked)}

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """All of them, by source and place."""
        return tuple(
            self._quote(f"q{rank + 1}", *self._gathered[place]) for place, rank in self._ranks.items()
        )

    def _quote(self, name: str, passage: Quotation, by_id: dict[str, Coding]) -> Quote:
        codings = by_id.values()
        undecided = any(coding.status == "suggested" for coding in codings)
        facets = {
            "case": passage.cases,
            "role": passage.roles,
            "kind": unique(coding.kind for coding in codings),
            "level": unique(filter(None, map(self.evidence.level, codings))),
            "valence": unique(filter(None, map(self.evidence.valence, codings))),
        }
        return Quote(
            name,
            passage.text,
            self.by(passage.voices, passage.cases),
            passage.place,
            passage.transcript,
            passage.spans,
            passage.turns,
            unique(coding.code for coding in codings),
            facets,
            UNREVIEWED if undecided else "",
            self.evidence.material.transcripts[passage.transcript].language,
        )

    def by(self, voices: tuple[Speaker, ...], cases: tuple[str, ...]) -> str:
        """Whose words these are, in the style chosen; never a speaker's label."""
        name = ATTRIBUTIONS[self.attribution]
        where = cases[0] if len(cases) == 1 else ""
        return " / ".join(unique(name(voice, voice.case or where or NOT_GIVEN) for voice in voices))

    def of(self, passage: Quotation) -> Quote:
        """The quote of a passage."""
        return self.quotes[self._ranks[_place(passage)]]

    def of_coding(self, coding: Coding) -> Quote:
        """The quote that a coding stands in: its first configuration's, or its own."""
        return self.quotes[self._of_coding[coding.id]]

    def of_members(self, members: Iterable[Coding | Configuration]) -> tuple[Quote, ...]:
        """The quotes behind a cell, each once, in their order."""
        ranks, of_coding = self._ranks, self._of_coding
        found = {
            of_coding[one.id] if isinstance(one, Coding) else ranks[_place(self.evidence.passage(one))]
            for one in members
        }
        return tuple([self.quotes[rank] for rank in sorted(found)])

    @cached_property
    def _of_coding(self) -> dict[str, int]:
        ranks = self._ranks
        return {name: ranks[place] for name, place in self._places.items()}

    def lines(self) -> tuple[Line, ...]:
        """The turns that are quoted, with the quoted words marked."""
        marked: dict[tuple[str, int], tuple[Turn, set[Span]]] = {}
        for quote in self.quotes:
            for start, end in quote.spans:
                turn = self.evidence.turn(quote.transcript, start)
                if turn is not None:
                    _, spans = marked.setdefault((quote.transcript, turn.n), (turn, set()))
                    spans.add(Span(start - turn.start, end - turn.start))
        order = self.evidence.order
        ranked = sorted(marked, key=lambda place: (order[place[0]], place[1]))
        return tuple(self._line(place[0], *marked[place]) for place in ranked)

    def _line(self, name: str, turn: Turn, spans: set[Span]) -> Line:
        transcript = self.evidence.material.transcripts[name]
        voice = transcript.speaker(turn.speaker) or Speaker("", turn.part)
        return Line(
            f"{self.evidence.names[name]}, turn {turn.n}",
            self.by((voice,), (self.evidence.case(name, turn.start),)),
            transcript.quote(turn),
            tuple(sorted(spans)),
            transcript.language,
        )


def _place(passage: Quotation) -> Place:
    return passage.transcript, passage.spans
