"""What the sections say, and that the drawings are whole and described."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from types import SimpleNamespace

import pytest
from words_and_codes import Words, three_interviews

from realist_eval.model import UNREVIEWED, Speaker
from realist_eval.reporter import Plan, build_report, small_groups
from realist_eval.reporter.figures.svg import png, wrapped
from realist_eval.reporter.report import Bullets, Figure, Heading, Paragraph, Quoted, Table
from realist_eval.reporter.sections.desk import sentence
from realist_eval.reporter.writers.markdown import write_markdown

SVG = "{http://www.w3.org/2000/svg}"


def section(name, material=None, **plan):
    report = build_report(material or three_interviews().material(), Plan(sections=(name,), **plan))
    return list(report.sections[0].blocks)


def tables(blocks):
    return {block.id: block for block in blocks if isinstance(block, Table)}


def figures(blocks):
    return {block.id: block for block in blocks if isinstance(block, Figure)}


def shown(table):
    return [[cell.value for cell in row.cells] for row in table.rows]


def words(blocks):
    texts = []
    for block in blocks:
        texts += {
            Paragraph: lambda one: [str(part) for part in one.parts],
            Bullets: lambda one: list(one.items),
            Heading: lambda one: [one.text],
            Quoted: lambda one: [one.quote.text],
        }.get(type(block), lambda _: [])(block)
    return "\n".join(texts)


def test_who_was_heard_adds_up():
    found = tables(section("methods"))
    assert shown(found["participants"]) == [["manager", 1, 1, 2], ["nurse", 1, 1, 2], ["All", 2, 2, 4]]
    assert shown(found["sources"])[-1][:4] == ["All", 2, 1, 3]


def test_a_person_under_one_pseudonym_in_two_sources_is_one_person():
    study = Words()
    study.source("interview-1", ("Ann", "We trust them."), Ann=Speaker("Ann", role="nurse", pseudonym="P1"))
    study.source(
        "interview-2", ("A.", "We trust them."), **{"A.": Speaker("A.", role="nurse", pseudonym="P1")}
    )
    study.code("interview-1", ("mec.trust", "trust"))
    assert shown(tables(section("methods", study.material()))["participants"])[-1] == ["All", 1, 1]


def test_outcomes_stand_under_what_came_of_them():
    text = words(section("outcomes"))
    achieved, not_achieved = text.split("Outcomes not achieved")[0], text.split("Outcomes not achieved")[1]
    assert "If “Austerity”, then “Better service” is achieved, because of “Trust”." in achieved
    assert "is not achieved" not in achieved
    assert "the service never got better" in not_achieved
    assert "3 sources, 3 quotations; North, South." in achieved


def test_key_points_are_a_draft_ranked_by_support():
    blocks = section("summary")
    drafts = [block for block in blocks if isinstance(block, Bullets)]
    assert drafts[0].items[0].startswith("If “Austerity”, then “Better service” is achieved")
    assert any(isinstance(block, Paragraph) and block.style == "draft" for block in blocks)


def test_mechanisms_stand_under_their_valence():
    text = words(section("mechanisms"))
    prevented = text.split("Mechanisms that prevented")[1].split("Mechanisms without a valence")[0]
    assert "the lead decided everything alone" in prevented
    assert "law" not in prevented


def test_a_case_counts_only_its_own_words():
    found = tables(section("cases"))
    north = next(table for table in found.values() if table.title == "Case: North")
    assert [row[2:4] for row in shown(north)] == [[2, 2], [1, 1]]


def test_theories_show_evidence_for_and_against():
    text = words(section("theories"))
    assert "Speaks for it" in text
    assert "Speaks against it" in text
    silent = three_interviews().material()
    gone = replace(silent, configurations=())
    assert "silent" in words(section("theories", gone))


def test_the_framework_matrix_shows_empty_cells():
    rows = {row.cells[0].value: row.cells for row in tables(section("framework"))["framework"].rows}
    assert rows["Policy push"][1].value == "–"
    assert rows["Policy push"][2].quotes


def test_many_cases_make_a_framework_of_several_parts():
    study = Words()
    for n in range(7):
        study.source(f"interview-{n + 1}", ("A", "We trust them."), case=f"Case {n}")
        study.code(f"interview-{n + 1}", ("mec.trust", "trust"))
    assert list(tables(section("framework", study.material()))) == ["framework", "framework-2"]


def test_the_codebook_lists_every_code_with_its_use():
    rows = shown(tables(section("codebook"))["codebook"])
    assert len(rows) == 7
    assert rows[0][0] == "Austerity"
    assert rows[0][-2:] == [3, 3]


def test_two_coders_are_compared():
    study = three_interviews()
    study.code("interview-1", ("mec.trust", "trust each"), coder="bea")
    found = tables(section("agreement", study.material()))
    assert ["bea", "amy", 1, 1] in shown(found["coder-pairs"])


def test_reporting_items_say_what_the_authors_must_write():
    rows = shown(tables(section("rameses"))["rameses"])
    assert len(rows) == 20
    assert any("To be written" in row[3] for row in rows)
    assert any("5 patterns" in str(row[2]) for row in rows)


def test_a_path_that_the_plan_asks_for_is_traced():
    blocks = section("ripples", paths=(("ctx.austerity", "out.service"),))
    assert shown(tables(blocks)["path-1"])[0][0] == "Austerity → Trust → Better service"


def test_zooming_out_counts_under_the_parent():
    study = Words()
    study.source("interview-1", ("A", "We trust them deeply."))
    study.link("interview-1", mechanism=("mec.trust.deep", "trust them deeply"))
    rows = shown(tables(section("matrix", study.material(), zoom_out=True))["matrix"])
    assert rows[0][3].startswith("Trust")


def test_undecided_things_are_marked_in_headings_captions_and_lines():
    blocks = section("outcomes", three_interviews("suggested").material())
    assert all(UNREVIEWED in block.title for block in blocks if isinstance(block, Figure))
    assert all(UNREVIEWED in item for block in blocks if isinstance(block, Bullets) for item in block.items)


def test_small_groups_are_named():
    material = three_interviews().material()
    assert small_groups(material, Plan()) == ["manager (2)", "nurse (2)"]
    assert small_groups(material, Plan(attribution="pseudonym")) == []
    assert len(small_groups(material, Plan(attribution="role_case"))) == 4


def test_a_source_named_after_a_speaker_keeps_its_id_to_itself():
    study = Words()
    study.source("interview-jane-doe", ("Q", "So?"), ("Jane Doe", "We trust them."))
    study.code("interview-jane-doe", ("mec.trust", "trust"))
    report = build_report(study.material())
    (table,) = [one for one in report.tables if one.id == "source-key"]
    assert "withheld" in table.rows[0][0][1]
    assert b"jane" not in write_markdown(report).lower()


@pytest.fixture(scope="module")
def drawn():
    report = build_report(three_interviews().material())
    return [block for block in report.blocks() if isinstance(block, Figure)]


def test_every_kind_of_figure_is_drawn_and_described(drawn):
    names = {figure.id for figure in drawn}
    assert {"saturation", "pathways", "configuration-1", "outcome-achieved", "mechanism-hindering"} <= names
    assert {"ripple-1", "heat-map"} <= names
    for figure in drawn:
        assert len(figure.alt) > 30
        assert figure.number


def test_drawings_are_whole_and_in_black_and_grey(drawn):
    for figure in drawn:
        root = ET.fromstring(figure.svg)  # noqa: S314 - our own drawing
        width, height = float(root.get("width")), float(root.get("height"))
        for node in root.iter():
            for name in ("fill", "stroke"):
                colour = node.get(name) or "none"
                if colour.startswith("#"):
                    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
                    assert max(parts) - min(parts) < 12
        for text in root.iter(f"{SVG}text"):
            assert 0 <= float(text.get("x")) <= width
            assert 0 <= float(text.get("y")) <= height
        assert png(figure.svg).startswith(b"\x89PNG")


def test_polarity_and_the_unstated_are_dashed(drawn):
    (pathways,) = [figure for figure in drawn if figure.id == "pathways"]
    root = ET.fromstring(pathways.svg)  # noqa: S314 - our own drawing
    dashed = [node.tag.removeprefix(SVG) for node in root.iter() if node.get("stroke-dasharray")]
    assert {"path", "rect"} == set(dashed)
    assert "(unstated)" in pathways.svg


def test_labels_that_mean_something_to_svg_are_text():
    book = three_interviews().book
    codes = tuple(replace(code, label=f"<b>&\x07{code.label}" + "x" * 60) for code in book.codes)
    study = three_interviews()
    study.book = replace(book, codes=codes)
    report = build_report(study.material())
    for block in report.blocks():
        if isinstance(block, Figure):
            ET.fromstring(block.svg)  # noqa: S314 - our own drawing


def test_long_words_are_broken_and_long_texts_cut():
    assert wrapped("a" * 50, 100)[0].endswith("-")
    assert len(wrapped("word " * 50, 100, 3)) == 3
    assert wrapped("word " * 50, 100, 3)[-1].endswith("…")


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("A", "B", "C"), "If “A”, then “C” is achieved, because of “B”."),
        ((None, "B", "C"), "“C” is achieved because of “B” (context unstated)."),
        (("A", None, "C"), "If “A”, then “C” is achieved (mechanism unstated)."),
        (("A", "B", None), "If “A”, then something is achieved, because of “B” (outcome unstated)."),
        ((None, None, "C"), "“C” is achieved (context and mechanism unstated)."),
    ],
)
def test_a_sentence_is_worded_as_people_speak_and_names_what_is_unstated(codes, said):
    elements = dict(zip(("context", "mechanism", "outcome"), codes, strict=True))
    pattern = SimpleNamespace(codes=elements, polarity="+", valence="achieved")
    assert sentence(SimpleNamespace(label=str), pattern) == said


def test_a_quotation_is_set_off_once_where_another_can_stand():
    report = build_report(three_interviews().material(), Plan(sections=("outcomes", "mechanisms")))
    by_code = [[]]
    for block in report.blocks():
        by_code += [[]] if isinstance(block, Heading) else []
        by_code[-1] += [block.quote.id] if isinstance(block, Quoted) else []
    seen = set()
    for ids in filter(None, by_code):
        assert len(ids) == 1 or not seen & set(ids)
        seen |= set(ids)
    assert len(seen) > 3
