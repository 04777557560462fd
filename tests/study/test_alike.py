"""What several coders made alike stands once, with the names of all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_study import office_study

from realist_eval.analysis.counting import crosstab
from realist_eval.analysis.patterns import patterns
from realist_eval.model import Coding, Configuration, Material
from realist_eval.reporter import Plan, build_report
from realist_eval.reporter.report import Table
from realist_eval.study import Study, agreeing, settled, theories
from realist_eval.study.hand import add_coding, link, remove


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    office_study(tmp_path, "chair")
    return tmp_path / "study"


def coder(folder: Path, name: str, *, blind: bool = True) -> Study:
    return Study.open(folder, coder=name, blind=blind)


def chair(folder: Path) -> Study:
    return coder(folder, "chair", blind=False)


def blocks_of(folder: Path, section: str) -> list[Table]:
    report = build_report(chair(folder).material(), Plan(sections=(section,)))
    return [one for one in report.sections[0].blocks if isinstance(one, Table)]


def cells(table: Table) -> list[list[object]]:
    return [[cell.value for cell in row.cells] for row in table.rows]


def passage(folder: Path, name: str, office: str, trust: str) -> Configuration:
    """Two codings and what links them, by one coder who sees nobody else."""
    study = coder(folder, name)
    parts = [
        add_coding(study, "one", words, code, memo=f"noted by {name}").id
        for words, code in ((office, "con.office"), (trust, "mec.trust"))
    ]
    return link(study, parts)


def told(material: Material) -> list[tuple[str, str, str]]:
    text = material.transcripts["one"]
    return [(text.quote(one.span), one.code, one.by) for one in material.codings]


def test_codings_by_hand_on_nearly_the_same_words_stand_once_with_both_names(folder: Path) -> None:
    passage(folder, "ana", "a shared office", "trusted each other")
    passage(folder, "ben", "had a shared office", "we trusted each other")
    before = agreeing.works(chair(folder), ["ana", "ben"])
    found = chair(folder).material()
    assert told(found) == [
        ("a shared office", "con.office", "ana and ben"),
        ("trusted each other", "mec.trust", "ana and ben"),
    ]
    assert {one.memo for one in found.codings} == {"noted by ana; noted by ben"}
    (one,) = found.configurations
    assert one.by == "ana and ben"
    assert set(one.parts.values()) == set(found.by_id)
    (pattern,) = patterns(found)
    assert len(pattern.configurations) == pattern.n_quotations == 1
    assert agreeing.works(chair(folder), ["ana", "ben"]) == before
    assert len(chair(folder).material(apart=True).codings) == 4
    assert [len(chair(folder).material(coder=name).codings) for name in ("ana", "ben")] == [2, 2]


def test_the_report_names_both_and_still_counts_what_each_coded(folder: Path) -> None:
    for name in ("ana", "ben"):
        passage(folder, name, "a shared office", "trusted each other")
    (block,) = [one for one in blocks_of(folder, "agreement") if one.id == "coders"]
    assert cells(block) == [["ana", 2, 1], ["ben", 2, 1]]
    (pairs,) = [one for one in blocks_of(folder, "agreement") if one.id == "coder-pairs"]
    assert cells(pairs) == [["ana", "ben", 2, 2], ["ben", "ana", 2, 2]]
    table = crosstab(chair(folder).material(), "code", "coder")
    assert list(table.columns) == ["ana and ben"]


def test_three_who_code_alike_count_once(folder: Path) -> None:
    for name in ("ana", "ben", "cleo"):
        add_coding(coder(folder, name), "one", "trusted each other", "mec.trust")
    assert told(chair(folder).material()) == [("trusted each other", "mec.trust", "ana and ben and cleo")]


@pytest.mark.parametrize(
    ("words", "code", "valence"),
    [
        ("trusted each other", "mec.fear", ""),
        ("trusted each other", "mec.trust", "hindering"),
        ("other", "mec.trust", ""),
        ("Then we trusted", "mec.trust", ""),
    ],
    ids=["another code", "another valence", "a third of the words", "less than half in common"],
)
def test_what_was_coded_differently_stays_two(folder: Path, words: str, code: str, valence: str) -> None:
    add_coding(coder(folder, "ana"), "one", "trusted each other", "mec.trust")
    add_coding(coder(folder, "ben"), "one", words, code, valence=valence)
    assert sorted(one[2] for one in told(chair(folder).material())) == ["ana", "ben"]


def test_what_one_coder_made_twice_stays_two(folder: Path) -> None:
    for words in ("trusted each other", "we trusted each other"):
        add_coding(coder(folder, "ana"), "one", words, "mec.trust")
    assert len(chair(folder).material().codings) == 2


@pytest.mark.parametrize("blind", [True, False], ids=["apart", "one after the other"])
def test_one_suggestion_that_both_accept_stands_once_with_both_names(folder: Path, blind: bool) -> None:
    made = chair(folder).transcript("one")
    start = made.text.index("trusted each other")
    suggested = Coding("5" * 16, "one", start, start + 18, "mechanism", "mec.trust", "enabling")
    for name in ("ana", "ben"):
        coder(folder, name, blind=blind).decide(suggested, "accept")
    assert told(chair(folder).material()) == [("trusted each other", "mec.trust", "ana and ben")]
    ben = coder(folder, "ben", blind=False)
    ben.undo()
    assert told(chair(folder).material()) == [("trusted each other", "mec.trust", "ana")]


def test_who_accepted_first_and_then_changed_their_mind_is_not_named(folder: Path) -> None:
    text = chair(folder).transcript("one").text
    start = text.index("trusted each other")
    suggested = Coding("5" * 16, "one", start, start + 18, "mechanism", "mec.trust", "enabling")
    ana = coder(folder, "ana", blind=False)
    ana.decide(suggested, "accept")
    ana.decide(suggested, "reject")
    coder(folder, "ben", blind=False).decide(suggested, "accept")
    assert told(chair(folder).material()) == [("trusted each other", "mec.trust", "ben")]


def test_what_was_adjudicated_stands_for_the_others(folder: Path) -> None:
    add_coding(coder(folder, "ana"), "one", "trusted each other", "mec.trust")
    name = add_coding(coder(folder, "ben"), "one", "we trusted each other", "mec.fear").id
    add_coding(coder(folder, "cleo"), "one", "Then we trusted each other", "mec.fear")
    judge = chair(folder)
    settled.adjudicate(judge, name, "ben", "it is fear")
    assert told(chair(folder).material())[-1] == ("we trusted each other", "mec.fear", "chair and cleo")


def test_both_sides_that_an_adjudication_keeps_stay_two(folder: Path) -> None:
    name = add_coding(coder(folder, "ana"), "one", "trusted each other", "mec.trust").id
    add_coding(coder(folder, "ben"), "one", "trusted each other", "mec.fear")
    settled.adjudicate(chair(folder), name, "both", "it is both")
    found = {one[1:] for one in told(chair(folder).material())}
    assert found == {("mec.trust", "chair"), ("mec.fear", "chair")}


def test_when_the_first_is_taken_out_the_other_stands_by_itself(folder: Path) -> None:
    mine = passage(folder, "ana", "a shared office", "trusted each other")
    passage(folder, "ben", "a shared office", "trusted each other")
    ana = coder(folder, "ana", blind=False)
    for name in (mine.id, *mine.parts.values()):
        remove(ana, name)
    found = chair(folder).material()
    assert {one.by for one in (*found.codings, *found.configurations)} == {"ben"}
    assert len(found.configurations) == 1


def test_the_weight_given_to_either_counts_once_for_the_theory(folder: Path) -> None:
    links = [passage(folder, name, "a shared office", "trusted each other") for name in ("ana", "ben")]
    judge = chair(folder)
    judge.layout.theory.write_text("theories:\n- {id: T1, codes: [mec.trust]}\n", encoding="utf-8")
    for one, weight in zip(links, ("supports", "refutes"), strict=True):
        theories.weigh(judge, one.id, "T1", weight)
    (theory,) = theories.told(chair(folder))
    assert {name: count for name, count in theory.weights.items() if count} == {"refutes": 1}
    assert not theory.waiting
