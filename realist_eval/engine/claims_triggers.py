"""Words that may join a cause and an effect, one by one, as people read them: a conjunction, "to", a verb.

A sentence is causal where at least one of them is; so each is scored alone, however long the sentence. What a
rule says of a word is where its score starts from; what was learned is added.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

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
ARGUMENTS = frozenset(
    ("nsubj", "dobj", "advcl", "xcomp", "ccomp", "prep", "nsubjpass", "agent", "mark", "oprd", "acomp",
     "dative", "prt", "csubj")
)  # fmt: skip
LEAST, MOST = 0.03, 0.95  # chances from which a word starts: without a rule, and at best

Trigger = tuple[list[str], float]
"""The features of one word, and the log-odds it starts from."""


def triggers(
    parsed: Parsed, first: int, last: int, proposals: Sequence[Proposal], markers: Markers
) -> list[Trigger]:
    """Every word from `first` up to `last` that may join two sides; one that stands for none."""
    fired: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        fired.setdefault(proposal.signal[0][0], []).append(proposal)
    found = []
    for token in range(first, last):
        rules = fired.get(token, [])
        names = _names(parsed, token, first, last, bool(rules) or parsed.lowered[token] in markers.vocabulary)
        if names:
            heaviest = max((proposal.marker.weight for proposal in rules), default=LEAST)
            found.append(([*dict.fromkeys(names + _rules(parsed, token, rules))], _start(heaviest)))
    return found or [(["none"], _start(LEAST))]


def _start(weight: float) -> float:
    chance = min(max(weight, LEAST), MOST)
    return math.log(chance / (1 - chance))


def _names(parsed: Parsed, token: int, first: int, last: int, known: bool) -> list[str]:
    dep, pos, tag = parsed.deps[token], parsed.pos[token], parsed.tags[token]
    if dep in JOINING or pos in SMALL or parsed.lowered[token] in RESUMING:
        return _small(parsed, token, first, last)
    if tag == "TO" and dep == "aux":
        return _purpose(parsed, token, first)
    if pos == "VERB":
        return _verb(parsed, token)
    if pos == "NOUN" and (known or _has_more(parsed, token)):
        return _noun(parsed, token)
    if known:
        return _other(parsed, token, first, last)
    return [f"clause={dep}:{tag}"] if dep in CLAUSES else []


def _has_more(parsed: Parsed, noun: int) -> bool:
    return any(parsed.deps[child] in ("prep", "relcl", "acl") for child in parsed.children[noun])


def _small(parsed: Parsed, token: int, first: int, last: int) -> list[str]:
    """A preposition, a conjunction, an adverb: what it hangs on, and what hangs on it."""
    word, dep, head = parsed.lowered[token], parsed.deps[token], parsed.heads[token]
    child = next((child for child in parsed.children[token] if child > token), -1)
    tag, lemma = (parsed.tags[child], parsed.lemmas[child]) if child > token else ("-", "-")
    above = parsed.lemmas[head]
    found = [
        f"w={word}", f"w={word}:{dep}", f"w={word}:{dep}:{parsed.pos[head]}:{parsed.deps[head]}",
        f"w={word}:kid={tag}", f"w={word}:kid={lemma}", f"w={word}<{above}", f"w={word}<{above}>{lemma}",
        f"w={word}:next={parsed.lowered[token + 1] if token + 1 < last else '$'}",
        f"w={word}:before={parsed.lowered[token - 1] if token > first else '^'}",
        f"w={word}:{'opens' if token == first else 'within'}", f"w={word}<{parsed.tags[head]}:{tag}",
        f"dep={dep}",
    ]  # fmt: skip
    if dep == "mark":
        top = parsed.heads[head]
        found += (
            f"w={word}:side={'before' if head < top else 'after'}",
            f"w={word}<<{parsed.lemmas[top]}",
            f"w={word}:{parsed.tags[token]}:{parsed.tags[head]}:{parsed.tags[top]}",
        )
    return found


def _purpose(parsed: Parsed, token: int, first: int) -> list[str]:
    """The "to" of an infinitive."""
    verb = parsed.heads[token]
    dep, above = parsed.deps[verb], parsed.heads[verb]
    pos = parsed.pos[above]
    thing = int(any(parsed.deps[child] == "dobj" for child in parsed.children[above]))
    word, tag = (parsed.lowered[token - 1], parsed.tags[token - 1]) if token > first else ("^", "^")
    return [
        f"to:{dep}", f"to:{dep}:{pos}", f"to:{dep}<{parsed.lemmas[above]}", f"to:{dep}>{parsed.lemmas[verb]}",
        f"to>{parsed.lemmas[verb]}", f"to:{dep}:{parsed.tags[above]}:{parsed.deps[above]}",
        f"to:{dep}:object={thing}",
        f"to:{dep}:{pos}:object={thing}:{'near' if above == token - 1 else 'far'}",
        f"to:before={word}", f"to:{dep}:before={tag}", f"to:{dep}:{'front' if above > verb else 'back'}",
    ]  # fmt: skip


def _verb(parsed: Parsed, token: int) -> list[str]:
    verb, dep, tag = parsed.lemmas[token], parsed.deps[token], parsed.tags[token]
    children = [(parsed.deps[child], child) for child in parsed.children[token]]
    frame = "+".join(sorted({name for name, _ in children if name in ARGUMENTS}))
    carried = "+".join(sorted({parsed.lowered[child] for name, child in children if name in CARRIED}))
    found = [f"v={verb}", f"v={verb}:{dep}", f"v={verb}:{frame}", f"v={verb}:with={carried}",
             f"frame={frame}:{tag}", f"v={verb}:{tag}", f"verb={dep}:{tag}"]  # fmt: skip
    for name, child in children:
        if name in COMPLEMENTS:
            found.append(f"v={verb}:{name}:{parsed.tags[child]}")
        elif name in SIDES:
            found += (f"v={verb}:{name}={parsed.lemmas[child]}", f"v={verb}:{name}:{parsed.pos[child]}")
    return found


def _noun(parsed: Parsed, token: int) -> list[str]:
    noun, children = parsed.lemmas[token], parsed.children[token]
    preps = "+".join(sorted({parsed.lowered[child] for child in children if parsed.deps[child] == "prep"}))
    above = parsed.lemmas[parsed.heads[token]]
    return [f"n={noun}", f"n={noun}:{preps}", f"n={noun}:{parsed.deps[token]}:{above}"]


def _other(parsed: Parsed, token: int, first: int, last: int) -> list[str]:
    word, dep, head = parsed.lowered[token], parsed.deps[token], parsed.heads[token]
    following = parsed.lowered[token + 1] if token + 1 < last else "$"
    return [f"o={word}:{dep}", f"o={word}:{dep}:{parsed.pos[head]}", f"o={word}<{parsed.lemmas[head]}",
            f"o={word}:next={following}", f"o={word}:{'opens' if token == first else 'within'}"]  # fmt: skip


def _rules(parsed: Parsed, token: int, proposals: Sequence[Proposal]) -> list[str]:
    """What the rules that start at a word say of it."""
    found = ["rule any"] if proposals else []
    for proposal in proposals:
        rule = f"r={proposal.marker.rule}"
        cause, effect = (min(side[1] - side[0], 8) // 3 for side in (proposal.cause, proposal.effect))
        found += (rule, f"{rule}:{parsed.deps[token]}", f"{rule}:{parsed.lemmas[token]}",
                  f"{rule}:{'crosses' if proposal.crosses else 'within'}", f"rw={proposal.marker.weight:.1f}",
                  f"{rule}<{parsed.tags[parsed.heads[token]]}", f"{rule}:sizes {cause} {effect}")  # fmt: skip
    return found
