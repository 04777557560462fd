"""Patterns: what a row of the matrix gathers, and that nothing counts twice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from words_and_codes import Words, three_interviews

from realist_eval.analysis import Evidence, patterns
from realist_eval.analysis.passages import Turns, pieces, shortened, written
from realist_eval.model import UNREVIEWED, Coding, Configuration, Span, Speaker, Transcript, Turn


def row(material, mechanism, outcome, valence):
    (found,) = [
        one
        for one in patterns(material)
        if (one.mechanism, one.outcome, one.valence) == (mechanism, outcome, valence)
    ]
    return found


def test_configurations_that_share_codes_valence_and_polarity_are_one_row():
    found = row(three_interviews().material(), "mec.trust", "out.service", "achieved")
    assert found.sources == ("interview-1", "interview-2")
    assert (found.n_sources, found.n_quotations, found.demi_regularity) == (2, 2, True)
    assert found.cases == ("North",)
    assert found.roles == ("manager", "nurse")
    assert found.levels == ("organisational", "partnership", "structural")


def test_the_opposite_outcome_is_a_row_of_its_own():
    found = row(three_interviews().material(), "mec.trust", "out.service", "not_achieved")
    assert found.sources == ("group-1",)
    assert not found.succeeds


def test_an_unstated_element_is_a_value_of_its_own():
    found = row(three_interviews().material(), "mec.lead", "out.voice", "not_achieved")
    assert found.context is None
    assert found.hedged == 1


def test_most_sources_come_first():
    first, *rest = patterns(three_interviews().material())
    assert first.n_sources == 2
    assert all(one.n_sources == 1 for one in rest)


def test_two_coders_on_one_passage_count_once():
    study = three_interviews()
    study.link(
        "interview-1",
        context=("ctx.austerity", "money was cut that year"),
        mechanism=("mec.trust", "had to trust"),
        outcome=("out.service", "the service got better", "achieved"),
    )
    found = row(study.material(), "mec.trust", "out.service", "achieved")
    assert len(found.configurations) == 3
    assert (found.n_sources, found.n_quotations) == (2, 2)


def test_a_rejected_configuration_is_not_counted():
    material = three_interviews().material()
    gone = tuple(replace(one, status="rejected") for one in material.configurations)
    assert patterns(replace(material, configurations=gone)) == []


def test_what_nobody_decided_says_so_and_a_mixture_counts_both():
    assert all(one.status == UNREVIEWED for one in patterns(three_interviews("suggested").material()))
    study = three_interviews()
    study.link(
        "interview-2",
        status="suggested",
        context=("ctx.austerity", "The cuts came"),
        mechanism=("mec.trust", "they trusted us"),
        outcome=("out.service", "families got a better service", "achieved"),
    )
    assert (
        row(study.material(), "mec.trust", "out.service", "achieved").status == f"2 accepted, 1 {UNREVIEWED}"
    )


def test_the_best_quotation_states_most_and_is_said_firmly():
    study = Words()
    study.source(
        "interview-1",
        ("A", "Maybe trust helped a bit, and so the service improved, I suppose."),
        ("A", "Trust it was. The service improved."),
    )
    both = {"mechanism": ("mec.trust", "rust"), "outcome": ("out.service", "ervice improved", "achieved")}
    study.link("interview-1", **both, hedged=True)
    study.link(
        "interview-1",
        mechanism=("mec.trust", "Trust it was"),
        outcome=("out.service", "The service improved", "achieved"),
    )
    (found,) = patterns(study.material())
    assert found.best.text == "Trust it was. The service improved."
    assert found.best.place == "Interview 1, turn 2"


def test_quotations_are_whole_sentences_and_a_gap_shows():
    quotations = {one.best.text for one in patterns(three_interviews().material())}
    assert "Nobody listened to the users, because the lead decided everything alone." in quotations
    study = Words()
    study.source(
        "interview-1", ("A", "Money went. " + "Then a long story about the garden came. " * 4 + "Trust grew.")
    )
    study.link("interview-1", context=("ctx.austerity", "Money"), mechanism=("mec.trust", "Trust"))
    (found,) = patterns(study.material())
    assert found.best.text == "Money went. [...] Trust grew."


def test_the_interviewers_words_are_never_quoted_as_an_answer():
    study = Words()
    study.source("interview-1", ("Q", "What did the cuts do?"), ("A", "They made us trust each other."))
    study.link(
        "interview-1", context=("ctx.austerity", "the cuts"), mechanism=("mec.trust", "trust each other")
    )
    (found,) = patterns(study.material())
    assert found.best.text == "They made us trust each other."
    assert found.best.place == "Interview 1, turn 2"


def test_an_element_cut_by_an_interruption_is_quoted_with_both_halves():
    study = Words()
    study.source(
        "group-7", ("A", "The money was"), ("B", "Mm."), ("A", "gone, and trust went."), kind="focus_group"
    )
    study.code("group-7", ("ctx.austerity", "The money was"), element="e1")
    study.code("group-7", ("ctx.austerity", "gone"), element="e1")
    evidence = Evidence(study.material())
    quotation = evidence.quotation(study.codings[0])
    assert quotation.text == "The money was [...] gone, and trust went."
    assert quotation.place == "Focus group 7, turns 1 and 3"


def test_sources_keep_the_numbers_that_end_their_ids():
    study = Words()
    for name in ("north-04", "south-12", "east-02"):
        study.source(name, ("A", "Words."))
    assert Evidence(study.material()).names == {
        "east-02": "Interview 2",
        "north-04": "Interview 4",
        "south-12": "Interview 12",
    }
    study.source("a-04", ("A", "Words."))  # two end in 4, so all are counted instead
    assert sorted(Evidence(study.material()).names.values()) == [f"Interview {n}" for n in (1, 2, 3, 4)]


def test_a_coding_of_a_transcript_that_is_gone_is_left_out():
    material = three_interviews().material()
    lost = Coding("x", "nowhere", 0, 3, "context", "ctx.policy")
    link = Configuration("y", "nowhere", context="x")
    more = replace(
        material, codings=(*material.codings, lost), configurations=(*material.configurations, link)
    )
    assert len(patterns(more)) == len(patterns(material))


WORDS = st.text("ab .?!\n«»é…", min_size=1, max_size=60)


@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_every_piece_is_verbatim_and_holds_the_coded_words(texts, data):
    turns, at = [], 0
    for n, text in enumerate(texts, 1):
        turns.append(Turn(n, at, at + len(text), "A"))
        at += len(text) + 1
    transcript = Transcript("t", "\n".join(texts), tuple(turns), (Speaker("A"),))
    start = data.draw(st.integers(0, len(transcript.text) - 1))
    end = data.draw(st.integers(start + 1, len(transcript.text)))
    found = pieces(Turns(transcript), [Span(start, end)])
    for turn, span in found:
        assert turn.start <= span.start <= span.end <= turn.end
    covered = {at for _, span in found for at in range(span.start, span.end)}
    coded = {at for at in range(start, end) if not transcript.text[at].isspace()}
    assert coded <= covered
    for part in written(transcript.text, found).split("[...]"):
        assert part.strip() in transcript.text


@pytest.mark.parametrize("limit", [10, 30, 50])
def test_a_shortened_quotation_is_marked_and_verbatim_before_the_mark(limit):
    text = "One two three four five six seven eight nine ten."
    short = shortened(text, limit)
    assert short == text or (short.endswith(" [...]") and text.startswith(short.removesuffix(" [...]")))
