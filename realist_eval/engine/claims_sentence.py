"""What of a sentence tells whether it holds a causal claim: its features, as words a person can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from realist_eval.engine.columns import Column, Named, Numbers, at_most, column
from realist_eval.engine.markers import Markers
from realist_eval.engine.parsed import Parsed
from realist_eval.engine.proposals import Proposal

JOINING = frozenset(("mark", "prep", "advmod", "cc", "agent"))
ARGUMENTS = ("advcl", "agent", "ccomp", "conj", "dobj", "mark", "nsubj", "nsubjpass", "prep", "xcomp")
CLAUSES = frozenset(("advcl", "relcl", "acl"))
CONTENT = frozenset(("VERB", "NOUN", "ADJ", "ADV"))
OPENS = frozenset(("mark", "aux", "advmod"))


def sentence_features(
    parsed: Parsed, proposals: Sequence[Sequence[Proposal]], markers: Markers, numbers: Mapping[str, int]
) -> Named:
    """Features of each sentence, as often as they stand there, given what rules propose for it."""
    named = Named(len(parsed.sentences), numbers)
    first, last = parsed.edges.T
    whose = np.repeat(np.arange(len(first)), last - first)
    at = parsed.columns
    words = at.words.but(at.pos.among(("NUM",)), "0")
    _words(parsed, words, whose, named)
    _verbs(parsed, whose, named)
    _joins(parsed, markers, whose, named)
    _clauses(parsed, whose, named)
    _rules(parsed, proposals, named)
    _shape(parsed, words, proposals, named)
    return named


def before(words: Column, opens: Numbers) -> Column:
    """The word before each token; ^ before those that open a sentence."""
    places = np.arange(-1, len(words.numbers) - 1)
    opening = np.zeros(len(places), dtype=bool)
    opening[opens] = True
    return words.at(places).but(opening, "^")


def after(words: Column, closes: Numbers) -> Column:
    """The word after each token; $ after those that close a sentence, where the next one begins."""
    places = np.append(np.arange(1, len(words.numbers)), 0)
    closing = np.zeros(len(places), dtype=bool)
    closing[closes - 1] = True
    return words.at(places).but(closing, "$")


def frames(parsed: Parsed, arguments: Sequence[str]) -> Column:
    """Which of some dependencies, in the alphabet's order, hang on each token."""
    deps, heads = parsed.columns.deps, parsed.columns.heads
    bit = np.array([1 << arguments.index(dep) if dep in arguments else 0 for dep in deps.words])
    child = np.flatnonzero(bit[deps.numbers] * (heads != np.arange(len(heads))))
    found = np.zeros(len(heads), dtype=np.int64)
    np.bitwise_or.at(found, heads[child], bit[deps.numbers[child]])
    distinct, places = np.unique(found, return_inverse=True)
    said = ["+".join(dep for n, dep in enumerate(arguments) if code >> n & 1) for code in distinct.tolist()]
    return Column(places, said)


def _words(parsed: Parsed, words: Column, whose: Numbers, named: Named) -> None:
    """Each word, by itself and with its neighbour, and what it is."""
    first, last = parsed.edges.T
    content = np.flatnonzero(parsed.columns.pos.among(CONTENT))
    named.tell("word=%s", words, of=whose)
    named.tell("words=%s %s", before(words, first), words, of=whose)
    named.tell("words=%s $", words.at(last - 1))
    named.tell(
        "lemma=%s/%s", parsed.columns.lemmas.at(content), parsed.columns.pos.at(content), of=whose[content]
    )


def _verbs(parsed: Parsed, whose: Numbers, named: Named) -> None:
    """Verbs, and what they are joined with."""
    verbs = np.flatnonzero(parsed.columns.pos.among(("VERB",)))
    lemmas, frame = parsed.columns.lemmas.at(verbs), frames(parsed, ARGUMENTS).at(verbs)
    named.tell("verb=%s", lemmas, of=whose[verbs])
    named.tell("verb=%s:%s", lemmas, frame, of=whose[verbs])
    deps, tags = parsed.columns.deps.at(verbs), parsed.columns.tags.at(verbs)
    named.tell("frame=%s:%s:%s", frame, deps, tags, of=whose[verbs])


def _joins(parsed: Parsed, markers: Markers, whose: Numbers, named: Named) -> None:
    """Words that join: what stands beside them, and what they hang on."""
    at, (first, last) = parsed.columns, parsed.edges.T
    tokens = np.flatnonzero(at.deps.among(JOINING) | at.words.among(markers.vocabulary))
    words, heads, of = at.words.at(tokens), at.heads[tokens], whose[tokens]
    named.tell("joins=%s:%s:%s:%s", words, at.deps.at(tokens), at.pos.at(heads), at.deps.at(heads), of=of)
    named.tell("joins=%s<%s", words, at.lemmas.at(heads), of=of)
    beside = before(at.pos, first).at(tokens), words, after(at.tags, last).at(tokens)
    named.tell("between=%s:%s:%s", *beside, of=of)


def _clauses(parsed: Parsed, whose: Numbers, named: Named) -> None:
    """How clauses open, and what they hang on."""
    at = parsed.columns
    tokens = np.flatnonzero(at.deps.among(CLAUSES))
    opened = column([_opened(parsed, token) for token in tokens.tolist()])
    deps, of = at.deps.at(tokens), whose[tokens]
    named.tell("clause=%s:%s:%s", deps, at.tags.at(tokens), opened, of=of)
    named.tell("clause=%s:%s<%s", deps, opened, at.lemmas.at(at.heads[tokens]), of=of)


def _opened(parsed: Parsed, clause: int) -> str:
    return "+".join([parsed.lowered[c] for c in parsed.children[clause] if parsed.deps[c] in OPENS][:2])


def _rules(parsed: Parsed, proposals: Sequence[Sequence[Proposal]], named: Named) -> None:
    """What rules propose."""
    at, every = parsed.columns, [one for own in proposals for one in own]
    of = np.repeat(np.arange(len(proposals)), [len(own) for own in proposals])
    rules = column([one.marker.rule for one in every])
    tokens = np.array([one.signal[0][0] for one in every], dtype=np.int64)
    named.tell("rule=%s", rules, of=of)
    named.tell("rule=%s:%s", rules, column([one.reach for one in every]), of=of)
    named.tell("rule=%s:%s", rules, at.lemmas.at(tokens), of=of)
    named.tell("rule=%s<%s", rules, at.tags.at(at.heads[tokens]), of=of)
    named.tell("rule=%s:sizes %s", rules, column([one.sizes for one in every]), of=of)


def _shape(parsed: Parsed, words: Column, proposals: Sequence[Sequence[Proposal]], named: Named) -> None:
    first, last = parsed.edges.T
    verbs = np.cumsum(np.append(0, parsed.columns.pos.among(("VERB",))))
    heaviest = [max((one.marker.weight for one in own), default=0.0) for own in proposals]
    named.tell("rules=%s", at_most(4, np.array([len(own) for own in proposals])))
    named.tell("heaviest rule=%s", column([f"{weight:.1f}" for weight in heaviest]))
    named.tell("length=%s", at_most(10, (last - first) // 5))
    named.tell("verbs=%s", at_most(6, verbs[last] - verbs[first]))
    named.tell("opens=%s", words.at(first))
    several = np.flatnonzero(last - first > 1)
    alone = np.flatnonzero(last - first == 1)
    named.tell("opens=%s %s", words.at(first[several]), words.at(first[several] + 1), of=several)
    named.tell("opens=%s", words.at(first[alone]), of=alone)
    named.tell("ends=%s", words.at(last - 1))
