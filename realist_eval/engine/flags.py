"""What colours a claim: denial, hedging, wishes, counterfactuals, conditions, questions, reported speech."""

from __future__ import annotations

from typing import NamedTuple

from realist_eval.engine.markers import Flags
from realist_eval.engine.parsed import Parsed, Sentence
from realist_eval.engine.proposals import Stretch

SELF = frozenset(("i", "we", "you"))


class Colour(NamedTuple):
    """The flags of one claim."""

    hedged: bool = False
    negated: bool = False
    wish: bool = False
    counterfactual: bool = False
    hypothetical: bool = False
    question: bool = False
    reported: bool = False


def colour(parsed: Parsed, sentence: Sentence, signal: tuple[Stretch, ...], flags: Flags) -> Colour:
    """The flags of a claim that stands in a sentence with these signal words."""
    words = parsed.lowered[sentence.first : sentence.last]
    said = f" {' '.join(words)} "
    return Colour(
        hedged=not flags.hedge.isdisjoint(words) or _any(flags.hedge_phrases, said),
        negated=any(_negated(parsed, first, flags) for first, _ in signal),
        wish=_governed(parsed, sentence, signal, flags.wish),
        counterfactual=_any(flags.counterfactual_phrases, said),
        question=is_question(parsed, sentence),
        reported=_reported(parsed, sentence, flags) or _any(flags.reporting_phrases, said),
    )


def is_question(parsed: Parsed, sentence: Sentence) -> bool:
    """Whether a sentence ends with a question mark."""
    return any(
        "?" in parsed.words[token] for token in range(max(sentence.first, sentence.last - 2), sentence.last)
    )


def _any(phrases: frozenset[str], said: str) -> bool:
    return any(f" {phrase} " in said for phrase in phrases)


def _negated(parsed: Parsed, token: int, flags: Flags) -> bool:
    """Whether the signal word itself is denied: "it didn't help", "not because"."""
    children = parsed.children[token]
    if any(parsed.deps[child] == "neg" for child in children):
        return True
    before = parsed.lowered[max(token - 1, 0) : token]
    return any(word in flags.negation for word in before) and parsed.pos[token] not in ("VERB", "NOUN")


def _governed(
    parsed: Parsed, sentence: Sentence, signal: tuple[Stretch, ...], lemmas: frozenset[str]
) -> bool:
    """Whether a signal verb hangs below one of these verbs or has one as its auxiliary."""
    for first, _ in signal:
        token = first
        for _step in range(3):
            if any(
                parsed.lemmas[child] in lemmas and parsed.deps[child] == "aux"
                for child in parsed.children[token]
            ):
                return True
            above = parsed.heads[token]
            if above == token or not sentence.first <= above < sentence.last:
                break
            if parsed.lemmas[above] in lemmas and parsed.deps[token] in ("xcomp", "ccomp"):
                return True
            token = above
    return False


def _reported(parsed: Parsed, sentence: Sentence, flags: Flags) -> bool:
    """Whether somebody else is said to have said it."""
    for token in range(sentence.first, sentence.last):
        if parsed.lemmas[token] in flags.reporting and parsed.pos[token] == "VERB":
            children = parsed.children[token]
            subjects = {parsed.lowered[child] for child in children if parsed.deps[child] == "nsubj"}
            if subjects and not subjects & SELF and any(parsed.deps[child] == "ccomp" for child in children):
                return True
    return False
