"""How elements are linked."""

from __future__ import annotations

from realist_eval.engine.configurations import (
    Connectives,
    Link,
    answers,
    claim_roles,
    join,
    link_features,
    near,
    pair_links,
)
from realist_eval.engine.elements import Element
from realist_eval.engine.lexicon import load_lexicon
from realist_eval.engine.nearby import ClaimsNearby
from realist_eval.engine.weights import load_weights
from realist_eval.model import Claim, Part, Span, Transcript, Turn

TEXT = "the money ran out so we shared an office and people got to know each other"


def element(words: str, kind: str, text: str = TEXT) -> Element:
    start = text.index(words)
    return Element(0, start, start + len(words), 0, 1, kind, kind, 0, 0.9, 1.0)


def three() -> list[Element]:
    return [
        element("the money ran out", "context"),
        element("we shared an office", "mechanism"),
        element("people got to know each other", "outcome"),
    ]


def link(first: int, second: int, score: float) -> Link:
    return Link(first, second, score, None, ())


def test_a_triple_needs_both_links() -> None:
    joined = join([link(0, 1, 0.9), link(1, 2, 0.8)], three(), 0.5)
    assert [one.parts for one in joined] == [{"context": 0, "mechanism": 1, "outcome": 2}]
    assert joined[0].score == 0.8


def test_a_dyad_stays_a_dyad() -> None:
    joined = join([link(0, 1, 0.9), link(1, 2, 0.1)], three(), 0.5)
    assert [one.parts for one in joined] == [{"context": 0, "mechanism": 1}]


def test_context_and_outcome_link_past_an_unstated_mechanism() -> None:
    joined = join([link(0, 2, 0.9)], three(), 0.5)
    assert [one.parts for one in joined] == [{"context": 0, "outcome": 2}]


def test_what_a_triple_says_is_not_said_again() -> None:
    joined = join([link(0, 1, 0.9), link(1, 2, 0.8), link(0, 2, 0.7)], three(), 0.5)
    assert len(joined) == 1


def test_two_contexts_of_one_mechanism_make_two_configurations() -> None:
    elements = [*three(), element("the money", "context")]
    joined = join([link(0, 1, 0.9), link(3, 1, 0.8), link(1, 2, 0.7)], elements, 0.5)
    assert {one.parts["context"] for one in joined} == {0, 3}
    assert all(len(one.parts) == 3 for one in joined)


def test_the_connective_is_the_signal() -> None:
    elements = three()
    roles = claim_roles(elements, ClaimsNearby([]))
    features, signal, claim = link_features(Connectives(TEXT, load_lexicon()), elements, roles, 0, 1)
    assert signal is not None
    assert TEXT[signal.start : signal.end] == "so"
    assert claim is None
    assert "signal:so" in features


def test_of_several_connectives_the_last_telling_one_counts_and_what_an_end_cuts_is_none() -> None:
    connectives = Connectives("It was because of that, to them", load_lexicon())
    assert connectives.last(6, 31) == ("because of that", Span(7, 22))
    assert connectives.last(6, 17) == ("because of", Span(7, 17))
    assert connectives.last(22, 31) == ("to", Span(24, 26))
    assert connectives.last(0, 7) == connectives.last(9, 22) == ("nothing", None)


def test_a_claim_between_two_elements_is_seen_in_either_direction() -> None:
    elements = three()
    spans = [Span(one.start, one.end) for one in elements]
    for cause, effect in ((0, 1), (1, 0)):
        claims = ClaimsNearby([Claim(spans[cause], spans[effect], rule="so")])
        roles = claim_roles(elements, claims)
        features, _, claim = link_features(Connectives(TEXT, load_lexicon()), elements, roles, 0, 1)
        assert claim is not None
        assert "claim" in features
        assert link_features(Connectives(TEXT, load_lexicon()), elements, roles, 1, 2)[2] is None


def test_elements_far_apart_and_of_one_kind_are_not_paired() -> None:
    text = TEXT + " x" * 400 + " and then the council paid for it"
    elements = [element("the money ran out", "context", text), element("the council paid", "outcome", text)]
    assert not list(near(elements))
    assert not list(near([three()[0], three()[0]]))


def test_every_pair_has_a_chance() -> None:
    links = pair_links(TEXT, three(), ClaimsNearby([]), load_weights())
    assert [(one.first, one.second) for one in links] == [(0, 1), (0, 2), (1, 2)]
    assert all(0 < one.score < 1 for one in links)


def test_what_the_interviewer_says_between_two_answers_is_no_signal() -> None:
    said = ("We shared an office.", "And that is because of what?", "People got to know each other.")
    text, turns = "", []
    parts: tuple[Part, ...] = ("participant", "interviewer", "participant")
    for n, (words, part) in enumerate(zip(said, parts, strict=True), 1):
        turns.append(Turn(n, len(text), len(text) + len(words), part[0].upper(), part))
        text += words + "\n"
    transcript = Transcript("t", text[:-1], tuple(turns))
    heard = answers(transcript)
    assert len(heard) == len(transcript.text)
    assert heard.split("\n") == [said[0], " " * len(said[1]), said[2]]
    elements = [element("shared an office", "mechanism", text), element("got to know", "outcome", text)]
    signals = [pair_links(one, elements, ClaimsNearby([]), load_weights())[0].signal for one in (text, heard)]
    assert signals[0] is not None
    assert transcript.turn_at(signals[0].start).n == 2
    assert signals[1] is None
