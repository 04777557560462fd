"""Rules as data: what a markers file may say, and a toy language that has nothing in common with English."""

from __future__ import annotations

import pytest

from realist_eval.engine.claims import find_claims
from realist_eval.engine.claims_model import load_model
from realist_eval.engine.markers import SHAPES, load_markers, read_markers
from realist_eval.engine.parsed import Parsed, Sentence

TOY = """
language = "toy"
[[clause]]
id = "ka"
words = ["ka", "ka ra"]
after = "cause"
weight = 0.8
[[verb]]
id = "mup"
words = ["mup"]
polarity = "-"
weight = 0.6
[flags]
hedge = ["emo"]
"""


def toy(words: str, deps: list[str], pos: list[str], heads: list[int]) -> Parsed:
    said = words.split()
    starts = [sum(len(word) + 1 for word in said[:place]) for place in range(len(said))]
    ends = [start + len(word) for start, word in zip(starts, said, strict=True)]
    return Parsed(words, starts, ends, said, said, pos, pos, deps, heads, [Sentence(0, len(said), 1)])


def test_a_toy_language_needs_only_its_table_and_a_parse():
    parsed = toy(
        "emo zan pel ka ra tor gul",
        ["advmod", "nsubj", "ROOT", "mark", "mark", "nsubj", "advcl"],
        ["ADV", "NOUN", "VERB", "SCONJ", "SCONJ", "NOUN", "VERB"],
        [2, 2, 2, 6, 6, 6, 2],
    )
    (claim,) = find_claims(parsed, read_markers(TOY))
    assert parsed.text[slice(*claim.cause)] == "tor gul"
    assert parsed.text[slice(*claim.effect)] == "emo zan pel"
    assert parsed.text[slice(*claim.signal[0])] == "ka ra"
    assert (claim.rule, claim.polarity, claim.score, claim.hedged) == ("clause.ka", "+", 0.8, True)


def test_a_verb_that_holds_back_is_known_by_its_lemma():
    parsed = toy("zan mup tor", ["nsubj", "ROOT", "dobj"], ["NOUN", "VERB", "NOUN"], [1, 1, 1])
    (claim,) = find_claims(parsed, read_markers(TOY))
    assert (claim.rule, claim.polarity) == ("verb.mup", "-")


def test_a_language_without_learned_weights_has_rules_alone():
    assert load_model("toy") is None
    assert load_markers("toy") == load_markers("en")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[clauze]]\nid = "x"\nwords = ["y"]', "unknown shape 'clauze'; the shapes are clause, phrase"),
        ('[[clause]]\nid = "x"\nwords = ["y"]\nwait = 1', "clause.x: unknown key 'wait'; the keys are after"),
        ('[[verb]]\nid = "x"', "verb.x: a rule needs an id and words"),
    ],
)
def test_a_fault_in_a_table_is_named(text, said):
    with pytest.raises(ValueError, match=said):
        read_markers(text)


def test_english_rules_have_names_of_their_own_and_every_shape():
    rules = load_markers("en").rules
    assert len({rule.rule for rule in rules}) == len(rules)
    assert {rule.shape for rule in rules} == set(SHAPES)
    assert all(0 < rule.weight <= 1 for rule in rules)
