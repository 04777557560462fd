"""Quotations as they may be printed: attributed without names, numbered in the order they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from realist_eval.analysis import Evidence, Quotation
from realist_eval.analysis.evidence import NOT_GIVEN, unique
from realist_eval.model import UNREVIEWED, Coding, Configuration, Span, Speaker
from realist_eval.reporter.report import Line, Quote

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
ALIASES = {"role_case": "role and case"}  # as study.yaml has it
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

    @cached_property
    def _passage_of(self) -> dict[str, Quotation]:
        """Codings to the first passage that links them; a coding outside every link to its own."""
        found: dict[str, Quotation] = {}
        for one in self.evidence.configurations:
            passage = self.evidence.passage(one)
            for coding in self.evidence.elements(one).values():
                found.setdefault(coding.id, passage)
        for coding in self.evidence.codings:
            if coding.id not in found:
                found[coding.id] = self.evidence.quotation(coding)
        return found

    @cached_property
    def _codings(self) -> dict[tuple[str, tuple[Span, ...]], list[Coding]]:
        grouped: dict[tuple[str, tuple[Span, ...]], dict[str, Coding]] = defaultdict(dict)
        for one in self.evidence.configurations:
            passage = self.evidence.passage(one)
            for coding in self.evidence.elements(one).values():
                grouped[_key(passage)][coding.id] = coding
        for coding in self.evidence.codings:
            grouped[_key(self._passage_of[coding.id])][coding.id] = coding
        return {key: list(codings.values()) for key, codings in grouped.items()}

    @cached_property
    def _quotes(self) -> dict[tuple[str, tuple[Span, ...]], Quote]:
        passages = {_key(one): one for one in self._passage_of.values()}
        passages |= {_key(one): one for one in map(self.evidence.passage, self.evidence.configurations)}
        order = self.evidence.order
        ranked = sorted(passages, key=lambda key: (order[key[0]], key[1]))
        return {key: self._quote(f"q{number}", passages[key]) for number, key in enumerate(ranked, 1)}

    def _quote(self, name: str, passage: Quotation) -> Quote:
        codings = self._codings.get(_key(passage), [])
        undecided = any(coding.status == "suggested" for coding in codings)
        return Quote(
            name,
            passage.text,
            self.by(passage.voices, passage.cases),
            passage.place,
            passage.transcript,
            passage.spans,
            passage.turns,
            unique(coding.code for coding in codings),
            self._facets(passage, codings),
            UNREVIEWED if undecided else "",
            self.evidence.material.transcripts[passage.transcript].language,
        )

    def _facets(self, passage: Quotation, codings: Iterable[Coding]) -> dict[str, tuple[str, ...]]:
        codings = list(codings)
        return {
            "case": passage.cases,
            "role": passage.roles,
            "kind": unique(coding.kind for coding in codings),
            "level": unique(filter(None, map(self.evidence.level, codings))),
            "valence": unique(filter(None, map(self.evidence.valence, codings))),
        }

    def by(self, voices: tuple[Speaker, ...], cases: tuple[str, ...]) -> str:
        """Whose words these are, in the style chosen; never a speaker's label."""
        name = ATTRIBUTIONS[self.attribution]
        where = cases[0] if len(cases) == 1 else ""
        return " / ".join(unique(name(voice, voice.case or where or NOT_GIVEN) for voice in voices))

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All of them, by source and place."""
        return tuple(self._quotes.values())

    def of(self, passage: Quotation) -> Quote:
        """The quote of a passage."""
        return self._quotes[_key(passage)]

    def of_coding(self, coding: Coding) -> Quote:
        """The quote that a coding stands in."""
        known = self._of_coding.get(coding.id)
        if known is None:
            passage = self._passage_of.get(coding.id) or self.evidence.quotation(coding)
            known = self._quotes.get(_key(passage)) or self._quote("", passage)
            self._of_coding[coding.id] = known
        return known

    @cached_property
    def _of_coding(self) -> dict[str, Quote]:
        return {}

    def of_members(self, members: Iterable[Coding | Configuration]) -> tuple[Quote, ...]:
        """The quotes behind a cell, each once, in their order."""
        quotes = [
            self.of_coding(member) if isinstance(member, Coding) else self.of(self.evidence.passage(member))
            for member in members
        ]
        return tuple(sorted({quote.id: quote for quote in quotes}.values(), key=_rank))

    def lines(self) -> tuple[Line, ...]:
        """The turns that are quoted, with the quoted words marked."""
        marked: dict[tuple[str, int], set[Span]] = defaultdict(set)
        for quote in self.quotes:
            for span in quote.spans:
                turn = self.evidence.turn(quote.transcript, span.start)
                if turn is not None:
                    marked[quote.transcript, turn.start].add(
                        Span(span.start - turn.start, span.end - turn.start)
                    )
        order = self.evidence.order
        return tuple(
            self._line(name, start, marked[name, start])
            for name, start in sorted(marked, key=lambda place: (order[place[0]], place[1]))
        )

    def _line(self, name: str, start: int, spans: set[Span]) -> Line:
        turn = self.evidence.turn(name, start)
        if turn is None:
            raise ValueError(f"no turn at {start} of {name}")
        transcript = self.evidence.material.transcripts[name]
        voice = transcript.speaker(turn.speaker) or Speaker("", turn.part)
        return Line(
            f"{self.evidence.names[name]}, turn {turn.n}",
            self.by((voice,), (self.evidence.case(name, start),)),
            transcript.quote(turn),
            tuple(sorted(spans)),
            transcript.language,
        )


def _rank(quote: Quote) -> int:
    return int(quote.id[1:] or 0)


def _key(passage: Quotation) -> tuple[str, tuple[Span, ...]]:
    return passage.transcript, passage.spans
