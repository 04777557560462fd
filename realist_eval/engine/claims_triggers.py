"""Words that may join a cause and an effect, one by one, as people read them: a conjunction, "to", a verb.

A sentence is causal where at least one of them is; so each is scored alone, however long the sentence. What a
rule says of a word is where its score starts from; what was learned is added.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
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
    numbers: Mapping[str, int],
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
    named = Named(len(sentence) + len(silent), numbers)
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
    named.tell("w=%s", words, of=of)
    named.tell("w=%s:%s", words, deps, of=of)
    named.tell("w=%s:%s:%s:%s", words, deps, at.pos.at(head), at.deps.at(head), of=of)
    named.tell("w=%s:kid=%s", words, tag, of=of)
    named.tell("w=%s:kid=%s", words, lemma, of=of)
    named.tell("w=%s<%s", words, at.lemmas.at(head), of=of)
    named.tell("w=%s<%s>%s", words, at.lemmas.at(head), lemma, of=of)
    named.tell("w=%s:next=%s", words, after(at.words, last).at(tokens), of=of)
    named.tell("w=%s:before=%s", words, before(at.words, first).at(tokens), of=of)
    named.tell("w=%s:%s", words, _opens(parsed, tokens), of=of)
    named.tell("w=%s<%s:%s", words, at.tags.at(head), tag, of=of)
    named.tell("dep=%s", deps, of=of)
    marks = np.flatnonzero(deps.among(("mark",)))
    _marks(parsed, tokens[marks], of[marks], named)


def _marks(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    """A word that opens a clause: what the clause hangs on."""
    at = parsed.columns
    words, head = at.words.at(tokens), at.heads[tokens]
    top = at.heads[head]
    named.tell("w=%s:side=%s", words, either("before", head < top, "after"), of=of)
    named.tell("w=%s<<%s", words, at.lemmas.at(top), of=of)
    named.tell("w=%s:%s:%s:%s", words, at.tags.at(tokens), at.tags.at(head), at.tags.at(top), of=of)


def _opens(parsed: Parsed, tokens: Numbers) -> Column:
    return either("opens", np.isin(tokens, parsed.edges[:, 0]), "within")


def _purpose(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    """The "to" of an infinitive."""
    at, (first, _) = parsed.columns, parsed.edges.T
    verb = at.heads[tokens]
    dep, above = at.deps.at(verb), at.heads[verb]
    pos, lemma = at.pos.at(above), at.lemmas.at(verb)
    thing = either("1", _above(parsed, ("dobj",))[above], "0")
    named.tell("to:%s", dep, of=of)
    named.tell("to:%s:%s", dep, pos, of=of)
    named.tell("to:%s<%s", dep, at.lemmas.at(above), of=of)
    named.tell("to:%s>%s", dep, lemma, of=of)
    named.tell("to>%s", lemma, of=of)
    named.tell("to:%s:%s:%s", dep, at.tags.at(above), at.deps.at(above), of=of)
    named.tell("to:%s:object=%s", dep, thing, of=of)
    named.tell("to:%s:%s:object=%s:%s", dep, pos, thing, either("near", above == tokens - 1, "far"), of=of)
    named.tell("to:before=%s", before(at.words, first).at(tokens), of=of)
    named.tell("to:%s:before=%s", dep, before(at.tags, first).at(tokens), of=of)
    named.tell("to:%s:%s", dep, either("front", above > verb, "back"), of=of)


def _verb(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    at = parsed.columns
    verb, dep, tag = at.lemmas.at(tokens), at.deps.at(tokens), at.tags.at(tokens)
    frame = frames(parsed, ARGUMENTS).at(tokens)
    named.tell("v=%s", verb, of=of)
    named.tell("v=%s:%s", verb, dep, of=of)
    named.tell("v=%s:%s", verb, frame, of=of)
    named.tell("v=%s:with=%s", verb, _carried(parsed, tokens, CARRIED), of=of)
    named.tell("frame=%s:%s", frame, tag, of=of)
    named.tell("v=%s:%s", verb, tag, of=of)
    named.tell("verb=%s:%s", dep, tag, of=of)
    word = np.full(len(parsed), -1)
    word[tokens] = of
    whole, side = (
        child[word[at.heads[child]] >= 0] for child in (_below(parsed, COMPLEMENTS), _below(parsed, SIDES))
    )
    for name, child, what in (
        ("v=%s:%s:%s", whole, at.tags), ("v=%s:%s=%s", side, at.lemmas), ("v=%s:%s:%s", side, at.pos)
    ):  # fmt: skip
        above = at.heads[child]
        named.tell(name, at.lemmas.at(above), at.deps.at(child), what.at(child), of=word[above])


def _noun(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    at = parsed.columns
    noun = at.lemmas.at(tokens)
    named.tell("n=%s", noun, of=of)
    named.tell("n=%s:%s", noun, _carried(parsed, tokens, ("prep",)), of=of)
    named.tell("n=%s:%s:%s", noun, at.deps.at(tokens), at.lemmas.at(at.heads[tokens]), of=of)


def _other(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    at, head = parsed.columns, parsed.columns.heads[tokens]
    word, dep = at.words.at(tokens), at.deps.at(tokens)
    named.tell("o=%s:%s", word, dep, of=of)
    named.tell("o=%s:%s:%s", word, dep, at.pos.at(head), of=of)
    named.tell("o=%s<%s", word, at.lemmas.at(head), of=of)
    named.tell("o=%s:next=%s", word, after(at.words, parsed.edges[:, 1]).at(tokens), of=of)
    named.tell("o=%s:%s", word, _opens(parsed, tokens), of=of)


def _clause(parsed: Parsed, tokens: Numbers, of: Numbers, named: Named) -> None:
    named.tell("clause=%s:%s", parsed.columns.deps.at(tokens), parsed.columns.tags.at(tokens), of=of)


SORTS = {
    "small": _small, "purpose": _purpose, "verb": _verb, "noun": _noun, "other": _other, "clause": _clause,
}  # fmt: skip


def _rules(parsed: Parsed, fired: Sequence[Proposal], tokens: Numbers, of: Numbers, named: Named) -> None:
    """What the rules that start at a word say of it."""
    at = parsed.columns
    rule = column([one.marker.rule for one in fired])
    named.flag("rule any", of)
    named.tell("r=%s", rule, of=of)
    named.tell("r=%s:%s", rule, at.deps.at(tokens), of=of)
    named.tell("r=%s:%s", rule, at.lemmas.at(tokens), of=of)
    named.tell("r=%s:%s", rule, column([one.reach for one in fired]), of=of)
    named.tell("rw=%s", column([f"{one.marker.weight:.1f}" for one in fired]), of=of)
    named.tell("r=%s<%s", rule, at.tags.at(at.heads[tokens]), of=of)
    named.tell("r=%s:sizes %s", rule, column([one.sizes for one in fired]), of=of)
