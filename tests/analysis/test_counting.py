"""Counts, filters and what stands out."""

import pytest
from words_and_codes import Words, three_interviews

from realist_eval.analysis import (
    choices,
    co_occurrence,
    counts,
    crosstab,
    patterns,
    select,
    standing_out,
    zoom_out,
)
from realist_eval.model import UNSTATED


def test_a_code_by_case_shows_empty_cells_and_unused_codes():
    frame = counts(three_interviews().material(), "code", "case")
    assert frame.loc["ctx.austerity", ("North", "sources")] == 2
    assert frame.loc["ctx.policy", ("North", "quotations")] == 0
    assert frame.loc["mec.trust.deep"].sum() == 0
    assert frame.loc["out.service", ("total", "quotations")] == 4


def test_words_under_one_code_twice_count_once():
    study = Words()
    study.source("interview-1", ("A", "We trust them all."))
    study.code("interview-1", ("mec.trust", "We trust"))
    study.code("interview-1", ("mec.trust", "trust them"), coder="bea")
    study.code("interview-1", ("mec.trust", "all"))
    frame = counts(study.material(), "code", "source")
    assert frame.loc["mec.trust", ("interview-1", "quotations")] == 2


def test_a_context_against_outcomes_counts_configurations_with_the_unstated():
    table = crosstab(three_interviews().material(), "context", "outcome")
    assert table.rows == ("ctx.austerity", "ctx.policy", UNSTATED)
    assert table.cell(UNSTATED, "out.voice").quotations == 1
    assert table.cell("ctx.austerity", "out.service").sources == 3
    assert table.cell("ctx.policy", "out.service").members == []


def test_totals_count_a_source_once_however_many_columns_it_stands_in():
    table = crosstab(three_interviews().material(), "kind", "level")
    assert table.total().sources == 3
    assert table.row_total("outcome").sources == 3


def test_a_dimension_there_is_not_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"colour.*case"):
        counts(three_interviews().material(), "code", "colour")


def test_counting_speakers_never_shows_a_name():
    frame = counts(three_interviews().material(), "speaker", "kind")
    assert list(frame.index) == ["P1", "P2", "P3", "P4"]
    study = Words()
    study.source("interview-1", ("Q", "So?"), ("Jane Doe", "We trust them."))
    study.code("interview-1", ("mec.trust", "trust"))
    assert list(counts(study.material(), "speaker", "kind").index) == ["Interview 1, speaker 2"]


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ({"case": "South"}, 3),
        ({"role": "nurse"}, 2),
        ({"valence": "not_achieved"}, 2),
        ({"kind": "context"}, 4),
        ({"level": "structural", "case": "North"}, 2),
        ({"code": ["mec.lead", "ctx.policy"]}, 3),
        ({"source": "interview-2"}, 1),
        ({}, 6),
    ],
)
def test_a_filter_keeps_whole_configurations(wanted, left):
    material = select(three_interviews().material(), **wanted)
    assert len(material.configurations) == left
    assert all(one.parts.items() for one in material.configurations)
    assert {name for one in material.configurations for name in one.parts.values()} <= material.by_id.keys()


def test_a_filter_there_is_not_is_refused():
    with pytest.raises(ValueError, match="colour"):
        select(three_interviews().material(), colour="red")


def test_choices_are_what_stands_in_the_material():
    found = choices(three_interviews().material())
    assert found["case"] == ["North", "South"]
    assert found["role"] == ["manager", "nurse"]


def test_zooming_out_counts_a_code_under_its_topmost_parent():
    study = Words()
    study.source("interview-1", ("A", "We trust them deeply."))
    study.link("interview-1", mechanism=("mec.trust.deep", "trust them deeply"))
    assert [one.mechanism for one in patterns(zoom_out(study.material()))] == ["mec.trust"]


def test_codes_together_in_one_turn():
    table = co_occurrence(three_interviews().material())
    assert table.cell("ctx.austerity", "mec.trust").sources == 3
    assert table.cell("mec.trust", "ctx.austerity").sources == 3
    assert table.cell("ctx.policy", "mec.trust").members == []


def test_a_striking_cell_is_named_and_a_small_one_is_not_trusted():
    study = Words()
    for name, code, times in (("a-1", "mec.trust", 30), ("b-2", "mec.lead", 30)):
        study.source(name, *[("A", "trust and lead.")] * times)
        text = study.transcripts[name].text
        for n in range(times):
            at = n * len("trust and lead. ")
            id_ = study.code(name, (code, "trust"))
            study.codings[-1] = type(study.codings[-1])(
                id_, name, at, at + 5, "mechanism", code, coder="amy", status="accepted"
            )
            assert text[at : at + 5] == "trust"
    found = standing_out(crosstab(study.material(), "code", "source"))
    assert found["mec.trust", "a-1"] == "more than expected"
    assert found["mec.trust", "b-2"] == "less than expected"
    small = standing_out(crosstab(three_interviews().material(), "code", "case"))
    assert set(small.values()) <= {"too few to say"}
