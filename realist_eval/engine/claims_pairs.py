"""Which words of a sentence are the cause and which the effect: candidates, and what speaks for each.

Stretches that the dependency tree offers are scored one by one as cause and as effect; the best of both
are put in pairs, beside those that rules propose, and the pairs are scored in turn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from realist_eval.engine.claims_sentence import after, before
from realist_eval.engine.columns import Column, Named, Numbers
from realist_eval.engine.parsed import Parsed
from realist_eval.engine.proposals import Proposal, Stretch, tidy

Complex = NDArray[np.complex128]
BEST = 5  # stretches of each role that are put in pairs
MOST_SIGNALS = 8
HEADS = frozenset(("VERB", "AUX", "NOUN", "PROPN", "PRON", "ADJ", "NUM"))
INNER = frozenset(("compound", "amod", "poss", "nummod", "det", "aux", "auxpass", "neg"))
CUT_BEFORE = frozenset(
    ("advcl", "conj", "cc", "prep", "agent", "relcl", "acl", "ccomp", "punct", "npadvmod", "parataxis",
     "appos", "advmod", "xcomp", "dobj")
)  # fmt: skip
CUT_AFTER = frozenset(("dobj", "xcomp", "prep", "acl", "attr"))
START_AFTER = frozenset(
    ("advcl", "prep", "cc", "mark", "advmod", "punct", "ccomp", "intj", "nsubj", "nsubjpass", "npadvmod",
     "parataxis", "aux")
)  # fmt: skip
SUBJECTS = frozenset(("nsubj", "nsubjpass"))
SIDES = ("cause", "effect")
SIZES = (1, 2, 4, 7, 12, 20)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch that may be a cause or an effect, with the token that heads it."""

    first: int
    last: int
    head: int

    @property
    def stretch(self) -> Stretch:
        """Its tokens."""
        return self.first, self.last


@dataclass(frozen=True)
class Scene:
    """A sentence with what its rules propose, ready to be searched."""

    parsed: Parsed
    first: int
    last: int
    proposals: Sequence[Proposal]  # with both sides in the sentence; a purpose is the cause
    signals: Mapping[Stretch, str] = field(default_factory=dict)  # signal words and their rule
    _close: dict[Stretch, list[tuple[float, float]]] = field(default_factory=dict)

    def closeness(self, stretch: Stretch) -> list[tuple[float, float]]:
        """How far a stretch is the cause, and the effect, of each proposal."""
        known = self._close.get(stretch)
        if known is None:
            known = [(overlap(p.cause, stretch), overlap(p.effect, stretch)) for p in self.proposals]
            self._close[stretch] = known
        return known


def scene(parsed: Parsed, first: int, last: int, proposals: Sequence[Proposal]) -> Scene:
    """Set a sentence up, given all that rules propose for it."""
    signals: dict[Stretch, str] = {}
    for proposal in proposals:
        for words in proposal.signal:
            signals.setdefault(words, proposal.marker.rule)
    within = [turned(proposal) for proposal in proposals if not proposal.crosses]
    return Scene(parsed, first, last, within, dict(sorted(signals.items())[:MOST_SIGNALS]))


def turned(proposal: Proposal) -> Proposal:
    """A purpose as annotators see it: what is wished for is why something is done. Twice is as before."""
    if not proposal.marker.wish:
        return proposal
    return replace(proposal, cause=proposal.effect, effect=proposal.cause)


def overlap(one: Stretch, two: Stretch) -> float:
    """Tokens that two stretches share, as a part of those that either has."""
    if one[1] <= two[0] or two[1] <= one[0]:
        return 0.0
    shared = min(one[1], two[1]) - max(one[0], two[0])
    return shared / (max(one[1], two[1]) - min(one[0], two[0]))


# ---------------------------------------------------------------- candidates


def parts(at: Scene) -> list[Part]:
    """Every stretch worth a look: what hangs on a head, whole or cut at clauses, and what rules propose."""
    found: dict[Stretch, int] = {}
    parsed = at.parsed
    for head in range(at.first, at.last):
        if parsed.pos[head] in HEADS and parsed.deps[head] not in INNER:
            starts, ends = _cuts(at, head)
            for start in starts:
                for end in ends:
                    if start <= head < end:
                        tidied = tidy(parsed, (start, end))
                        if tidied:
                            found.setdefault(tidied, head)
    for proposal in at.proposals:
        for stretch in (proposal.cause, proposal.effect):
            if stretch not in found and at.first <= stretch[0] and stretch[1] <= at.last:
                found[stretch] = _top(parsed, stretch)
    return [Part(first, last, head) for (first, last), head in found.items()]


def _cuts(at: Scene, head: int) -> tuple[list[int], list[int]]:
    parsed = at.parsed
    starts = {max(parsed.lefts[head], at.first)}
    ends = {min(parsed.rights[head] + 1, at.last)}
    for child in parsed.children[head]:
        dep = parsed.deps[child]
        if child > head:
            if dep in CUT_BEFORE and parsed.lefts[child] > head:
                ends.add(parsed.lefts[child])
            if dep in CUT_AFTER:
                ends.add(parsed.rights[child] + 1)
        elif dep in START_AFTER:
            starts.add(parsed.rights[child] + 1)
    if parsed.pos[head] in ("VERB", "AUX"):
        starts.add(head)
    else:
        ends.add(head + 1)
    return sorted(starts), sorted(ends)


def _top(parsed: Parsed, stretch: Stretch) -> int:
    """The first token of a stretch that hangs on nothing inside it."""
    first, last = stretch
    for token in range(first, last):
        above = parsed.heads[token]
        if above == token or not first <= above < last:
            return token
    return first


# ---------------------------------------------------------------- what speaks for a stretch


Names = tuple[str, ...]


def edge_features(parsed: Parsed, tokens: Numbers, numbers: Mapping[str, int]) -> tuple[Named, Named, Named]:
    """Features of each of these tokens as the head, the first and the last token of a stretch."""
    at, (first, last) = parsed.columns, parsed.edges.T
    heads, lefts, rights = (Named(len(parsed), numbers) for _ in range(3))
    lemmas, dep, tags = at.lemmas.at(tokens), at.deps.at(tokens), at.tags.at(tokens)
    heads.tell("above=%s>%s", at.lemmas.at(at.heads[tokens]), dep, of=tokens)
    heads.tell("helper=%s:%s", _helpers(parsed).at(tokens), dep, of=tokens)
    heads.tell("head=%s:%s", lemmas, dep, of=tokens)
    heads.tell("head=%s:%s", tags, dep, of=tokens)
    one = before(at.words, first)
    lefts.tell("before=%s", one.at(tokens), of=tokens)
    lefts.tell("before=%s %s", before(one, first).at(tokens), one.at(tokens), of=tokens)
    lefts.tell("starts=%s", at.words.at(tokens), of=tokens)
    lefts.tell("starts=%s", tags, of=tokens)
    one = after(at.words, last)
    rights.tell("after=%s", one.at(tokens), of=tokens)
    rights.tell("after=%s %s", one.at(tokens), after(one, last).at(tokens), of=tokens)
    rights.tell("ends=%s", at.words.at(tokens), of=tokens)
    rights.tell("ends=%s", tags, of=tokens)
    return heads, lefts, rights


def _helpers(parsed: Parsed) -> Column:
    """The first auxiliary of each token, or -."""
    at, found = parsed.columns, np.full(len(parsed), -1)
    helpers = np.flatnonzero(at.deps.among(("aux",)) & (at.heads != np.arange(len(parsed))))[::-1]
    found[at.heads[helpers]] = helpers  # the first is written last
    return at.words.at(found).but(found < 0, "-")


def whole_features(at: Scene, part: Part) -> list[str]:
    """Features of a candidate as a whole, without repeats."""
    return list(chain.from_iterable(whole_groups(at, part)))


def whole_groups(at: Scene, part: Part) -> list[Names]:
    """The same in groups that come again and again; no feature is in two."""
    parsed, head = at.parsed, part.head
    dep, children = parsed.deps[head], parsed.children[head]
    whole = f"{int(part.first == parsed.lefts[head])}{int(part.last == parsed.rights[head] + 1)}"
    openers = [parsed.lowered[child] for child in children if parsed.deps[child] == "mark"]
    subject = [c for c in children if part.first <= c < part.last and parsed.deps[c] in SUBJECTS]
    place = f"{int(part.first == at.first)}{int(part.last >= at.last - 1)}"
    above, size = parsed.deps[parsed.heads[head]], _size(part.last - part.first)
    opener = openers[0] if openers else "-"
    outline = _outline(dep, parsed.pos[head], above, whole, opener, bool(subject))
    groups = [outline, _extent(dep, whole, size, place)]
    near = dict.fromkeys([(rule, _place(*words, part)) for words, rule in at.signals.items()])
    groups += [_near(rule, where, dep) for rule, where in near]
    if at.proposals:
        groups.append(_sided(at, part))
    return groups


@lru_cache(maxsize=8_192)
def _outline(dep: str, pos: str, above: str, whole: str, opener: str, subject: bool) -> Names:
    return (
        f"dep={dep}:{pos}:{whole}",
        f"dep={above}>{dep}:{whole}",
        f"opener={opener}:{whole}",
        f"subject={int(subject)}:{pos}",
    )


@lru_cache(maxsize=8_192)
def _extent(dep: str, whole: str, size: int, place: str) -> Names:
    return (
        f"size={size}:{dep}",
        f"size={size}:{whole}",
        f"from the start={place[0]}:{size}",
        f"to the end={place[1]}:{size}",
    )


@lru_cache(maxsize=8_192)
def _near(rule: str, place: str, dep: str) -> Names:
    return f"near={rule}:{place}", f"near={rule}:{place}:{dep}"


def _place(first: int, last: int, part: Part) -> str:
    """Where a signal stands towards a part."""
    if last == part.first:
        return "just before"
    if first == part.last:
        return "just after"
    if first == part.first:
        return "opens"
    if part.first <= first < part.last:
        return "inside"
    return "before" if first < part.first else "after"


def _sided(at: Scene, part: Part) -> Names:
    """Whether it is, or nearly is, a side of what a rule proposes."""
    found: list[str] = []
    for proposal, shares in zip(at.proposals, at.closeness(part.stretch), strict=True):
        marker = proposal.marker
        for side, shared in zip(SIDES, shares, strict=True):
            if shared > 0.999:
                strength = "strong" if marker.weight >= 0.45 else "weak"
                found += (f"is {side} of={marker.rule}", f"is {side}")
                found.append(f"is {side} of={marker.shape}:{strength}")
            elif shared >= 0.5:
                found += (f"near {side} of={marker.rule}", f"near {side}")
    return tuple(dict.fromkeys(found))


def _size(tokens: int) -> int:
    return bisect_left(SIZES, tokens)


# ---------------------------------------------------------------- what speaks for a pair


def pair_up(
    at: Scene, candidates: Sequence[Part], causes: Sequence[float], effects: Sequence[float]
) -> list[tuple[int, int, int, int]]:
    """Pairs worth a look: numbers of cause and effect, and their ranks in their roles."""
    everyone = range(len(candidates))
    best_causes = sorted(everyone, key=lambda number: -causes[number])[:BEST]
    best_effects = sorted(everyone, key=lambda number: -effects[number])[:BEST]
    found = {
        (one, two): (rank_one, rank_two)
        for rank_one, one in enumerate(best_causes)
        for rank_two, two in enumerate(best_effects)
        if _apart(candidates[one], candidates[two])
    }
    number = {part.stretch: place for place, part in enumerate(candidates)}
    for proposal in at.proposals:
        if proposal.cause in number and proposal.effect in number:
            found.setdefault((number[proposal.cause], number[proposal.effect]), (9, 9))
    return [(one, two, *ranks) for (one, two), ranks in found.items()]


def _apart(one: Part, two: Part) -> bool:
    return one.last <= two.first or two.last <= one.first


def pair_features(
    at: Scene, cause: Part, effect: Part, scores: tuple[float, float], ranks: tuple[int, int]
) -> tuple[list[str], dict[str, float]]:
    """Features of a cause with an effect: those that hold, without repeats, and those that have an amount."""
    order = "CE" if cause.first < effect.first else "EC"
    gap = (cause.last, effect.first) if order == "CE" else (effect.last, cause.first)
    amounts = {
        "score of cause": scores[0],
        "score of effect": scores[1],
        "lesser score": min(scores),
        "covered": (cause.last - cause.first + effect.last - effect.first) / (at.last - at.first),
    }
    names = [f"cause rank={min(ranks[0], 4)}", f"effect rank={min(ranks[1], 4)}"]
    names += _gap(at, gap, order)
    names += _tree(at, cause, effect, order)
    names += _kinds(at, cause, effect, order)
    names += _agreement(at, cause, effect, amounts)
    return list(dict.fromkeys(names)), amounts


def _gap(at: Scene, gap: Stretch, order: str) -> list[str]:
    lowered, (first, last) = at.parsed.lowered, gap
    names = [f"order={order}", f"gap={order}:{_size(last - first + 1)}"]
    if last - first <= 4:
        names.append(f"gap={order}:{' '.join(lowered[first:last])}")
    else:
        names += (f"gap={order}:long", f"gap={order}:{lowered[first]} ...")
        names.append(f"gap={order}:... {lowered[last - 1]}")
    rules = [rule for words, rule in at.signals.items() if first <= words[0] < last]
    return names + [f"gap={order}:{rule}" for rule in rules[:4] or ["none"]]


def _tree(at: Scene, cause: Part, effect: Part, order: str) -> Names:
    """How the two heads stand in the tree."""
    heads, deps = at.parsed.heads, at.parsed.deps
    one, two = cause.head, effect.head
    path, middle = "-", ""
    if heads[one] == two:
        path = f"C<E:{deps[one]}"
    elif heads[two] == one:
        path = f"E<C:{deps[two]}"
    elif heads[heads[one]] == two:
        path, middle = f"C<<E:{deps[one]}:{deps[heads[one]]}", at.parsed.lowered[heads[one]]
    elif heads[heads[two]] == one:
        path, middle = f"E<<C:{deps[two]}:{deps[heads[two]]}", at.parsed.lowered[heads[two]]
    elif heads[one] == heads[two]:
        path = f"sisters:{deps[one]}:{deps[two]}"
    names = (f"path={path}", f"path={path}:{order}")
    return (*names, f"path={path}:{middle}") if middle else names


def _kinds(at: Scene, cause: Part, effect: Part, order: str) -> Names:
    parsed, one, two = at.parsed, cause.head, effect.head
    return (
        f"sizes={_size(cause.last - cause.first)}:{_size(effect.last - effect.first)}",
        f"deps={parsed.deps[one]}:{parsed.deps[two]}:{order}",
        f"kinds={parsed.pos[one]}:{parsed.pos[two]}",
        f"cause head={parsed.lemmas[one]}",
        f"effect head={parsed.lemmas[two]}",
    )


def _agreement(at: Scene, cause: Part, effect: Part, amounts: dict[str, float]) -> list[str]:
    """What rules propose the same pair, wholly or nearly, or the same pair the other way round."""
    found: list[str] = []
    shares = zip(at.proposals, at.closeness(cause.stretch), at.closeness(effect.stretch), strict=True)
    for proposal, (causes, caused), (effecting, effects) in shares:
        marker = proposal.marker
        close = min(causes, effects)
        if close >= 0.5:
            how = "wholly" if close > 0.999 else "nearly"
            found += (f"agrees={marker.rule}", f"agrees={marker.rule}:{how}", f"agrees={how}",
                      f"agrees={marker.shape}:{how}")  # fmt: skip
            name = f"weight, {how}"
            amounts[name] = max(amounts.get(name, 0.0), 3 * marker.weight)
        elif min(caused, effecting) >= 0.5:
            found += (f"contradicts={marker.rule}", "contradicts")
    return found or ["agrees=none"]
