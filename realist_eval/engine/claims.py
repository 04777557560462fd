"""Causal claims in a parsed transcript: rules propose them, and each keeps the rule that did."""

from __future__ import annotations

from collections.abc import Iterator

from realist_eval.engine.flags import Colour, colour
from realist_eval.engine.markers import Markers, load_markers
from realist_eval.engine.parsed import Parsed, Sentence
from realist_eval.engine.proposals import Proposal, Stretch, View, propose
from realist_eval.model import Claim, Span

LEAST = 0.3  # weight below which a rule alone makes no claim


def find_claims(parsed: Parsed, markers: Markers | None = None, least: float = LEAST) -> list[Claim]:
    """The claims of a transcript in the order of their signals."""
    markers = markers or load_markers()
    return [claim for view, sentence in views(parsed) for claim in _claims(view, sentence, markers, least)]


def views(parsed: Parsed) -> Iterator[tuple[View, Sentence]]:
    """Each sentence with the one before it where the same turn, or the turn next to it, goes on."""
    previous: Sentence | None = None
    for sentence in parsed.sentences:
        before = None
        if previous is not None and sentence.turn - previous.turn <= 2:
            before = (previous.first, previous.last)
        yield View(parsed, sentence.first, sentence.last, before), sentence
        previous = sentence


def _claims(view: View, sentence: Sentence, markers: Markers, least: float) -> Iterator[Claim]:
    seen: set[tuple[Stretch, Stretch]] = set()
    for proposal in propose(view, markers):
        sides = (proposal.cause, proposal.effect)
        if proposal.marker.weight >= least and sides not in seen:
            seen.add(sides)
            tint = colour(view.parsed, sentence, proposal.signal, markers.flags)
            yield as_claim(view.parsed, proposal, tint, proposal.marker.weight)


def as_claim(parsed: Parsed, proposal: Proposal, tint: Colour, score: float) -> Claim:
    """A proposal as a claim, in characters of the transcript."""
    marker = proposal.marker
    return Claim(
        cause=_span(parsed, proposal.cause),
        effect=_span(parsed, proposal.effect),
        signal=tuple(_span(parsed, words) for words in proposal.signal),
        polarity=marker.polarity,
        score=round(score, 4),
        rule=marker.rule,
        hedged=tint.hedged,
        negated=tint.negated,
        wish=marker.wish or tint.wish,
        counterfactual=marker.counterfactual or tint.counterfactual,
        hypothetical=marker.hypothetical,
        question=tint.question,
        reported=tint.reported,
    )


def _span(parsed: Parsed, stretch: Stretch) -> Span:
    return parsed.span(*stretch)
