"""Claims: what is cause and what effect, by which rule, with which flags."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.engine.claims import find_claims, relation_of
from realist_eval.engine.claims_model import load_model
from realist_eval.engine.parse import parse_transcripts
from realist_eval.model import Claim, Transcript, Turn

SHARED = Path(__file__).parents[3] / "shared" / "causal"


@cache
def claims(*said: str, rules_only: bool = False) -> tuple[tuple[Claim, ...], Transcript]:
    turns, start = [], 0
    for number, text in enumerate(said, 1):
        turns.append(Turn(number, start, start + len(text)))
        start += len(text) + 1
    script = Transcript("t", "\n".join(said), tuple(turns))
    (parsed,) = parse_transcripts([script])
    return tuple(find_claims(parsed, rules_only=rules_only)), script


def sides(rule: str, *said: str, rules_only: bool = True) -> tuple[str, str]:
    found, script = claims(*said, rules_only=rules_only)
    claim = next(claim for claim in found if claim.rule == rule)
    return script.quote(claim.cause), script.quote(claim.effect)


RULES = [
    (
        "clause.because",
        "We got funding because the council was keen.",
        "the council was keen",
        "We got funding",
    ),
    ("clause.because", "We stayed 'cause they listened.", "they listened", "We stayed"),
    ("clause.if", "If they had asked, we would have come.", "they had asked", "we would have come"),
    (
        "clause.so-that",
        "They train staff so that the service lasts.",
        "They train staff",
        "the service lasts",
    ),
    ("phrase.because-of", "It failed because of the delays.", "the delays", "It failed"),
    ("phrase.by-doing", "By working together we saved it.", "working together", "we saved it"),
    ("purpose.in-order-to", "They did it in order to save money.", "They did it", "save money"),
    ("resume.which-means", "The doors opened, which meant people came.", "The doors opened", "people came"),
    ("resume.so", "We had a plan, so it went well.", "We had a plan", "it went well"),
    ("verb.enable", "The training enabled staff to speak up.", "The training", "staff to speak up"),
    ("verb.prevent", "The rules stopped us from hiring.", "The rules", "us from hiring"),
    ("verb.lead-to", "Funding cuts led to closures.", "Funding cuts", "closures"),
    ("verb.result-from", "The trust came from regular meetings.", "regular meetings", "The trust"),
    ("noun.barrier", "A lack of time is a barrier to good care.", "A lack of time", "good care"),
    ("noun.reason", "The reason we left was that nobody listened.", "that nobody listened", "we left"),
    ("noun.impact", "The policy had a huge impact on young people.", "The policy", "young people"),
    ("degree.so-such-that", "It was so cold that we left.", "It was so cold", "we left"),
]


@pytest.mark.parametrize(("rule", "said", "cause", "effect"), RULES)
def test_each_shape_finds_its_two_sides(rule, said, cause, effect):
    assert sides(rule, said) == (cause, effect)


def test_what_was_said_before_is_the_cause_of_what_so_opens():
    assert sides("resume.so", "People trusted her. So they came.") == ("People trusted her", "they came")
    found, script = claims("People trusted her.", "So they came back every week.")
    claim = next(claim for claim in found if claim.rule == "resume.so")
    assert script.quote(claim.cause) == "People trusted her"


def test_a_passive_is_turned_round():
    assert sides("verb.prevent", "The plan was blocked by the council.") == ("the council", "The plan")


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ("We could never have done it without her support.", "counterfactual"),
        ("If they ask us, we will come.", "hypothetical"),
        ("Maybe it grew because people trusted her.", "hedged"),
        ("Did it grow because people trusted her?", "question"),
        ("The manager says that it grew because people trusted her.", "reported"),
        ("They met in order to agree on a plan.", "wish"),
        ("The money did not lead to closures.", "negated"),
    ],
)
def test_flags_colour_a_claim(said, flag):
    plain, _ = claims("It grew because people trusted her.", rules_only=True)
    coloured, _ = claims(said, rules_only=True)
    assert any(getattr(claim, flag) for claim in coloured)
    assert not any(getattr(claim, flag) for claim in plain)


def test_only_what_holds_back_is_negative():
    found, _ = claims("The training enabled staff. The rules hindered them.", rules_only=True)
    assert {claim.rule: claim.polarity for claim in found} == {"verb.enable": "+", "verb.prevent": "-"}


def test_a_purpose_is_printed_as_the_cause_of_the_action():
    found, script = claims("They did it in order to save money.", rules_only=True)
    cause, effect = relation_of(found[0])
    assert (script.quote(cause), script.quote(effect)) == ("save money", "They did it")


def test_the_learned_models_tell_a_claim_from_a_remark():
    causal, _ = claims("The service closed because the funding was cut.")
    remark, _ = claims("My name is on the door.")
    assert max(claim.score for claim in causal) > 0.7
    assert all(claim.score < 0.5 for claim in remark)


def test_a_rule_that_agrees_lends_its_name_and_its_words():
    found, script = claims("The service closed because the funding was cut.")
    best = max(found, key=lambda claim: claim.score)
    assert best.rule == "clause.because"
    assert [script.quote(span) for span in best.signal] == ["because"]


def test_weights_have_names_that_a_person_can_read():
    model = load_model("en")
    assert model is not None
    assert model.sentence["rule=clause.because"][1] > 0
    assert model.pair_weights["lesser score"] > 0
    assert model.heaviest(["rule=clause.because", "no such feature"])[0][0] == "rule=clause.because"


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.sampled_from("because so. if we to the\n,'é😀led"), max_size=120))
def test_spans_never_leave_the_text_and_never_overlap(said):
    found, script = claims(said)
    for claim in found:
        assert 0 <= claim.cause.start < claim.cause.end <= len(script.text)
        assert 0 <= claim.effect.start < claim.effect.end <= len(script.text)
        assert not claim.cause.overlaps(claim.effect)
        assert 0 <= claim.score <= 1


@pytest.mark.shared
def test_most_sentences_with_a_plain_because_are_found():
    path = SHARED / "gum.court.jsonl"
    if not path.exists():
        pytest.skip("the causal sentences are not here")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    said = [row["text"] for row in rows if "because" in row["text"] and row["causal"]]
    found = [claims(text)[0] for text in said]
    assert sum(any(claim.score >= 0.5 for claim in each) for each in found) >= 0.8 * len(said)


def test_a_causal_verb_keeps_its_subject_as_the_cause():
    found, script = claims("Having a dedicated person helped us to keep going.")
    best = max(found, key=lambda claim: claim.score)
    assert best.rule == "verb.enable"
    assert script.quote(best.cause) == "Having a dedicated person"


def test_holding_back_from_something_is_negative_and_keeping_going_is_not():
    found, _ = claims("The rules kept us from hiring.", rules_only=True)
    assert ("verb.keep-from", "-") in {(claim.rule, claim.polarity) for claim in found}
    going, _ = claims("The rules kept us going.", rules_only=True)
    assert "-" not in {claim.polarity for claim in going}


def test_signal_words_and_fillers_are_no_part_of_a_side():
    found, script = claims("The service closed because, I mean, the funding was cut.")
    best = max(found, key=lambda claim: claim.score)
    assert script.quote(best.cause) == "the funding was cut"
