"""Cuts what was said into the clauses and phrases that may be an element of an explanation.

Sentences are cut at clause boundaries of the dependency parse, at punctuation and at connectives.
A candidate is one piece or a few neighbouring pieces, with fillers, connectives and attributions
("and so I think that") trimmed off its ends.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from realist_eval.engine.lexicon import Lexicon
from realist_eval.engine.parsed import Parsed, Sentence
from realist_eval.engine.trimming import remark_tokens

MOST_PIECES = 6
MOST_TOKENS = 42
LONGEST_SENTENCE = 300  # tokens; a transcript without full stops is cut here
CLAUSES = frozenset(
    ("ROOT", "ccomp", "xcomp", "advcl", "relcl", "acl", "parataxis", "pcomp", "csubj", "csubjpass", "dep")
)
MEANS_SOMETHING = frozenset(("VERB", "NOUN", "ADJ", "PROPN", "AUX"))
BRACKETS = frozenset("[]()")
BREAKS = frozenset(',;:.?!()[]"“”…–—-') | {"...", "--", ". . .", "..", "[...]"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens `first` to `last` (half-open) of sentence number `sentence`; how many pieces it joins."""

    first: int
    last: int
    sentence: int
    pieces: int


def candidates(parsed: Parsed, lexicon: Lexicon) -> Iterator[Candidate]:
    """Every stretch worth a look, sentence by sentence, in order and without repeats."""
    marks = remark_tokens(parsed, lexicon.remarks)
    for number, sentence in enumerate(parsed.sentences):
        cuts = _boundaries(parsed, sentence, lexicon)
        begins = [_after_lead(parsed, cut, sentence.last, lexicon, marks) for cut in cuts]
        ends = [_before_trail(parsed, sentence.first, cut, lexicon, marks) for cut in cuts]
        joints = [t for t in range(sentence.first, sentence.last) if _joins(parsed, t, lexicon)]
        brackets = not BRACKETS.isdisjoint(parsed.words[sentence.first : sentence.last])
        seen: set[tuple[int, int]] = set()
        for start, stop in _stretches(cuts):
            begin, end = begins[start], ends[stop]
            if bisect_left(joints, end) > bisect_right(joints, begin):
                continue  # what a connective joins is two elements
            if brackets and _torn(parsed.words[begin:end]):
                continue
            if (begin, end) not in seen and _worth(parsed, begin, end):
                seen.add((begin, end))
                yield Candidate(begin, end, number, stop - start)


def _torn(words: list[str]) -> bool:
    """Whether a bracket has lost its other half."""
    return words.count("[") != words.count("]") or words.count("(") != words.count(")")


def _joins(parsed: Parsed, token: int, lexicon: Lexicon) -> bool:
    """Whether a word joins clauses: `because`, `but`; not the `so` of `so many`."""
    if parsed.lowered[token] not in lexicon.connectives:
        return False
    return parsed.deps[token] != "advmod" or parsed.pos[parsed.heads[token]] not in ("ADJ", "ADV")


def _after_lead(parsed: Parsed, first: int, last: int, lexicon: Lexicon, marks: frozenset[int]) -> int:
    """The first token that is no mark, punctuation, filler, connective or attribution."""
    while first < last:
        step = 1 if first in marks else _leading(parsed, first, last, lexicon)
        if not step:
            break
        first += step
    return first


def _before_trail(parsed: Parsed, first: int, last: int, lexicon: Lexicon, marks: frozenset[int]) -> int:
    """The end of what is left once the same is dropped from behind."""
    while last > first:
        step = 1 if last - 1 in marks else _trailing(parsed, first, last, lexicon)
        if not step:
            break
        last -= step
    return last


def is_break(parsed: Parsed, token: int) -> bool:
    """Whether a token is punctuation that ends a phrase; the hyphen of `co-created` is not."""
    word = parsed.words[token]
    if word not in BREAKS:
        return False
    return word != "-" or parsed.ends[token - 1] != parsed.starts[token] or token == 0


def _boundaries(parsed: Parsed, sentence: Sentence, lexicon: Lexicon) -> list[int]:
    last = min(sentence.last, sentence.first + LONGEST_SENTENCE)
    cuts = {sentence.first, last}
    for token in range(sentence.first, last):
        if is_break(parsed, token):
            cuts.update((token, token + 1))
        elif _opens_clause(parsed, token, sentence, lexicon):
            cuts.add(token)
        if _is_clause(parsed, token):
            cuts.update((parsed.lefts[token], parsed.rights[token] + 1))
        elif (
            parsed.deps[token] in ("dobj", "attr", "pobj")
            and parsed.lemmas[parsed.heads[token]] in lexicon.givers
        ):
            cuts.add(parsed.lefts[token])
    return sorted(cut for cut in cuts if sentence.first <= cut <= last)


def _is_clause(parsed: Parsed, token: int) -> bool:
    if parsed.deps[token] == "conj":
        return parsed.pos[token] in ("VERB", "AUX")
    return parsed.deps[token] in CLAUSES


def _opens_clause(parsed: Parsed, token: int, sentence: Sentence, lexicon: Lexicon) -> bool:
    word = parsed.lowered[token]
    if word in lexicon.openers:
        return True
    return word == "to" and parsed.tags[token] == "TO" and token + 1 < sentence.last


def _stretches(cuts: list[int]) -> Iterator[tuple[int, int]]:
    """Pairs of cuts, by their numbers, that are few pieces and not too many tokens apart."""
    for start in range(len(cuts) - 1):
        for stop in range(start + 1, min(start + MOST_PIECES + 1, len(cuts))):
            if cuts[stop] - cuts[start] > MOST_TOKENS:
                break
            yield start, stop


def _worth(parsed: Parsed, first: int, last: int) -> bool:
    if last - first < 2:
        return last > first and parsed.tags[first] in ("VBN", "VBD", "NNS") and len(parsed.words[first]) > 5
    return not MEANS_SOMETHING.isdisjoint(parsed.pos[first:last])


def _leading(parsed: Parsed, first: int, last: int, lexicon: Lexicon) -> int:
    words = parsed.lowered[first : min(last, first + 5)]
    if words[0] in lexicon.lead_words or (not words[0][0].isalnum() and words[0] not in ("[", "'", "’")):
        return 1
    for size in range(min(5, len(words)), 1, -1):
        if " ".join(words[:size]) in lexicon.lead_phrases:
            return size
    return 0


def _trailing(parsed: Parsed, first: int, last: int, lexicon: Lexicon) -> int:
    words = parsed.lowered[max(first, last - 5) : last]
    if words[-1] in lexicon.trail_words or (not words[-1][-1].isalnum() and words[-1] not in ("]", "%")):
        return 1
    for size in range(min(5, len(words)), 1, -1):
        if " ".join(words[-size:]) in lexicon.trail_phrases:
            return size
    return 0
