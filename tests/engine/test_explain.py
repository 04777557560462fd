"""Reasons: shares that add up to what they explain, words as they were spoken, names a person can read."""

from __future__ import annotations

from math import exp, log

import pytest
from coders_at_work import talk

from realist_eval.engine import CausationCoder
from realist_eval.engine.explain import without_word
from realist_eval.engine.weights import load_weights
from realist_eval.engine.wording import plain, plain_rule
from realist_eval.model import Code, Codebook, Coding, Suggestions

SAID = talk(
    "t", "Because the council cut our budgets, we lost staff. We trusted each other, so people stayed."
)
CODES = (
    Code("ctx.money", "context", "Money", "Public budgets are cut.", expected="hindering"),
    Code("ctx.council", "context", "Council", "What the council does."),
    Code("mec.trust", "mechanism", "Trust", "People trust.", indicators=("each other",)),
    Code("out.stay", "outcome", "Staying", "People stay."),
)
BOOK = Codebook("B", CODES)


def suggest() -> tuple[Suggestions, bytes]:
    coder = CausationCoder()
    ((made, digest),) = coder.digest([SAID])
    return coder.suggest(made, digest, BOOK), digest


def coded(code: str) -> Coding:
    return next(one for one in suggest()[0].codings if one.code == code and not one.rival)


def test_matched_words_are_as_they_were_spoken() -> None:
    money = coded("ctx.money")
    assert "budgets" in money.reason.matched
    assert all(word in SAID.text for word in money.reason.matched)
    trust = [one for one in suggest()[0].codings if SAID.quote(one.span) == "We trusted each other"]
    assert ["each other" in one.reason.matched for one in trust] == [True]


def test_the_features_add_up_to_the_odds_of_the_kind_before_any_codebook() -> None:
    from realist_eval.engine.digest import read_digest

    made, digest = suggest()
    columns = load_weights().candidates.columns
    read = read_digest(digest, len(columns))
    for one in made.codings:
        candidates = [row for row, place in enumerate(read.places.tolist()) if place[:2] == [*one.span]]
        told = sum(share for name, share in one.reason.weights if not name.startswith(("word ", "words ")))
        kinds = read.scores[candidates[0]][[columns.index("element"), columns.index(one.kind)]]
        assert told == pytest.approx(float(kinds.sum()), abs=0.05)


def test_the_shares_of_a_dyad_add_up_to_its_odds() -> None:
    dyads = [link for link in suggest()[0].configurations if len(link.parts) == 2]
    assert dyads
    for link in dyads:
        told = sum(share for _, share in link.reason.weights)
        assert link.score == pytest.approx(1 / (1 + exp(-told)), abs=0.02)
        assert told == pytest.approx(log(link.score / (1 - link.score)), abs=0.1)


def test_without_its_word_something_else_would_have_been_suggested() -> None:
    made, digest = suggest()
    money = next(one for one in made.codings if one.code == "ctx.money" and not one.rival)
    other = without_word("budget", SAID, digest, BOOK, money)
    assert other is None or other.code != "ctx.money" or other.score < money.score
    same = without_word("umbrella", SAID, digest, BOOK, money)
    assert same is not None
    assert (same.code, same.score) == (money.code, money.score)


def test_every_feature_has_plain_words() -> None:
    weights = load_weights()
    for name in (*weights.candidates.names, *weights.links.names):
        said = plain(name)
        assert said != name
        assert not any(part in said for part in ("subject:", "opens:", "kinds:", "NOUN", "VERB"))


def test_rules_are_named_by_their_words() -> None:
    assert plain_rule("phrase.because-of") == "with “because of”"
    assert "learned" in plain_rule("learned.pair")
    assert plain("something new") == "something new"
