"""Causal claims in a parsed transcript: rules propose, small learned models choose and score.

A claim's score is the chance that its sentence holds a causal claim, moved so that .5 is the threshold.
Where a rule proposes the same cause and effect, nearly or wholly, the claim carries the rule's name, signal
and polarity. Proposals that lose stay in the list below .5: they may still be of use as hints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from realist_eval.engine.claims_model import (
    NO_PAIR,
    NO_WORD,
    CausalModel,
    Floats,
    chance,
    load_model,
    scheme_of,
)
from realist_eval.engine.claims_pairs import (
    Part,
    Scene,
    Stretches,
    edge_features,
    overlap,
    pair_features,
    pair_up,
    parts,
    scene,
    turned,
    whole_features,
)
from realist_eval.engine.claims_sentence import sentence_features
from realist_eval.engine.claims_triggers import triggers
from realist_eval.engine.columns import Numbers, Truths, ranges
from realist_eval.engine.flags import colour
from realist_eval.engine.lexicon import load_lexicon
from realist_eval.engine.markers import Marker, Markers, load_markers
from realist_eval.engine.parsed import Parsed, Sentence
from realist_eval.engine.proposals import Proposal, Stretch, View, propose, tidy
from realist_eval.engine.trimming import trim_claims
from realist_eval.model import Claim, Span

LEAST = 0.3  # rule weight below which a proposal that lost is not even a hint
MOST = 4  # claims a sentence
SHORTLIST = 12  # stretches of each role that are weighed as a whole
CROSSING = 0.45  # rule weight from which a claim may reach into the sentence before
LEARNED = Marker("learned", "pair", (), 0.5)  # a pair that no rule proposes
PURPOSE = Marker("learned", "purpose", (), 0.5, wish=True)  # one whose cause is "to do something"


class Found(NamedTuple):
    """A pair that won, with its log-odds."""

    score: float
    cause: Part
    effect: Part


class Told(NamedTuple):
    """What the words of a sentence tell, in log-odds, and the pairs found where it is worth a search."""

    said: float  # by all of them: that it is causal
    joined: float  # by those that may join two sides: the same
    search: tuple[Scene, list[Found]] | None


class Likely(NamedTuple):
    """The likelier stretches of a sentence, with their log-odds as causes and as effects."""

    parts: list[Part]
    causes: list[float]
    effects: list[float]


def find_claims(
    parsed: Parsed,
    markers: Markers | None = None,
    model: CausalModel | None = None,
    rules_only: bool = False,
    scheme: str = "",
) -> list[Claim]:
    """The claims of a transcript in the order of their sentences; best first within one.

    Without a scheme (EXPLICIT, IMPLIED) the text tells what counts as causal.
    """
    markers = markers or load_markers()
    model = model or load_model(markers.language or "en")
    scheme = scheme or scheme_of(parsed.text)
    looked_at = [(view, sentence, list(propose(view, markers))) for view, sentence in views(parsed)]
    claims: list[Claim] = []
    if model is None or rules_only:
        for _, sentence, proposals in looked_at:
            claims += _by_rules(parsed, sentence, proposals, markers)
    elif looked_at:
        told = weigh(parsed, [proposals for _, _, proposals in looked_at], markers, model, scheme)
        for (_, sentence, proposals), own in zip(looked_at, told, strict=True):
            claims += _weighed(parsed, sentence, proposals, own, markers, model, scheme)
    remarks = load_lexicon(markers.language or "en").remarks
    return list(trim_claims(parsed, claims, remarks, markers.flags.fillers))


def views(parsed: Parsed) -> Iterator[tuple[View, Sentence]]:
    """Each sentence with the one before it where the same turn, or the turn next to it, goes on."""
    previous: Sentence | None = None
    for sentence in parsed.sentences:
        before = None
        if previous is not None and sentence.turn - previous.turn <= 2:
            before = (previous.first, previous.last)
        yield View(parsed, sentence.first, sentence.last, before), sentence
        previous = sentence


def _by_rules(
    parsed: Parsed, sentence: Sentence, proposals: list[Proposal], markers: Markers
) -> Iterator[Claim]:
    seen: set[tuple[Stretch, Stretch]] = set()
    for proposal in proposals:
        sides = (proposal.cause, proposal.effect)
        if proposal.marker.weight >= LEAST and sides not in seen:
            seen.add(sides)
            yield _claim(parsed, sentence, proposal, proposal.marker.weight, markers)


def weigh(
    parsed: Parsed,
    proposals: Sequence[Sequence[Proposal]],
    markers: Markers,
    model: CausalModel,
    scheme: str,
) -> Iterator[Told]:
    """What the words of each sentence tell."""
    count, look = len(proposals), 2 * model.look
    features = sentence_features(parsed, proposals, markers, model.sentence_table.numbers)
    said = model.sentence_scores(*features.pairs(), count, scheme)
    joined = np.full(count, NO_WORD)
    likely = np.flatnonzero(said >= look)
    fired = [proposals[place] for place in likely.tolist()]
    words = triggers(parsed, likely, fired, markers, model.trigger_table.numbers)
    joined[likely] = model.trigger_scores(words, len(likely), scheme)
    searched = np.flatnonzero(said + joined >= look).tolist()
    edges = [(parsed.sentences[place].first, parsed.sentences[place].last) for place in searched]
    scenes = [scene(parsed, *own, proposals[place]) for own, place in zip(edges, searched, strict=True)]
    ranked = (rank_pairs(at, own, model) for at, own in zip(scenes, score_parts(scenes, model), strict=True))
    pairs = dict(zip(searched, zip(scenes, ranked, strict=True), strict=True))
    for place, (one, other) in enumerate(zip(said.tolist(), joined.tolist(), strict=True)):
        yield Told(one, other, pairs.get(place))


def _weighed(
    parsed: Parsed, sentence: Sentence, proposals: list[Proposal], told: Told, markers: Markers,
    model: CausalModel, scheme: str,
) -> Iterator[Claim]:  # fmt: skip
    if told.search is None:
        score = chance(model.claim_score(told.said, told.joined, NO_PAIR, proposals, scheme))
        yield from _hints(parsed, sentence, proposals, min(score, 0.49), [], markers)
        return
    at, pairs = told.search
    best = pairs[0].score if pairs else NO_PAIR
    score = chance(model.claim_score(told.said, told.joined, best, proposals, scheme))
    crossing = [one for one in proposals if one.crosses and one.marker.weight >= CROSSING]
    likely = [found for found in choose(pairs, model.further) if not crossing or found.score >= model.further]
    chosen = [_as_proposal(at, found) for found in likely]
    for proposal in [*chosen, *crossing]:
        yield _claim(parsed, sentence, proposal, score, markers)
    yield from _hints(parsed, sentence, proposals, min(score, 0.49), [*chosen, *crossing], markers)


def rank_pairs(at: Scene, likely: Likely, model: CausalModel) -> list[Found]:
    """Every pair of a sentence that is worth a look, the likeliest first."""
    candidates, causes, effects = likely
    found = []
    for one, two, *ranks in pair_up(at, candidates, causes, effects):
        cause, effect = candidates[one], candidates[two]
        names, amounts = pair_features(at, cause, effect, (causes[one], effects[two]), (ranks[0], ranks[1]))
        found.append(Found(model.pair_score(names, amounts), cause, effect))
    return sorted(found, key=lambda entry: (-entry.score, entry.cause.first, entry.effect.first))


def score_parts(scenes: Sequence[Scene], model: CausalModel) -> Iterator[Likely]:
    """The likelier stretches of each of a transcript's sentences.

    Heads and edges are cheap to weigh: only what they favour, and what rules propose, is weighed as a whole.
    """
    if not scenes:
        return
    parsed, everything = scenes[0].parsed, [parts(at) for at in scenes]
    _, tokens = ranges(*np.array([(at.first, at.last) for at in scenes]).T)
    heads, lefts, rights = model.edge_scores(edge_features(parsed, tokens, model.part_table.numbers))
    found = Stretches.from_parts(everything)
    scores = model.part_bias + heads[found.head] + lefts[found.first] + rights[found.last - 1]
    proposed = [{side for one in at.proposals for side in (one.cause, one.effect)} for at in scenes]
    kept = [part.stretch in sides for own, sides in zip(everything, proposed, strict=True) for part in own]
    shortlisted = _best(found.of, scores.real) | _best(found.of, scores.imag)
    places = np.flatnonzero(shortlisted | np.array(kept, dtype=bool))
    wholes = model.whole_scores(whole_features(scenes, found.at(places), model.part_table.numbers))
    scores = scores[places] + wholes
    chosen = [part for own in everything for part in own]
    ends = np.cumsum(np.bincount(found.of[places], minlength=len(scenes))).tolist()
    for first, last in pairwise([0, *ends]):
        own = scores[first:last]
        stretches = [chosen[place] for place in places[first:last].tolist()]
        yield Likely(stretches, own.real.tolist(), own.imag.tolist())


def _best(of: Numbers, scores: Floats) -> Truths:
    """Which are among the best of their sentence."""
    order = np.lexsort((-scores, of))
    counts = np.bincount(of)
    rank = np.arange(len(of)) - (np.cumsum(counts) - counts)[of[order]]
    best = np.zeros(len(of), dtype=bool)
    best[order[rank < SHORTLIST]] = True
    return best


def choose(pairs: list[Found], further: float) -> list[Found]:
    """The best pair, and others that are likely and say something else."""
    chosen: list[Found] = []
    for pair in pairs:
        if len(chosen) == MOST or (chosen and pair.score < further):
            break
        if not any(_same(pair, other) for other in chosen):
            chosen.append(pair)
    return chosen


def _same(one: Found, two: Found) -> bool:
    """Whether two pairs are much the same, or one is the other turned round."""
    cause, effect = one.cause.stretch, one.effect.stretch
    if overlap(cause, two.cause.stretch) >= 0.3 and overlap(effect, two.effect.stretch) >= 0.3:
        return True
    return overlap(cause, two.effect.stretch) > 0.5 and overlap(effect, two.cause.stretch) > 0.5


def _as_proposal(at: Scene, found: Found) -> Proposal:
    """The pair under the rule that agrees with it best."""
    cause, effect = found.cause.stretch, found.effect.stretch
    best, rule = 0.5, None
    for proposal in at.proposals:
        close = min(overlap(proposal.cause, cause), overlap(proposal.effect, effect))
        if close >= best:
            best, rule = close, proposal
    if rule is None:
        against = _against(at, cause, effect)
        if against:
            return against
        wished = at.parsed.tags[cause[0]] == "TO"
        return turned(Proposal(cause, effect, (), PURPOSE if wished else LEARNED))
    cause, effect = (_past(at.parsed, side, rule.signal) for side in (cause, effect))
    return turned(replace(rule, cause=cause, effect=effect))


def _against(at: Scene, cause: Stretch, effect: Stretch) -> Proposal | None:
    """A causal verb that says the same the other way round: its subject is the cause."""
    for proposal in at.proposals:
        turned_round = min(overlap(proposal.effect, cause), overlap(proposal.cause, effect))
        if proposal.marker.shape == "verb" and turned_round >= 0.5:
            return proposal
    return None


def _past(parsed: Parsed, side: Stretch, signal: tuple[Stretch, ...]) -> Stretch:
    """A side without the signal words at its start."""
    first, last = side
    for opened, closed in signal:
        if opened <= first < closed < last:
            first = closed
    return tidy(parsed, (first, last)) or side


def relation_of(claim: Claim, language: str = "en") -> tuple[Span, Span]:
    """Cause and effect as annotators of causal language see them: a purpose is the cause of the action."""
    turned_round = claim.rule == PURPOSE.rule or claim.rule in load_markers(language).purposes
    return (claim.effect, claim.cause) if turned_round else (claim.cause, claim.effect)


def _hints(
    parsed: Parsed, sentence: Sentence, proposals: list[Proposal], score: float, chosen: list[Proposal],
    markers: Markers,
) -> Iterator[Claim]:  # fmt: skip
    """Proposals that lost, each scored by its rule's weight, below the threshold."""
    for proposal in proposals:
        lost = not any(_alike(proposal, other) for other in chosen)
        if lost and proposal.marker.weight >= LEAST:
            yield _claim(parsed, sentence, proposal, min(score, proposal.marker.weight), markers)


def _alike(one: Proposal, two: Proposal) -> bool:
    return min(overlap(one.cause, two.cause), overlap(one.effect, two.effect)) >= 0.5


def _claim(parsed: Parsed, sentence: Sentence, proposal: Proposal, score: float, markers: Markers) -> Claim:
    """A proposal as a claim, in characters of the transcript."""
    marker = proposal.marker
    tint = colour(parsed, sentence, proposal.signal, markers.flags)
    return Claim(
        cause=parsed.span(*proposal.cause),
        effect=parsed.span(*proposal.effect),
        signal=tuple(parsed.span(*words) for words in proposal.signal),
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
