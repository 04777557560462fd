"""Cuts what was said into the clauses and phrases that may be an element of an explanation.

Sentences are cut at clause boundaries of the dependency parse, at punctuation and at connectives.
A candidate is one piece or a few neighbouring pieces, with fillers, connectives and attributions
("and so I think that") trimmed off its ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from realist_eval.engine.columns import Held, Numbers, Truths, ranges
from realist_eval.engine.lexicon import Lexicon
from realist_eval.engine.parsed import Parsed
from realist_eval.engine.trimming import remark_tokens

MOST_PIECES = 6
MOST_TOKENS = 42
LONGEST_SENTENCE = 300  # tokens; a transcript without full stops is cut here
CLAUSES = frozenset(
    ("ROOT", "ccomp", "xcomp", "advcl", "relcl", "acl", "parataxis", "pcomp", "csubj", "csubjpass", "dep")
)
MEANS_SOMETHING = frozenset(("VERB", "NOUN", "ADJ", "PROPN", "AUX"))
BRACKETS = (("[", "]"), ("(", ")"))
BREAKS = frozenset(',;:.?!()[]"“”…–—-') | {"...", "--", ". . .", "..", "[...]"}


SHORT = frozenset(("VBN", "VBD", "NNS"))  # sorts of words that may stand alone
LONG_WORD = 6  # letters that such a word has at least
LONGEST_PHRASE = 5  # words


class Candidates(NamedTuple):
    """Tokens `first` to `last` (half-open) of sentence number `sentence`; how many pieces each joins."""

    first: Numbers
    last: Numbers
    sentence: Numbers
    pieces: Numbers


def candidates(parsed: Parsed, lexicon: Lexicon) -> Candidates:
    """Every stretch worth a look, sentence by sentence, in order and without repeats."""
    sentence, cut = _cuts(parsed, lexicon)
    marks = remark_tokens(parsed, lexicon.remarks)
    begins, ends = _begins(parsed, lexicon, marks), _ends(parsed, lexicon, marks)
    here = np.arange(len(cut))
    start, stop = ranges(here + 1, np.minimum(here + 1 + MOST_PIECES, len(cut)))
    near = (sentence[start] == sentence[stop]) & (cut[stop] - cut[start] <= MOST_TOKENS)
    start, stop = start[near], stop[near]
    first, last, sentence, pieces = begins[cut[start]], ends[cut[stop]], sentence[start], stop - start
    size = len(parsed) + 1
    _, once = np.unique((sentence * size + first) * size + last, return_index=True)
    kept = np.sort(once[_worth(parsed, lexicon, first[once], last[once])])
    return Candidates(first[kept], last[kept], sentence[kept], pieces[kept])


def _worth(parsed: Parsed, lexicon: Lexicon, first: Numbers, last: Numbers) -> Truths:
    """Which stretches say something, are whole, and hold no connective: what one joins is two elements."""
    at = parsed.columns
    alone = at.tags.among(SHORT) & np.array([len(word) >= LONG_WORD for word in parsed.words], dtype=bool)
    says = Held(at.pos.among(MEANS_SOMETHING)).any(first, last)
    worth: Truths = np.where(last - first > 1, says, Held(alone).any(first, last))
    for brackets in BRACKETS:
        opens, closes = (Held(at.words.among((sign,))).count(first, last) for sign in brackets)
        worth &= opens == closes
    degree = at.deps.among(("advmod",)) & at.pos.among(("ADJ", "ADV"))[at.heads]  # the `so` of `so many`
    joins = Held(at.words.among(lexicon.connectives) & ~degree)
    whole: Truths = worth & ~joins.any(np.minimum(first + 1, len(parsed)), last)
    return whole


def breaks(parsed: Parsed) -> Truths:
    """Which tokens are punctuation that ends a phrase; the hyphen of `co-created` is not."""
    words = parsed.columns.words
    glued: Truths = np.append(False, np.equal(parsed.ends[:-1], parsed.starts[1:]))[: len(parsed)]
    found: Truths = words.among(BREAKS) & ~(words.among(("-",)) & glued)
    return found


def _cuts(parsed: Parsed, lexicon: Lexicon) -> tuple[Numbers, Numbers]:
    """Where sentences are cut, their ends included: the number of the sentence, and the token."""
    at, (opens, closes) = parsed.columns, parsed.edges.T
    ends = np.minimum(closes, opens + LONGEST_SENTENCE)
    whose, token = ranges(opens, ends)
    lefts, rights = np.array(parsed.lefts, dtype=np.int64), np.array(parsed.rights, dtype=np.int64)
    broken, clauses = breaks(parsed), at.deps.among(CLAUSES)
    clauses |= at.deps.among(("conj",)) & at.pos.among(("VERB", "AUX"))
    given = at.deps.among(("dobj", "attr", "pobj")) & at.lemmas.among(lexicon.givers)[at.heads] & ~clauses
    begun = at.words.among(("to",)) & at.tags.among(("TO",))
    begun[closes - 1] = False
    begun |= at.words.among(lexicon.openers)
    places = (
        (broken | begun, np.arange(len(parsed))), (broken, np.arange(1, len(parsed) + 1)),
        (clauses | given, lefts), (clauses, rights + 1),
    )  # fmt: skip
    every = np.arange(len(opens))
    found = [(every, opens), (every, ends)]
    found += [(whose[holds[token]], cut[token[holds[token]]]) for holds, cut in places]
    sentence, cut = (np.concatenate(one) for one in zip(*found, strict=True))
    kept = (opens[sentence] <= cut) & (cut <= ends[sentence])
    keys = np.sort(sentence[kept] * (len(parsed) + 1) + cut[kept])
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    return np.divmod(keys, len(parsed) + 1)


def _begins(parsed: Parsed, lexicon: Lexicon, marks: frozenset[int]) -> Numbers:
    """For each token, the first from there on that is no mark, sign, filler, connective or attribution."""
    dropped = _dropped(parsed, lexicon.lead_words, 0, ("[", "'", "’"), marks)
    opening = parsed.columns.words.among({phrase.split()[0] for phrase in lexicon.lead_phrases})
    begins, (opens, closes) = list(range(len(parsed) + 1)), parsed.edges.T
    close = np.repeat(closes, closes - opens).tolist()
    for token in np.flatnonzero(dropped | opening)[::-1].tolist():
        words = parsed.lowered[token : min(close[token], token + LONGEST_PHRASE)]
        said = (words[:size] for size in range(len(words), 1, -1))
        past = token + (1 if dropped[token] else _phrase(said, lexicon.lead_phrases))
        begins[token] = begins[past] if past < close[token] else past
    return np.array(begins, dtype=np.int64)


def _ends(parsed: Parsed, lexicon: Lexicon, marks: frozenset[int]) -> Numbers:
    """For the end of each stretch, where what is left ends once the same is dropped from behind."""
    dropped = _dropped(parsed, lexicon.trail_words, -1, ("]", "%"), marks)
    closing = parsed.columns.words.among({phrase.split()[-1] for phrase in lexicon.trail_phrases})
    ends, (opens, closes) = list(range(len(parsed) + 1)), parsed.edges.T
    open_ = np.repeat(opens, closes - opens).tolist()
    for token in np.flatnonzero(dropped | closing).tolist():
        words = parsed.lowered[max(open_[token], token + 1 - LONGEST_PHRASE) : token + 1]
        said = (words[-size:] for size in range(len(words), 1, -1))
        past = token + 1 - (1 if dropped[token] else _phrase(said, lexicon.trail_phrases))
        ends[token + 1] = ends[past] if open_[token] < past <= token else past
    return np.array(ends, dtype=np.int64)


def _dropped(
    parsed: Parsed, words: frozenset[str], letter: int, kept: Sequence[str], marks: frozenset[int]
) -> Truths:
    """The tokens that are dropped from an end: some words, marks, and what has a sign at that end."""
    column = parsed.columns.words
    signs = {word for word in column.words if not word[letter].isalnum() and word not in kept}
    dropped = column.among(words | signs)
    dropped[list(marks)] = True
    return dropped


def _phrase(said: Iterable[list[str]], phrases: frozenset[str]) -> int:
    """How many words the first of these has that is a phrase; none where none is."""
    return next((len(words) for words in said if " ".join(words) in phrases), 0)
