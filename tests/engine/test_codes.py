"""How well codes fit words."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from realist_eval.engine.codes import CodeMatcher
from realist_eval.engine.indicators import Pattern, Patterns, patterns_of
from realist_eval.engine.stems import stem
from realist_eval.engine.thesaurus import load_thesaurus
from realist_eval.model import Code, Transcript, Turn

CUTS = Code("ctx.cuts", "context", "Cuts", "Public money is shrinking.", include="Savings, lost grants.")
TRUST = Code(
    "mec.trust", "mechanism", "Trust", "People can be candid.", indicators=("re:\\bopen(?:ed)? up\\b",)
)
LEARNING = Code(
    "out.learning", "outcome", "Learning", "Staff gain new skills.", exclude="Money saved (ctx.cuts)."
)


def matcher(*codes: Code) -> CodeMatcher:
    return CodeMatcher(codes or (CUTS, TRUST, LEARNING), load_thesaurus())


def best(word: str) -> str:
    made = matcher()
    return made.codes[int(made.worth(word).argmax())].id


def transcript(text: str) -> Transcript:
    return Transcript("t", text, (Turn(1, 0, len(text)),))


def test_a_code_s_own_words_speak_for_it_in_all_their_forms() -> None:
    assert best("money") == "ctx.cuts"
    assert best("saving") == "ctx.cuts"
    assert best("skill") == "out.learning"


def test_words_of_the_same_group_speak_for_it_too() -> None:
    made = matcher()
    assert made.worth("budget")[0] > 0
    assert made.worth("honest")[1] > 0
    assert best("budget") == "ctx.cuts"


def test_common_words_say_nothing() -> None:
    assert not matcher().worth("the").any()
    assert not matcher().worth("people").any()


def test_excluded_words_speak_against_a_code() -> None:
    assert matcher().worth("money")[2] < 0


def test_reasons_name_the_heaviest_words_first() -> None:
    worths = [worth for _, worth in matcher().reasons(["money", "the", "budget"], 0)]
    assert worths == sorted(worths, reverse=True)
    assert len(worths) == 2


def test_indicators_of_several_words_are_found_where_they_stand() -> None:
    code = replace(
        CUTS, indicators=("tighten our belts", "lem:run out", "cuts", "re:\\bno (?:more )?money\\b")
    )
    text = "We had to Tighten  our belts. It ran out? It runs out. There was no more money."
    found = [text[start:end] for start, end, _ in patterns_of([code]).found_in(transcript(text))]
    assert found == ["Tighten  our belts", "runs out", "no more money"]


def test_matches_stay_within_a_turn() -> None:
    text = "there was no\nmoney for it"
    split = Transcript("t", text, (Turn(1, 0, 12), Turn(2, 13, len(text))))
    assert not Patterns([Pattern(r"\bno\s+money\b", 0)]).found_in(split)
    assert Patterns([Pattern(r"\bno\s+money\b", 0)]).found_in(transcript(text))


SAID = ("cut", "the", "budget", "lost", "grants", "end", "funding", "we", "a", "grant", "trimmed")
PATTERNS = [
    r"\b(?:cut|lost|trim)\w* (?:the )?(?:budget|grant)s?\b",
    r"\bfund\w+\b",
    r"(?:a|b)c?",
    r"\bgrants? ends?\b",
]


@given(
    st.lists(
        st.sampled_from(
            ["cut", "the", "budget", "lost", "grants", "end", "funding", "we", "a", "grant", "trimmed"]
        ),
        max_size=40,
    )
)
def test_looking_only_around_anchors_misses_nothing(words: list[str]) -> None:
    text = " ".join(words) or "x"
    for source in PATTERNS:
        found = {(start, end) for start, end, _ in Patterns([Pattern(source, 0)]).found_in(transcript(text))}
        assert found == {hit.span() for hit in re.finditer(source, text, re.IGNORECASE)}


def test_stems_meet() -> None:
    assert (
        len({stem(word) for word in ("develop", "develops", "developed", "developing", "development")}) == 1
    )
    assert stem("trust") == stem("trusted") == stem("trusting")
    assert stem("bus") == "bus"
