"""Keeps a mechanism's resource and the reasoning about it apart, where the words do.

"Having somebody to ring made us feel safe": what was offered, a word that turns to people, what they felt.
The two may stand in either order, and one of them beyond the coded words: "we trusted them because they gave
us the keys". Where a clause does not plainly offer, or nobody plainly responds, nothing is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from realist_eval.engine.lexicon import Lexicon
from realist_eval.engine.stems import stem
from realist_eval.model import Span

TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
SENTENCE_END = re.compile(r"[.?!…\n]")
LEAST = 2  # words within which the people who respond are named
SHORTEST, LONGEST = 3, 20  # words of a half
NEAR = 5  # words within which who responds and the response stand
FARTHEST = 300  # characters of a sentence on either side of the coded words

SMALL = frozenset(("do", "did", "really", "just", "all", "also"))  # between who responds and the response

Halves = tuple[Span, Span]
"""The resource and the reasoning."""


class Clause(NamedTuple):
    """Words between connectives: those that join it to what stands before, its own words, and its place."""

    joins: tuple[str, ...]
    words: tuple[str, ...]
    span: Span


def halves(text: str, span: Span, lexicon: Lexicon, offered: frozenset[str] = frozenset()) -> Halves | None:
    """The resource and the reasoning of a mechanism, or None where the words do not keep them apart.

    `offered` are stems of what the codebook calls the resource. Where people only think or decide, or "so"
    alone joins the halves, something must plainly be offered, or the coded words must hold both halves.
    """
    sentence = Span(_last_end(text, span.start), _next_end(text, span.end))
    said = text[sentence.start : sentence.end].lower().replace(",", " ").split()
    if lexicon.responses.isdisjoint(said) and lexicon.thoughts.isdisjoint(said):
        return None
    for stretch in (span, sentence):
        for one, other in pairwise(_clauses(text, stretch, lexicon)):
            found = _apart(one, other, lexicon, offered, stretch is span)
            if found and any(span.overlaps(half) for half in found):
                return found
    return None


def _last_end(text: str, place: int) -> int:
    ends = [found.end() for found in SENTENCE_END.finditer(text, max(0, place - FARTHEST), place)]
    return ends[-1] if ends else max(0, place - FARTHEST)


def _next_end(text: str, place: int) -> int:
    found = SENTENCE_END.search(text, place, place + FARTHEST)
    return found.start() if found else min(len(text), place + FARTHEST)


def _clauses(text: str, sentence: Span, lexicon: Lexicon) -> Iterator[Clause]:
    """The sentence cut at its connectives and punctuation."""
    connectives = lexicon.causes | lexicon.openers
    joins: list[str] = []
    words: list[re.Match[str]] = []
    for found in TOKEN.finditer(text, *sentence):
        word = found.group().lower()
        if (
            len(words) > LEAST
            and _begins(word, joins, lexicon)
            and _felt(text, found.start(), sentence, lexicon)
        ):
            yield _clause(joins, words)
            joins, words = [","], []
        turns = word in lexicon.turns and _felt(text, found.end(), sentence, lexicon)
        if turns or word in connectives or not word[0].isalnum():
            if words:
                yield _clause(joins, words)
                joins, words = [], []
            joins.append(word)
            if word in lexicon.having:  # it belongs to what is had: "having somebody to ring"
                words.append(found)
        else:
            words.append(found)
    if words:
        yield _clause(joins, words)


def _begins(word: str, joins: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a clause may begin here without a comma: "once they knew me they trusted me"."""
    return word in lexicon.starters and not lexicon.causes.isdisjoint(joins)


def _felt(text: str, place: int, sentence: Span, lexicon: Lexicon) -> bool:
    """Whether the next few words say that people respond: only then does "gave" or "let" turn to them."""
    following = list(islice(TOKEN.finditer(text, place, sentence.end), NEAR + 1))
    return bool(following) and _responds(
        _clause((), following), lexicon.responses | lexicon.thoughts, lexicon
    )


def _clause(joins: Sequence[str], words: Sequence[re.Match[str]]) -> Clause:
    said = tuple(found.group().lower() for found in words)
    return Clause(tuple(joins), said, Span(words[0].start(), words[-1].end()))


def _apart(
    one: Clause, other: Clause, lexicon: Lexicon, offered: frozenset[str], within: bool
) -> Halves | None:
    """Two neighbouring clauses as halves: a connective joins them, and people respond in one of them only."""
    turned = not lexicon.turns.isdisjoint(other.joins)
    opened = "," in other.joins and not lexicon.causes.isdisjoint(one.joins)
    caused = not lexicon.reasons.isdisjoint(other.joins)
    for joined, first, second in ((turned or opened, one, other), (caused, other, one)):
        if joined and _may_offer(first, lexicon) and len(second.words) <= LONGEST:
            plain = offers(first, lexicon, offered) or (within and turned)
            felt = (plain or opened or caused) and _responds(second, lexicon.responses, lexicon)
            if felt or (plain and _responds(second, lexicon.thoughts, lexicon)):
                return first.span, second.span
    return None


def _responds(clause: Clause, signs: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a clause begins with people who feel, think or decide something."""
    words = [re.split("['’]", word)[0] for word in clause.words if word not in SMALL]
    people = [n for n, word in enumerate(words[:LEAST]) if "personal" in lexicon.categories.get(word, ())]
    return bool(people) and any(
        word in signs and f"{words[place - 1]} {word}" not in lexicon.hedges
        for place, word in enumerate(words[people[0] + 1 : people[0] + NEAR], people[0] + 1)
    )


def _may_offer(clause: Clause, lexicon: Lexicon) -> bool:
    return SHORTEST <= len(clause.words) <= LONGEST and (lexicon.responses | lexicon.thoughts).isdisjoint(
        clause.words
    )


def offers(clause: Clause, lexicon: Lexicon, offered: frozenset[str] = frozenset()) -> bool:
    """Whether a clause tells of something given, or there to be had."""
    had = any(one in lexicon.having and other in lexicon.some for one, other in pairwise(clause.words))
    return (
        had or not lexicon.offers.isdisjoint(clause.words) or not offered.isdisjoint(map(stem, clause.words))
    )
