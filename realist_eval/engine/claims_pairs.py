"""Which words of a sentence are the cause and which the effect: candidates, and what speaks for each.

Stretches that the dependency tree offers are scored one by one as cause and as effect; the best of both
are put in pairs, beside those that rules propose, and the pairs are scored in turn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from realist_eval.engine.claims_sentence import after, before
from realist_eval.engine.columns import Column, Named, Numbers, Truths, both, column, either, graded, ranges
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
WHERE = ("just before", "just after", "opens", "inside", "before", "after")
WHOLLY, NEARLY = 0.999, 0.5  # parts of two stretches that are shared
STRONG = 0.45  # weight of a rule


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


class Stretches(NamedTuple):
    """Stretches of several sentences as arrays: the place of the sentence, and as above."""

    of: Numbers
    first: Numbers
    last: Numbers
    head: Numbers

    @classmethod
    def from_parts(cls, found: Sequence[Sequence[Part]]) -> Stretches:
        """The parts of each sentence, one after another."""
        rows = [(of, one.first, one.last, one.head) for of, own in enumerate(found) for one in own]
        return cls(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)

    def at(self, places: Numbers) -> Stretches:
        """Those at these places."""
        return Stretches(*(one[places] for one in self))


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
    heads.tell("helper=%s:%s", _first_below(parsed, "aux").at(tokens), dep, of=tokens)
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


def _first_below(parsed: Parsed, dep: str) -> Column:
    """The first word that hangs on each token in this way, or -."""
    at, found = parsed.columns, np.full(len(parsed), -1)
    below = np.flatnonzero(at.deps.among((dep,)) & (at.heads != np.arange(len(parsed))))[::-1]
    found[at.heads[below]] = below  # the first is written last
    return at.words.at(found).but(found < 0, "-")


def whole_features(scenes: Sequence[Scene], found: Stretches, numbers: Mapping[str, int]) -> Named:
    """Features of stretches of these sentences, each as a whole; names that come twice count once."""
    parsed, at = scenes[0].parsed, scenes[0].parsed.columns
    named, head = Named(len(found.of), numbers), found.head
    lefts, rights = np.array(parsed.lefts), np.array(parsed.rights)
    opens, closes = np.array([(one.first, one.last) for one in scenes])[found.of].T
    whole = both(found.first == lefts[head], found.last == rights[head] + 1)
    size = graded(SIZES, found.last - found.first - 1)  # up to and including each of SIZES
    dep, pos = at.deps.at(head), at.pos.at(head)
    named.tell("dep=%s:%s:%s", dep, pos, whole)
    named.tell("dep=%s>%s:%s", at.deps.at(at.heads[head]), dep, whole)
    named.tell("opener=%s:%s", _first_below(parsed, "mark").at(head), whole)
    named.tell("subject=%s:%s", either("1", _has_subject(parsed, found), "0"), pos)
    named.tell("size=%s:%s", size, dep)
    named.tell("size=%s:%s", size, whole)
    named.tell("from the start=%s:%s", either("1", found.first == opens, "0"), size)
    named.tell("to the end=%s:%s", either("1", found.last >= closes - 1, "0"), size)
    _near(scenes, found, dep, named)
    _sided(scenes, found, named)
    return named


def _has_subject(parsed: Parsed, found: Stretches) -> Truths:
    """Whether a subject of the head stands inside."""
    at = parsed.columns
    child = np.flatnonzero(at.deps.among(SUBJECTS) & (at.heads != np.arange(len(parsed))))
    child = child[np.argsort(at.heads[child], kind="stable")]
    above = at.heads[child]
    whose, place = ranges(*(np.searchsorted(above, found.head, side) for side in ("left", "right")))
    inside = (found.first[whose] <= child[place]) & (child[place] < found.last[whose])
    return np.bincount(whose[inside], minlength=len(found.of)) > 0


def _near(scenes: Sequence[Scene], found: Stretches, dep: Column, named: Named) -> None:
    """Where signal words stand towards it."""
    signals = [(*words, rule) for one in scenes for words, rule in one.signals.items()]
    whose, place = _of_each([len(one.signals) for one in scenes], found)
    opened, closed = (np.array([one[side] for one in signals], dtype=np.int64)[place] for side in (0, 1))
    first, last = found.first[whose], found.last[whose]
    inside = (first < opened) & (opened < last)
    places = [closed == first, opened == last, opened == first, inside, opened < first]
    where = np.select(places, range(len(places)), len(places))
    rules, towards = column([rule for *_, rule in signals]).at(place), Column(where, WHERE)
    named.tell("near=%s:%s", rules, towards, of=whose)
    named.tell("near=%s:%s:%s", rules, towards, dep.at(whose), of=whose)


def _sided(scenes: Sequence[Scene], found: Stretches, named: Named) -> None:
    """Whether it is, or nearly is, a side of what a rule proposes."""
    proposals = [one for own in scenes for one in own.proposals]
    whose, place = _of_each([len(one.proposals) for one in scenes], found)
    rules = column([one.marker.rule for one in proposals]).at(place)
    kinds = [f"{one.marker.shape}:{'strong' if one.marker.weight >= STRONG else 'weak'}" for one in proposals]
    kind = column(kinds).at(place)
    for side in SIDES:
        first, last = (
            np.array([getattr(one, side) for one in proposals], dtype=np.int64).reshape(-1, 2)[place].T
        )
        shared = np.minimum(last, found.last[whose]) - np.maximum(first, found.first[whose])
        share = shared / (np.maximum(last, found.last[whose]) - np.minimum(first, found.first[whose]))
        same, near = np.flatnonzero(share > WHOLLY), np.flatnonzero((share >= NEARLY) & (share <= WHOLLY))
        named.flag(f"is {side}", whose[same])
        named.tell(f"is {side} of=%s", rules.at(same), of=whose[same])
        named.tell(f"is {side} of=%s", kind.at(same), of=whose[same])
        named.flag(f"near {side}", whose[near])
        named.tell(f"near {side} of=%s", rules.at(near), of=whose[near])


def _of_each(counts: Sequence[int], found: Stretches) -> tuple[Numbers, Numbers]:
    """Each stretch with all of its sentence's things, of which sentences have so many each."""
    ends = np.cumsum(np.array(counts, dtype=np.int64))
    return ranges((ends - counts)[found.of], ends[found.of])


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
