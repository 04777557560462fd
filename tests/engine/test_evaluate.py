"""Figures against people's coding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from realist_eval.engine.evaluate import (
    GoldLink,
    GoldRelation,
    GoldRow,
    GoldSpan,
    count,
    evaluate_gold,
    figures,
    load_gold,
    misses,
)
from realist_eval.errors import InputError

GOLD = Path("../shared/gold")
TEXT = "Because the grant ended we closed the group and people stopped coming."


def row(*spans: tuple[int, int, str, str, str], links: tuple[GoldLink, ...] = ()) -> GoldRow:
    made = [
        GoldSpan(f"s{number}", start, end, kind, code, valence)
        for number, (start, end, kind, code, valence) in enumerate(spans)
    ]
    return GoldRow("a", made, list(links))


CODED = row(
    (0, 10, "context", "c", "hindering"),
    (20, 40, "outcome", "o", "achieved"),
    links=(GoldLink(context="s0", outcome="s1"),),
)


def f1(name: str, suggested: GoldRow, gold: GoldRow = CODED) -> float:
    found = {figure.name: figure for figure in figures(count({"a": gold}, {"a": suggested}), 10)}
    return found[name].f1


def test_the_same_coding_scores_one() -> None:
    for name in ("elements", "elements with code", "codes in a text", "links", "valence", "polarity"):
        assert f1(name, CODED) == 1.0


def test_half_of_the_union_is_enough_and_less_is_not() -> None:
    assert f1("elements", row((0, 20, "context", "c", "hindering"))) == pytest.approx(2 / 3)
    assert f1("elements", row((0, 21, "context", "c", "hindering"))) == 0
    assert f1("elements", row((0, 10, "mechanism", "c", "hindering"))) == 0


def test_each_element_is_found_once() -> None:
    double = row((0, 10, "context", "x", "hindering"), (0, 10, "context", "c", "enabling"))
    assert f1("elements", double) == pytest.approx(0.5)
    assert f1("elements with code", double) == pytest.approx(0.5)


def test_a_triple_holds_two_links_and_not_the_third() -> None:
    link = GoldLink("a", "b", "c")
    assert link.pairs() == {("a", "b"), ("b", "c")}
    assert GoldLink(context="a", outcome="c").pairs() == {("a", "c")}
    assert GoldLink(mechanism="b").pairs() == set()


def test_nothing_suggested_is_all_missed() -> None:
    assert f1("elements", GoldRow("a")) == 0
    assert f1("links", GoldRow("a")) == 0


def test_claims_are_counted_where_they_are_given() -> None:
    gold = GoldRow("a", relations=[GoldRelation((0, 10), (20, 40))])
    assert f1("claims", GoldRow("a", relations=[GoldRelation((0, 9), (20, 45))]), gold) == 1.0
    assert f1("claims", GoldRow("a", relations=[GoldRelation((20, 40), (0, 10))]), gold) == 0.0


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    gold = {str(n): GoldRow(str(n), CODED.spans) for n in range(9)}
    some = {key: one for key, one in gold.items() if int(key) % 3}
    first, again = figures(count(gold, some)), figures(count(gold, some))
    assert first == again
    elements = first[1]
    assert elements.low < elements.f1 < elements.high


def write(folder: Path, name: str, *rows: object) -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(one) for one in rows), encoding="utf-8")
    return path


SPAN = {"sid": "s", "start": 8, "end": 23, "kind": "context", "code": "context", "valence": "hindering"}


def test_texts_stand_beside_or_in_the_rows(tmp_path: Path) -> None:
    write(tmp_path, "texts.jsonl", {"id": "a", "text": TEXT, "turns": [{"start": 0, "end": len(TEXT)}]})
    beside = write(tmp_path, "coder.jsonl", {"id": "a", "spans": [SPAN], "links": []})
    inside = write(tmp_path, "both.jsonl", {"id": "a", "text": TEXT, "spans": [SPAN]})
    for path in (beside, inside):
        gold = load_gold(path)
        assert gold.transcripts["a"].text == TEXT
        assert gold.rows["a"].spans[0].start == 8


@pytest.mark.parametrize(
    ("coding", "message"),
    [
        ({"id": "b", "spans": []}, "no text was found for b"),
        ({"id": "a", "spans": [SPAN | {"end": 900}]}, "outside its text"),
        ({"id": "a", "spans": [SPAN | {"start": "x"}]}, r"coder\.jsonl:1: not a coding"),
        ({"id": "a", "links": [{"context": "zz"}]}, "names the span zz"),
        ([1, 2], "not a coding"),
    ],
)
def test_faults_are_named_with_their_place(tmp_path: Path, coding: object, message: str) -> None:
    write(tmp_path, "texts.jsonl", {"id": "a", "text": TEXT})
    with pytest.raises(InputError, match=message):
        load_gold(write(tmp_path, "coder.jsonl", coding))


def test_misses_quote_the_words_and_say_what_happened(tmp_path: Path) -> None:
    path = write(tmp_path, "coder.jsonl", {"id": "a", "text": TEXT, "spans": [SPAN]})
    gold = load_gold(path)
    assert misses(gold, {})[0].quote == TEXT[8:23]
    assert misses(gold, {})[0].what == "nothing suggested here"
    wrong = GoldRow("a", [GoldSpan("x", 8, 23, "outcome", "outcome")])
    assert misses(gold, {"a": wrong})[0].what == "taken for outcome"
    assert not misses(gold, gold.rows)


def test_the_whole_job(tmp_path: Path) -> None:
    path = write(tmp_path, "coder.jsonl", {"id": "a", "text": TEXT, "spans": [SPAN], "links": []})
    found, worst = evaluate_gold(path)
    assert {figure.name for figure in found} >= {"elements", "links", "triples", "valence"}
    assert len(worst) <= 10


@pytest.mark.shared
@pytest.mark.parametrize(
    ("folder", "names"), [("psp", ("coder1.dev", "coder2.dev")), ("raw", ("coding_a", "coding_b"))]
)
def test_two_readings_agree_as_the_outside_scorer_says(folder: str, names: tuple[str, str]) -> None:
    if not (GOLD / folder).exists():
        pytest.skip("the gold sets in ../shared are not here")
    gold, other = (load_gold(GOLD / folder / f"{name}.jsonl") for name in names)
    elements = {figure.name: figure for figure in figures(count(gold.rows, other.rows), 10)}["elements"]
    assert elements.f1 == pytest.approx({"psp": 0.857, "raw": 0.787}[folder], abs=5e-4)
