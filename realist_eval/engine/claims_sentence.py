"""What of a sentence tells whether it holds a causal claim: its features, as words a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from realist_eval.engine.markers import Markers
from realist_eval.engine.parsed import Parsed
from realist_eval.engine.proposals import Proposal

JOINING = frozenset(("mark", "prep", "advmod", "cc", "agent"))
ARGUMENTS = frozenset(
    ("nsubj", "dobj", "advcl", "xcomp", "ccomp", "prep", "nsubjpass", "agent", "conj", "mark")
)
CLAUSES = frozenset(("advcl", "relcl", "acl"))
CONTENT = frozenset(("VERB", "NOUN", "ADJ", "ADV"))
OPENS = frozenset(("mark", "aux", "advmod"))


def sentence_features(
    parsed: Parsed, first: int, last: int, proposals: Sequence[Proposal], markers: Markers
) -> list[str]:
    """Features of the tokens from `first` up to `last`, with repeats; `kind=value`."""
    words = ["0" if parsed.pos[token] == "NUM" else parsed.lowered[token] for token in range(first, last)]
    found = [f"word={word}" for word in words]
    found += [f"words={one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True)]
    found += _words(parsed, first, last)
    for token in range(first, last):
        if parsed.deps[token] in JOINING or parsed.lowered[token] in markers.vocabulary:
            found += _joins(parsed, token, first, last)
        if parsed.deps[token] in CLAUSES:
            found += _clause(parsed, token)
    for proposal in proposals:
        found += _rule(parsed, proposal)
    found += _shape(parsed, first, last, words, proposals)
    return found


def _words(parsed: Parsed, first: int, last: int) -> list[str]:
    """What each word is, and what its verbs are joined with."""
    pos, lemmas = parsed.pos, parsed.lemmas
    inside = range(first, last)
    found = [f"lemma={lemmas[token]}/{pos[token]}" for token in inside if pos[token] in CONTENT]
    for token in inside:
        if pos[token] == "VERB":
            found += _verb(parsed, token, lemmas[token])
    return found


def _clause(parsed: Parsed, token: int) -> Iterator[str]:
    dep, above = parsed.deps[token], parsed.lemmas[parsed.heads[token]]
    opened = "+".join([parsed.lowered[c] for c in parsed.children[token] if parsed.deps[c] in OPENS][:2])
    yield f"clause={dep}:{parsed.tags[token]}:{opened}"
    yield f"clause={dep}:{opened}<{above}"


def _joins(parsed: Parsed, token: int, first: int, last: int) -> Iterator[str]:
    """A word that joins: what stands beside it, and what it hangs on."""
    head, dep, word = parsed.heads[token], parsed.deps[token], parsed.lowered[token]
    above = parsed.lemmas[head]
    before = parsed.pos[token - 1] if token > first else "^"
    after = parsed.tags[token + 1] if token + 1 < last else "$"
    yield f"joins={word}:{dep}:{parsed.pos[head]}:{parsed.deps[head]}"
    yield f"joins={word}<{above}"
    yield f"between={before}:{word}:{after}"


def _verb(parsed: Parsed, token: int, lemma: str) -> Iterator[str]:
    deps = parsed.deps
    frame = "+".join(sorted({deps[child] for child in parsed.children[token] if deps[child] in ARGUMENTS}))
    yield f"verb={lemma}"
    yield f"verb={lemma}:{frame}"
    yield f"frame={frame}:{deps[token]}:{parsed.tags[token]}"


def _rule(parsed: Parsed, proposal: Proposal) -> Iterator[str]:
    rule = proposal.marker.rule
    token = proposal.signal[0][0]
    head = parsed.heads[token]
    yield f"rule={rule}"
    yield f"rule={rule}:{'crosses' if proposal.crosses else 'within'}"
    yield f"rule={rule}:{parsed.lemmas[token]}"
    yield f"rule={rule}<{parsed.tags[head]}"
    cause, effect = (min(side[1] - side[0], 8) // 3 for side in (proposal.cause, proposal.effect))
    yield f"rule={rule}:sizes {cause} {effect}"


def _shape(
    parsed: Parsed, first: int, last: int, words: list[str], proposals: Sequence[Proposal]
) -> Iterator[str]:
    verbs = sum(parsed.pos[token] == "VERB" for token in range(first, last))
    heaviest = max((proposal.marker.weight for proposal in proposals), default=0.0)
    yield f"rules={min(len(proposals), 4)}"
    yield f"heaviest rule={heaviest:.1f}"
    yield f"length={min((last - first) // 5, 10)}"
    yield f"verbs={min(verbs, 6)}"
    yield f"opens={words[0]}"
    yield f"opens={' '.join(words[:2])}"
    yield f"ends={words[-1]}"
