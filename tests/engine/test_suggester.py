"""The engine through its public door."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from realist_eval.engine import CausationCoder, Suggester, tag_row
from realist_eval.engine.rows import best_only
from realist_eval.model import Code, Codebook, Coding, Suggestions, Transcript, Turn

QUESTION = "Why did the staff leave, and was it the money?"
ANSWER = (
    "Because the council cut our budget, we lost half of the staff. So we set up a small group where people "
    "could talk openly, and that meant they trusted each other more."
)
CODES = (
    Code("ctx.money", "context", "Money", "Public money is cut.", expected="hindering", level="structural"),
    Code("mec.open", "mechanism", "Openness", "People talk openly in a group and trust each other."),
    Code("out.ties", "outcome", "Ties", "Relationships and trust grow.", indicators=("trusted each other",)),
)
BOOK = Codebook("A study", CODES)


def transcript(name: str = "t") -> Transcript:
    text = f"{QUESTION}\n{ANSWER}"
    middle = len(QUESTION)
    turns = (Turn(1, 0, middle, "Q", "interviewer"), Turn(2, middle + 1, len(text), "P"))
    return Transcript(name, text, turns)


def suggest(book: Codebook | None = BOOK) -> Suggestions:
    coder = CausationCoder()
    made, digest = next(iter(coder.digest([transcript()])))
    return coder.suggest(made, digest, book)


def test_elements_and_links_of_a_plain_explanation() -> None:
    found = suggest()
    text = transcript().text
    kinds = {coding.kind: text[coding.start : coding.end] for coding in found.codings}
    assert "cut our budget" in kinds["context"]
    assert found.configurations
    assert found.claims


def test_interviewers_are_not_coded_and_codings_do_not_overlap() -> None:
    codings = [coding for coding in suggest().codings if not coding.rival]
    assert all(coding.start > len(QUESTION) for coding in codings)
    for one, other in pairwise(codings):
        assert one.end <= other.start


def test_everything_has_a_reason_and_a_score() -> None:
    found = suggest()
    for item in (*found.codings, *found.configurations):
        assert item.reason.rule
        assert item.reason.weights
        assert 0 < item.score <= 1
    money = next(coding for coding in found.codings if coding.code == "ctx.money")
    assert "budget" in money.reason.matched
    assert money.reason.otherwise
    assert (money.level, money.valence) == ("structural", "hindering")


def test_configurations_name_codings_of_their_kinds() -> None:
    found = suggest()
    kinds = {coding.id: coding.kind for coding in found.codings}
    for one in found.configurations:
        assert len(one.parts) >= 2
        assert all(kinds[coding] == kind for kind, coding in one.parts.items())


def test_the_same_input_gives_the_same_suggestions() -> None:
    assert suggest() == suggest()


def test_without_a_codebook_there_are_claims_only() -> None:
    found = suggest(None)
    assert found.claims
    assert not found.codings


@pytest.mark.parametrize("codes", [(), (CODES[0],), (Code("x", "actor", "Actors", "Who acts."),)])
def test_small_and_odd_codebooks_do_no_harm(codes: tuple[Code, ...]) -> None:
    found = suggest(Codebook("Odd", codes))
    assert {coding.code for coding in found.codings} <= {code.id for code in codes}


def test_another_code_needs_no_parse_and_no_spacy() -> None:
    script = (
        "import sys; from realist_eval.engine import CausationCoder; from realist_eval.model import *;"
        "t = Transcript('t', 'We shared a desk.', (Turn(1, 0, 17),));"
        "d = bytes.fromhex(sys.argv[1]);"
        "CausationCoder().suggest(t, d, Codebook('b', (Code('m', 'mechanism', 'Sharing'),)));"
        "sys.exit('spacy' in sys.modules)"
    )
    shared = Transcript("t", "We shared a desk.", (Turn(1, 0, 17),))
    _, digest = next(iter(CausationCoder().digest([shared])))
    assert subprocess.run([sys.executable, "-c", script, digest.hex()], check=False).returncode == 0


def test_many_transcripts_come_in_order() -> None:
    names = [made.id for made, _ in CausationCoder().digest([transcript(f"t{n}") for n in range(5)])]
    assert names == [f"t{n}" for n in range(5)]


def test_it_keeps_the_suggester_s_protocol() -> None:
    coder: Suggester = CausationCoder()
    assert coder.name == "engine"
    assert coder.version == CausationCoder().version


def test_a_row_holds_what_scripts_rely_on() -> None:
    row = tag_row("id", transcript(), suggest())
    assert row["id"] == "id"
    assert row["causal"] == 1
    assert row["relations"]
    names = {span["sid"] for span in row["spans"]}
    assert len(names) == len(row["spans"]) > 0
    for link in row["links"]:
        assert {link["context"], link["mechanism"], link["outcome"]} - {None} <= names
        assert link["polarity"] in "+-"


def test_a_row_without_claims_is_not_causal() -> None:
    row = tag_row("id", transcript(), Suggestions("t"))
    assert (row["causal"], row["relations"], row["spans"], row["links"]) == (0, [], [], [])


def test_a_row_is_not_made_of_another_transcript_s_suggestions() -> None:
    with pytest.raises(ValueError, match="not about"):
        tag_row("id", transcript(), Suggestions("other"))


def test_only_the_best_code_of_the_same_words_is_printed() -> None:
    codings = [
        Coding("a", "t", 0, 5, "context", "one", score=0.4),
        Coding("b", "t", 0, 5, "context", "two", score=0.6),
        Coding("c", "t", 0, 5, "context", "three", score=0.9, rival=True),
    ]
    assert [coding.id for coding in best_only(codings)] == ["b"]
