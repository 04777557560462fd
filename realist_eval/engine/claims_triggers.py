"""Words that may join a cause and an effect, one by one, as people read them: a conjunction, "to", a verb.

A sentence is causal where at least one of them is; so each is scored alone, however long the sentence. What a
rule says of a word is where its score starts from; what was learned is added.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from realist_eval.engine.claims_sentence import after, before, frames
from realist_eval.engine.columns import Column, Named, Numbers, Truths, column, either, ranges
from realist_eval.engine.markers import Markers
from realist_eval.engine.parsed import Parsed
from realist_eval.engine.proposals import Proposal

JOINING = frozenset(("mark", "prep", "advmod", "agent"))
SMALL = frozenset(("ADP", "SCONJ"))
RESUMING = frozenset(("so", "then", "therefore", "thus", "otherwise", "hence"))
CLAUSES = frozenset(("acl", "advcl", "relcl"))
CARRIED = frozenset(("prep", "agent", "prt"))
COMPLEMENTS = frozenset(("xcomp", "ccomp", "oprd"))
SIDES = frozenset(("dobj", "nsubj", "nsubjpass"))
MORE = frozenset(("prep", "relcl", "acl"))
ARGUMENTS = (
    "acomp", "advcl", "agent", "ccomp", "csubj", "dative", "dobj", "mark", "nsubj", "nsubjpass", "oprd",
    "prep", "prt", "xcomp",
)  # fmt: skip
LEAST, MOST = 0.03, 0.95  # chances from which a word starts: without a rule, and at best


class Triggers(NamedTuple):
    """The words of some sentences that may join two sides."""

    names: Numbers  # the numbers of their features, one word after another
    counts: Numbers  # how many each has
    start: NDArray[np.float64]  # the log-odds that each starts from
    sentence: Numbers  # the place of its sentence among those that were looked at


def triggers(
    parsed: Parsed,
    sentences: Numbers,
    proposals: Sequence[Sequence[Proposal]],
    markers: Markers,
    number: Callable[[str], int],
) -> Triggers:
    """The words of these sentences that may join two sides; one that stands for none where there are none."""
    fired = [one for own in proposals for one in own]
    at = np.array([one.signal[0][0] for one in fired], dtype=np.int64)
    whose, tokens = ranges(*parsed.edges[sentences].T)
    sorts = _sorts(parsed, tokens, at, markers)
    word = np.full(len(parsed), -1)
    word[np.sort(np.concatenate([*sorts.values()]))] = np.arange(sum(map(len, sorts.values())))
    sentence = whose[word[tokens] >= 0]
    silent = np.flatnonzero(np.bincount(sentence, minlength=len(sentences)) == 0)
    named = Named(len(sentence) + len(silent), number)
    for sort, tell in SORTS.items():
        tell(parsed, sorts[sort], word[sorts[sort]], named)
    _rules(parsed, fired, at, word[at], named)
    named.flag("none", np.arange(len(sentence), len(sentence) + len(silent)))
    weights = np.full(len(sentence) + len(silent), LEAST)
    np.maximum.at(weights, word[at], np.array([one.marker.weight for one in fired]))
    chances = np.clip(weights, LEAST, MOST)
    return Triggers(*named.rows(), np.log(chances / (1 - chances)), np.append(sentence, silent))


def _sorts(parsed: Parsed, tokens: Numbers, fired: Numbers, markers: Markers) -> dict[str, Numbers]:
    """The words of each sort; each is of the first that it can be."""
    at, free = parsed.columns, np.zeros(len(parsed), dtype=bool)
    known = at.words.among(markers.vocabulary)
    known[fired] = free[tokens] = True
    found = {}
    for sort, holds in (
        ("small", at.deps.among(JOINING) | at.pos.among(SMALL) | at.words.among(RESUMING)),
        ("purpose", at.tags.among(("TO",)) & at.deps.among(("aux",))),
        ("verb", at.pos.among(("VERB",))),
        ("noun", at.pos.among(("NOUN",)) & (known | _above(parsed, MORE))),
        ("other", known),
        ("clause", at.deps.among(CLAUSES)),
    ):
        found[sort] = np.flatnonzero(free & holds)
        free &= ~holds
    return found


def _below(parsed: Parsed, deps: Container[str]) -> Numbers:
    """Tokens that hang on another in one of these ways."""
    heads = parsed.columns.heads
    return np.flatnonzero(parsed.columns.deps.among(deps) & (heads != np.arange(len(heads))))


def _above(parsed: Parsed, deps: Container[str]) -> Truths:
    """The tokens that one such hangs on."""
    found = np.zeros(len(parsed), dtype=bool)
    found[parsed.columns.heads[_below(parsed, deps)]] = True
    return found


def _carried(parsed: Parsed, tokens: Numbers, deps: Container[str]) -> Column:
    """The words that hang on each token in one of these ways, in the alphabet's order."""
    found: dict[int, set[str]] = {}
    for token in _below(parsed, deps).tolist():
        found.setdefault(parsed.heads[token], set()).add(parsed.lowered[token])
    return column(["+".join(sorted(found.get(token, ()))) for token in tokens.tolist()])


def _small(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    """A preposition, a conjunction, an adverb: what it hangs on, and what hangs on it."""
    at, (first, last) = parsed.columns, parsed.edges.T
    here, heads = np.arange(len(parsed)), at.heads
    after_it = np.full(len(parsed), -1)
    right = np.flatnonzero(heads < here)[::-1]
    after_it[heads[right]] = right  # the nearest is written last
    child = after_it[tokens]
    words, deps, head = at.words.at(tokens), at.deps.at(tokens), heads[tokens]
    tag, lemma = at.tags.at(child).but(child < 0, "-"), at.lemmas.at(child).but(child < 0, "-")
    named.tell("w={}", words, of=of)
    named.tell("w={}:{}", words, deps, of=of)
    named.tell("w={}:{}:{}:{}", words, deps, at.pos.at(head), at.deps.at(head), of=of)
    named.tell("w={}:kid={}", words, tag, of=of)
    named.tell("w={}:kid={}", words, lemma, of=of)
    named.tell("w={}<{}", words, at.lemmas.at(head), of=of)
    named.tell("w={}<{}>{}", words, at.lemmas.at(head), lemma, of=of)
    named.tell("w={}:next={}", words, after(at.words, last).at(tokens), of=of)
    named.tell("w={}:before={}", words, before(at.words, first).at(tokens), of=of)
    named.tell("w={}:{}", words, _opens(parsed, tokens), of=of)
    named.tell("w={}<{}:{}", words, at.tags.at(head), tag, of=of)
    named.tell("dep={}", deps, of=of)
    marks = np.flatnonzero(deps.among(("mark",)))
    _marks(parsed, tokens[marks], of[marks], named)


def _marks(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    """A word that opens a clause: what the clause hangs on."""
    at = parsed.columns
    words, head = at.words.at(tokens), at.heads[tokens]
    top = at.heads[head]
    named.tell("w={}:side={}", words, either("before", head < top, "after"), of=of)
    named.tell("w={}<<{}", words, at.lemmas.at(top), of=of)
    named.tell("w={}:{}:{}:{}", words, at.tags.at(tokens), at.tags.at(head), at.tags.at(top), of=of)


def _opens(parsed: Parsed, tokens: Numbers) -> Column:
    return either("opens", np.isin(tokens, parsed.edges[:, 0]), "within")


def _purpose(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    """The "to" of an infinitive."""
    at, (first, _) = parsed.columns, parsed.edges.T
    verb = at.heads[tokens]
    dep, above = at.deps.at(verb), at.heads[verb]
    pos, lemma = at.pos.at(above), at.lemmas.at(verb)
    thing = either("1", _above(parsed, ("dobj",))[above], "0")
    named.tell("to:{}", dep, of=of)
    named.tell("to:{}:{}", dep, pos, of=of)
    named.tell("to:{}<{}", dep, at.lemmas.at(above), of=of)
    named.tell("to:{}>{}", dep, lemma, of=of)
    named.tell("to>{}", lemma, of=of)
    named.tell("to:{}:{}:{}", dep, at.tags.at(above), at.deps.at(above), of=of)
    named.tell("to:{}:object={}", dep, thing, of=of)
    named.tell("to:{}:{}:object={}:{}", dep, pos, thing, either("near", above == tokens - 1, "far"), of=of)
    named.tell("to:before={}", before(at.words, first).at(tokens), of=of)
    named.tell("to:{}:before={}", dep, before(at.tags, first).at(tokens), of=of)
    named.tell("to:{}:{}", dep, either("front", above > verb, "back"), of=of)


def _verb(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    at = parsed.columns
    verb, dep, tag = at.lemmas.at(tokens), at.deps.at(tokens), at.tags.at(tokens)
    frame = frames(parsed, ARGUMENTS).at(tokens)
    named.tell("v={}", verb, of=of)
    named.tell("v={}:{}", verb, dep, of=of)
    named.tell("v={}:{}", verb, frame, of=of)
    named.tell("v={}:with={}", verb, _carried(parsed, tokens, CARRIED), of=of)
    named.tell("frame={}:{}", frame, tag, of=of)
    named.tell("v={}:{}", verb, tag, of=of)
    named.tell("verb={}:{}", dep, tag, of=of)
    word = np.full(len(parsed), -1)
    word[tokens] = of
    whole, side = (
        child[word[at.heads[child]] >= 0] for child in (_below(parsed, COMPLEMENTS), _below(parsed, SIDES))
    )
    for name, child, what in (
        ("v={}:{}:{}", whole, at.tags), ("v={}:{}={}", side, at.lemmas), ("v={}:{}:{}", side, at.pos)
    ):  # fmt: skip
        above = at.heads[child]
        named.tell(name, at.lemmas.at(above), at.deps.at(child), what.at(child), of=word[above])


def _noun(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    at = parsed.columns
    noun = at.lemmas.at(tokens)
    named.tell("n={}", noun, of=of)
    named.tell("n={}:{}", noun, _carried(parsed, tokens, ("prep",)), of=of)
    named.tell("n={}:{}:{}", noun, at.deps.at(tokens), at.lemmas.at(at.heads[tokens]), of=of)


def _other(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    at, head = parsed.columns, parsed.columns.heads[tokens]
    word, dep = at.words.at(tokens), at.deps.at(tokens)
    named.tell("o={}:{}", word, dep, of=of)
    named.tell("o={}:{}:{}", word, dep, at.pos.at(head), of=of)
    named.tell("o={}<{}", word, at.lemmas.at(head), of=of)
    named.tell("o={}:next={}", word, after(at.words, parsed.edges[:, 1]).at(tokens), of=of)
    named.tell("o={}:{}", word, _opens(parsed, tokens), of=of)


def _clause(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    named.tell("clause={}:{}", parsed.columns.deps.at(tokens), parsed.columns.tags.at(tokens), of=of)


SORTS = {
    "small": _small, "purpose": _purpose, "verb": _verb, "noun": _noun, "other": _other, "clause": _clause,
}  # fmt: skip


def _rules(parsed: Parsed, fired: Sequence[Proposal], tokens: Numbers, of: Numbers, named: Named) -> None:
    """What the rules that start at a word say of it."""
    at = parsed.columns
    rule = column([one.marker.rule for one in fired])
    named.flag("rule any", of)
    named.tell("r={}", rule, of=of)
    named.tell("r={}:{}", rule, at.deps.at(tokens), of=of)
    named.tell("r={}:{}", rule, at.lemmas.at(tokens), of=of)
    named.tell("r={}:{}", rule, column([one.reach for one in fired]), of=of)
    named.tell("rw={}", column([f"{one.marker.weight:.1f}" for one in fired]), of=of)
    named.tell("r={}<{}", rule, at.tags.at(at.heads[tokens]), of=of)
    named.tell("r={}:sizes {}", rule, column([one.sizes for one in fired]), of=of)
