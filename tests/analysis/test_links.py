"""Deviant cases, rivals, ripple chains, paths."""

from words_and_codes import Words, three_interviews

from realist_eval.analysis import deviant_codings, deviant_patterns, paths, patterns, ripples, rivals


def test_the_same_context_and_mechanism_with_the_opposite_outcome_is_deviant():
    (pair,) = deviant_patterns(patterns(three_interviews().material()))
    assert [one.valence for one in pair.usual] == ["achieved"]
    assert [one.sources for one in pair.deviant] == [("group-1",)]


def test_an_aim_contradicts_nothing():
    study = Words()
    study.source(
        "interview-1", ("A", "Trust should help the service. Trust did not help the service at all.")
    )
    study.link(
        "interview-1", mechanism=("mec.trust", "Trust"), outcome=("out.service", "help the", "intended")
    )
    study.link(
        "interview-1",
        mechanism=("mec.trust", "Trust did"),
        outcome=("out.service", "not help", "not_achieved"),
    )
    assert deviant_patterns(patterns(study.material())) == []


def test_a_codes_minority_valence_is_kept_in_view():
    (found,) = deviant_codings(three_interviews().material())
    assert (found.code, found.usual, found.n_usual, found.deviant) == (
        "out.service",
        "achieved",
        3,
        "not_achieved",
    )
    assert [coding.transcript for coding in found.codings] == ["group-1"]


def test_one_outcome_with_two_mechanisms_has_rivals():
    study = Words()
    study.source(
        "interview-1", ("A", "Trust made the service better."), ("A", "No, the lead made the service better.")
    )
    study.link(
        "interview-1", mechanism=("mec.trust", "Trust"), outcome=("out.service", "the service", "achieved")
    )
    study.link(
        "interview-1",
        mechanism=("mec.lead", "the lead"),
        outcome=("out.service", "service better", "achieved"),
    )
    (found,) = rivals(patterns(study.material()))
    assert {one.mechanism for one in found.patterns} == {"mec.trust", "mec.lead"}


def test_an_outcome_in_the_words_of_a_context_is_a_ripple():
    (chain,) = ripples(three_interviews().material())
    (step,) = chain
    assert step.first.outcome == "out.service"
    assert step.then.context == "ctx.policy"
    assert step.sources == ("group-1",)


def test_chains_grow_and_loops_end():
    study = Words()
    study.source("interview-1", ("A", "One trust two. Two trust three. Three trust one."))
    spans = {"One": "out.service", "two": "out.voice"}
    assert spans
    for first, then in (("One", "two"), ("Two", "three"), ("Three", "one")):
        study.link("interview-1", context=("ctx.austerity", first), outcome=("out.service", then, "achieved"))
    assert ripples(study.material()) == []  # nobody said that the outcome is the context
    study = Words()
    study.source("interview-1", ("A", "Money short, service better, users heard, law made."))
    study.link(
        "interview-1",
        context=("ctx.austerity", "Money short"),
        outcome=("out.service", "service better", "achieved"),
    )
    study.link(
        "interview-1",
        context=("ctx.policy", "service better"),
        outcome=("out.voice", "users heard", "achieved"),
    )
    study.link("interview-1", context=("ctx.austerity", "users heard"), mechanism=("mec.lead", "law made"))
    (chain,) = ripples(study.material())
    assert [step.then.context for step in chain] == ["ctx.policy", "ctx.austerity"]


def test_paths_within_so_many_steps():
    found = patterns(three_interviews().material())
    (path,) = paths(found, "ctx.austerity", "out.service", 2)
    assert path[0] == ("ctx.austerity", "mec.trust", "out.service")
    assert paths(found, "ctx.austerity", "out.service", 1) == []
    assert paths(found, "ctx.austerity", "ctx.policy", 5) == []
