"""Why something was suggested, in words and numbers: what each matched word and each feature contributed.

The words' shares add up to how well the code fits; the features' to the log-odds of being an element of its
kind, before any codebook. What is too small to be named stands together as SMALLER, so that the sums hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import NamedTuple

from realist_eval.engine.codes import CodeMatcher
from realist_eval.engine.configurations import Joined
from realist_eval.engine.digest import Digest, read_digest
from realist_eval.engine.elements import PHRASE_WORTH, Element, choose_elements
from realist_eval.engine.indicators import REACH
from realist_eval.engine.thesaurus import load_thesaurus
from realist_eval.engine.weights import Weights, load_weights
from realist_eval.model import Codebook, Coding, Reason, Span, Transcript

WORDS = 4  # matched words shown
HEAVIEST = 4  # features shown
LEAST = 0.05  # what a word must say for a code to be named
WORD, AROUND, MEANING, USUAL, SMALLER = "word ", "words around", "meaning", "usual", "smaller"

Shares = list[tuple[str, float]]
"""Names with what they contribute."""


class Said(NamedTuple):
    """A matched word or phrase: as it was spoken, as it was looked up, and what it contributes."""

    spoken: str
    lemma: str
    share: float


def why_element(
    transcript: Transcript, digest: Digest, matcher: CodeMatcher, element: Element, weights: Weights
) -> Reason:
    """The words that fit the code, and the features that weighed most for an element of this kind."""
    words = _words(transcript, digest, matcher, element)
    told = [word for word in words if word.share > LEAST][:WORDS]
    named = [(WORD + word.lemma, round(word.share, 2)) for word in told]
    named += [(AROUND, round(element.fit - sum([word.share for word in told]), 2))]
    named += _features(digest, element, weights)
    rule = "words of the code" if told else "wording of the clause"
    return Reason(
        rule, tuple([word.spoken for word in told]), tuple(named), _otherwise(element, told, matcher)
    )


def _words(transcript: Transcript, digest: Digest, matcher: CodeMatcher, element: Element) -> list[Said]:
    """The element's own words and phrases with their shares in the fit, the strongest first."""
    first, last = digest.places[element.candidate, 2:4].tolist()
    damped, place, text = sqrt(last - first + 2), element.place, transcript.text
    found: dict[str, Said] = {}
    for start, end, number in digest.tokens[first:last].tolist():
        lemma = digest.lemmas[number]
        share = matcher.says(lemma).get(place, 0.0) / damped
        if share:
            known = found.get(lemma)
            found[lemma] = Said(text[start:end], lemma, share + (known.share if known else 0.0))
    for pattern in matcher.patterns.matching(transcript, place, element.start, element.end):
        for hit in pattern.compiled.finditer(text, element.start, min(element.end + REACH, len(text))):
            if hit.start() < element.end:
                found[hit.group()] = Said(hit.group(), hit.group(), PHRASE_WORTH / damped)
    return sorted(found.values(), key=lambda word: (-word.share, word.lemma))


def _features(digest: Digest, element: Element, weights: Weights) -> Shares:
    """What the wording, the meaning of the words and the usual odds contribute, in full."""
    table = weights.candidates
    present, own = table.columns.index("element"), table.columns.index(element.kind)
    rows = digest.features(element.candidate)
    pulls, ranks = table.pull("element", element.kind)
    usual, scores = float(table.bias[present] + table.bias[own]), digest.scores[element.candidate]
    pull = sum([pulls[row] for row in rows])
    meaning = float(scores[present] + scores[own]) - usual - pull
    ordered = sorted(rows, key=ranks.__getitem__)
    shares = [(table.names[row], round(pulls[row], 2)) for row in ordered[:HEAVIEST]]
    if len(rows) > HEAVIEST:
        shares.append((SMALLER, round(sum([pulls[row] for row in ordered[HEAVIEST:]]), 2)))
    return [*shares, (MEANING, round(meaning, 2)), (USUAL, round(usual, 2))]


def _heaviest(shares: Mapping[str, float]) -> Shares:
    """The heaviest few by name, and the others together."""
    ordered = sorted(shares.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    named = [(name, round(share, 2)) for name, share in ordered[:HEAVIEST]]
    rest = sum(share for _, share in ordered[HEAVIEST:])
    return [*named, (SMALLER, round(rest, 2))] if len(ordered) > HEAVIEST else named


def _otherwise(element: Element, words: Iterable[Said], matcher: CodeMatcher) -> str:
    if element.rivals:
        return f"{matcher.codes[element.rivals[0][0]].id} fits almost as well"
    first = next(iter(words), None)
    if first is not None:
        return f"without “{first.spoken}” the code would fit less well"
    return "no word of the code was said; another code of this kind would do as well"


def why_configuration(joined: Joined, weights: Weights) -> Reason:
    """The features that weighed most for linking these elements."""
    weighed: dict[str, float] = {}
    table = weights.links
    pulls, _ = table.pull(table.columns[0])
    for link in joined.links:
        for name in link.features:
            row = table.places.get(name)
            if row is not None:
                weighed[name] = weighed.get(name, 0.0) + pulls[row]
    usual = float(table.bias[0]) * len(joined.links)
    claim = next((link.claim for link in joined.links if link.claim), None)
    rule = "connective" if joined.signal else "said next to each other"
    rule = f"claim {claim.rule}" if claim else rule
    otherwise = "" if joined.signal else "no connective joins them: it rests on their standing together"
    return Reason(rule, (), (*_heaviest(weighed), (USUAL, round(usual, 2))), otherwise)


# ---------------------------------------------------------------- what would have changed it


def without_word(
    word: str, transcript: Transcript, digest: bytes, codebook: Codebook, coding: Coding, language: str = "en"
) -> Element | None:
    """What would have been suggested in a coding's place if one word said nothing; None for nothing."""
    weights = load_weights(language)
    matcher = CodeMatcher([code for code in codebook.codes if not code.retired], load_thesaurus(language))
    matcher.ignore(word)
    elements = choose_elements(
        transcript, read_digest(digest, len(weights.candidates.columns)), matcher, weights
    )
    shared = [(_shared(Span(one.start, one.end), coding.span), one) for one in elements]
    most, best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best if most else None


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
