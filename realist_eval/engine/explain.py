"""Why something was suggested, in words and numbers."""

from __future__ import annotations

from realist_eval.engine.codes import CodeMatcher
from realist_eval.engine.configurations import Joined
from realist_eval.engine.digest import Digest
from realist_eval.engine.elements import Element
from realist_eval.engine.weights import Weights
from realist_eval.model import Reason

WORDS = 4  # matched words shown
HEAVIEST = 4  # features shown


def why_element(digest: Digest, matcher: CodeMatcher, element: Element, weights: Weights) -> Reason:
    """The words that fit the code, and the features that weighed most for an element of this kind."""
    first, last = digest.places[element.candidate, 2], digest.places[element.candidate, 3]
    lemmas = dict.fromkeys(digest.lemmas[token] for token in digest.tokens[first:last, 2].tolist())
    words = matcher.reasons(lemmas, element.place)[:WORDS]
    rows = digest.features(element.candidate)
    table = weights.candidates
    pull = (
        table.weights[rows, table.columns.index("element")]
        + table.weights[rows, table.columns.index(element.kind)]
    )
    heaviest = sorted(zip(rows, pull.tolist(), strict=True), key=lambda pair: (-abs(pair[1]), pair[0]))[
        :HEAVIEST
    ]
    named = [(f"word {word}", round(worth, 2)) for word, worth in words]
    named += [(table.names[row], round(weight, 2)) for row, weight in heaviest]
    rule = "words of the code" if words else "wording of the clause"
    return Reason(rule, tuple(word for word, _ in words), tuple(named), _otherwise(element, words, matcher))


def _otherwise(element: Element, words: list[tuple[str, float]], matcher: CodeMatcher) -> str:
    if element.rivals:
        return f"{matcher.codes[element.rivals[0][0]].id} fits almost as well"
    if words:
        return f"without “{words[0][0]}” the code would fit less well"
    return "no word of the code was said; another code of this kind would do as well"


def why_configuration(joined: Joined, weights: Weights) -> Reason:
    """The features that weighed most for linking these elements."""
    weighed: dict[str, float] = {}
    for link in joined.links:
        for name in link.features:
            row = weights.links.places.get(name)
            if row is not None:
                weighed[name] = weighed.get(name, 0.0) + float(weights.links.weights[row, 0])
    heaviest = sorted(weighed.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:HEAVIEST]
    claim = next((link.claim for link in joined.links if link.claim), None)
    rule = (
        f"claim {claim.rule}"
        if claim
        else "said next to each other"
        if joined.signal is None
        else "connective"
    )
    named = tuple((name, round(weight, 2)) for name, weight in heaviest)
    otherwise = "" if joined.signal else "no connective joins them: it rests on their standing together"
    return Reason(rule, (), named, otherwise)
