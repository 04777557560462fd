"""The full lists for data files: every pattern, configuration, coding and quotation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from realist_eval.analysis import Pattern
from realist_eval.model import KINDS, UNSTATED, Coding, Configuration
from realist_eval.reporter.report import Block, Listed, Listing, Quote, Value
from realist_eval.reporter.sections.desk import Desk, columns, sentence, spoken

T = TypeVar("T")


def data(desk: Desk) -> list[Block]:
    """Every quotation, configuration and coding."""
    numbers = {one.id: n for n, pattern in enumerate(desk.patterns, 1) for one in pattern.configurations}
    links = desk.evidence.configurations
    return [
        _list("quotations", _QUOTATION, desk.bank.quotes, lambda quote: _quotation(desk, quote)),
        _list("configurations", _LINK, links, lambda one: _link(desk, one, numbers[one.id])),
        _list("codings", _CODING, desk.evidence.codings, lambda one: _coding(desk, one)),
    ]


def patterns(desk: Desk) -> Listing:
    """The matrix, every column a value of its own."""
    return _list("patterns", _PATTERN, desk.patterns, lambda one: _pattern(desk, one))


def _list(name: str, heads: str, items: Sequence[T], row: Callable[[T], Listed]) -> Listing:
    return Listing(name, name.capitalize(), columns(heads), lambda: map(row, items))


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)


_PATTERN = (
    "No. 0.5 # | Context code | Context | Mechanism code | Mechanism | Resource | Reasoning | Outcome code"
    " | Outcome | Valence | Polarity | If … then … because 2 | Level | Cases | Roles | Speakers # | Sources #"
    " | Quotations # | Recurs across sources | Hedged # | Reported # | Counterfactual # | Best quotation 4"
    " | Attribution | Place | Status"
)


def _pattern(desk: Desk, one: Pattern) -> Listed:
    best = desk.bank.of(one.best)
    context = (one.context or "", desk.label(one.context))
    mechanism = (one.mechanism or "", desk.label(one.mechanism), one.resource, one.reasoning)
    outcome = (one.outcome or "", desk.label(one.outcome), one.valence, one.polarity)
    reach = map(_joined, (one.levels, one.cases, one.roles))
    recurs = (len(one.speakers), one.n_sources, one.n_quotations, "yes" if one.demi_regularity else "no")
    doubts = (one.hedged, one.reported, one.counterfactual)
    said = (best.text, best.by, best.place, one.status)
    values: tuple[Value, ...] = (
        *context,
        *mechanism,
        *outcome,
        sentence(desk, one),
        *reach,
        *recurs,
        *doubts,
        *said,
    )
    return (desk.ranks[one.key], *values), one.status if one.unreviewed else ""


_QUOTATION = (
    "No. | Quotation 5 | Attribution | Place | Case | Role | Codes | Labels | Kinds | Levels | Valences"
    " | Status"
)


def _quotation(desk: Desk, quote: Quote) -> Listed:
    of = quote.facets
    who = (quote.by, quote.place, _joined(of["case"]), _joined(of["role"]))
    codes = (_joined(quote.codes), _joined(map(desk.label, quote.codes)), _joined(of["kind"]))
    weighed = (_joined(of["level"]), _joined(map(spoken, of["valence"])), quote.status or "decided")
    return (quote.id, quote.text, *who, *codes, *weighed), quote.status


_LINK = (
    "Configuration | Pattern # | Context code | Context words 3 | Mechanism code | Mechanism words 3"
    " | Outcome code | Outcome words 3 | Valence | Polarity | Level | Hedged | Reported | Counterfactual"
    " | Hypothetical | From the question | Quotation | Place | Case | Role | Coder | Status | Score # | Why 2"
    " | Memo 2"
)


def _link(desk: Desk, one: Configuration, number: int) -> Listed:
    elements = desk.evidence.elements(one)
    quote = desk.bank.of(desk.evidence.passage(one))
    mark = desk.mark((one, *elements.values()))
    context, mechanism, outcome = (_element(desk, elements.get(kind)) for kind in KINDS)
    valence = spoken(desk.evidence.valence(elements["outcome"])) if "outcome" in elements else ""
    asked = any(coding.from_question for coding in elements.values())
    doubts = (one.hedged, one.reported, one.counterfactual, one.hypothetical, asked)
    where = (quote.id, quote.place, _joined(quote.facets["case"]), _joined(quote.facets["role"]))
    level = _joined(quote.facets["level"])
    weighed = (valence, one.polarity, level, *("yes" if flag else "" for flag in doubts))
    return (one.id, number, *context, *mechanism, *outcome, *weighed, *where, *_decided(one, mark)), mark


def _element(desk: Desk, coding: Coding | None) -> tuple[str, str]:
    """An element's code and its words, verbatim; an interruption shows as [...]."""
    if coding is None:
        return "", UNSTATED
    transcript = desk.evidence.material.transcripts[coding.transcript]
    return coding.code, " [...] ".join(transcript.quote(span) for span in desk.evidence.spans(coding))


def _decided(one: Coding | Configuration, mark: str) -> tuple[Value, ...]:
    """Who proposed or decided it, how it stands, and why."""
    return one.by, mark or one.status, round(one.score, 3), str(one.reason), one.memo


_CODING = (
    "Coding | Kind | Code | Label | Valence | Level | Words 4 | Place | Start # | End # | Case | Role | Coder"
    " | Status | Score # | Why 2 | Memo 2"
)


def _coding(desk: Desk, one: Coding) -> Listed:
    evidence, place = desk.evidence, (one.transcript, one.start)
    turn = evidence.turn(*place)
    mark = desk.mark((one,))
    code = (one.kind, one.code, desk.label(one.code), spoken(evidence.valence(one)), evidence.level(one))
    words = evidence.material.transcripts[one.transcript].quote(one.span)
    where = (f"{evidence.names[one.transcript]}, turn {turn.n if turn else '?'}", one.start, one.end)
    values = (*code, words, *where, evidence.case(*place), evidence.role(*place), *_decided(one, mark))
    return (one.id, *values), mark
