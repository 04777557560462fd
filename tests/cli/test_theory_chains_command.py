"""Demi-regularities and ripples, as a person types for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typed import run

from realist_eval.study import Study, hand

CODEBOOK = """version: 1
title: Small
codes:
- {id: con.place, kind: context, label: Place, definition: Where people work.}
- {id: con.office, kind: context, label: Shared office, definition: A place together., parent: con.place}
- {id: con.house, kind: context, label: House, definition: A house together., parent: con.place}
- {id: con.demand, kind: context, label: Demand, definition: More work comes in.}
- {id: mec.trust, kind: mechanism, label: Trust, definition: People trust., level: partnership}
- {id: mec.strain, kind: mechanism, label: Strain, definition: People tire.}
- {id: out.referrals, kind: outcome, label: Referrals, definition: More referrals.}
- {id: out.leave, kind: outcome, label: Leaving, definition: People leave.}
"""
TALK = (
    "Ana: With one {place} we trusted each other, so referrals {went}. With more of them we tired and left.\n"
)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setenv("REALIST_EVAL_DEVICE", "desk")
    (tmp_path / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    places = {"one": ("office", "rose"), "two": ("house", "rose"), "three": ("office", "fell")}
    made = Study.create(tmp_path / "study", codebook=tmp_path / "book.yaml", coder="ana")
    for name, (place, went) in places.items():
        path = tmp_path / f"{name}.txt"
        path.write_text(TALK.format(place=place, went=went), encoding="utf-8")
        made.import_sources([path])
        valence = "achieved" if went == "rose" else "not_achieved"
        link(made, name, (f"one {place}", f"con.{place}"), ("trusted", "mec.trust"),
             (f"referrals {went}", "out.referrals", valence))  # fmt: skip
    monkeypatch.chdir(tmp_path / "study")
    return made


def link(study: Study, name: str, *elements: tuple[str, ...]) -> None:
    made = []
    for words, code, *valence in elements:
        coding = hand.add_coding(study, name, words, code).id
        made.append(hand.amend(study, coding, {"valence": valence[0]}).id if valence else coding)
    hand.link(study, made)


def rippled(study: Study) -> str:
    """Referrals that rose are what tired people: one ripple, by the words that both stand on."""
    link(study, "one", ("referrals rose", "con.demand"), ("tired", "mec.strain"), ("left", "out.leave"))
    (row,) = run("theory", "ripples").stdout.splitlines()[1:]
    return row.split("\t")[0]


@pytest.mark.usefixtures("study")
def test_patterns_are_counted_and_held_against_each_other() -> None:
    rows = [row.split("\t") for row in run("theory", "patterns").stdout.splitlines()]
    by_pattern = {row[1]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    office = by_pattern["Shared office > Trust > Referrals (achieved)"]
    house = by_pattern["House > Trust > Referrals (achieved)"]
    fell = by_pattern["Shared office > Trust > Referrals (not achieved)"]
    assert office["alike"] == f"{house['no']} (but for the context: both under “Place”)"
    assert house["alike"].startswith(office["no"])
    assert (office["contradicted by"], fell["contradicted by"]) == (fell["no"], office["no"])
    assert (fell["alike"], house["contradicted by"]) == ("", "")
    assert office["by level"] == "partnership 1"


@pytest.mark.usefixtures("study")
def test_zoomed_out_what_was_alike_is_one_pattern() -> None:
    result = run("theory", "patterns", "--zoom-out")
    assert "Place > Trust > Referrals (achieved)\t2\t2" in result.stdout
    assert "2 patterns, 1 in more than one source" in result.stderr


def test_a_ripple_is_confirmed_rejected_and_undone(study: Study) -> None:
    name = rippled(study)
    run("theory", "ripples", "--confirm", name[:6], "--memo", "two managers say so")
    assert "\tconfirmed\tana\ttwo managers say so" in run("theory", "ripples").stdout
    assert "Ripples: confirmed 1" in run("status").stderr
    assert "two managers say so" in run("theory", "log").stdout
    run("theory", "ripples", "--reject", name)
    assert "\trejected\tana\t" in run("theory", "ripples").stdout
    run("undo")
    assert "\tconfirmed\t" in run("theory", "ripples").stdout
    run("undo")
    assert "\tundecided\t" in run("theory", "ripples").stdout
    run("redo")
    assert "\tconfirmed\t" in run("theory", "ripples").stdout
    assert run("check").exit_code == 0


def reported(study: Study) -> list[str]:
    """What the report says of each ripple."""
    run("report", "--format", "md")
    (path,) = study.layout.reports.glob("*.md")
    text = (
        path.read_text(encoding="utf-8")
        .partition("The outcome becomes the context of")[2]
        .partition("\n#")[0]
    )
    rows = [line for line in text.splitlines() if line.startswith("| 1 ")]
    return [row.split("|")[-2].strip() for row in rows]


def test_a_report_says_of_each_ripple_whether_somebody_confirmed_it(study: Study) -> None:
    name = rippled(study)
    assert reported(study) == ["not judged"]
    run("theory", "ripples", "--confirm", name)
    run("code", "rename", "mec.trust", "mec.faith")
    assert reported(study) == ["confirmed"]
    (row,) = run("theory", "ripples").stdout.splitlines()[1:]
    run("theory", "ripples", "--reject", row.split("\t")[0])
    (path,) = study.layout.reports.glob("*.md")
    assert reported(study) == []
    text = path.read_text(encoding="utf-8")
    assert "No configuration's outcome stands as the context of another" in text
    assert "somebody rejected them: 1" in text


def test_what_was_said_of_a_ripple_follows_its_codes_under_a_new_name(study: Study) -> None:
    run("theory", "ripples", "--confirm", rippled(study))
    run("code", "rename", "mec.trust", "mec.faith")
    result = run("theory", "ripples")
    assert "\tconfirmed\tana" in result.stdout
    assert "cannot be found" not in result.stderr


def test_a_ripple_whose_configuration_is_gone_is_said_to_be(study: Study) -> None:
    run("theory", "ripples", "--confirm", rippled(study))
    gone = next(one.id for one in study.material().configurations if one.transcript == "one")
    run("codings", "remove", gone)
    assert "1 ripple that somebody judged cannot be found" in run("theory", "ripples").stderr


@pytest.mark.usefixtures("study")
def test_an_id_that_is_none_and_both_answers_at_once_are_refused() -> None:
    assert "There is no ripple" in run("theory", "ripples", "--confirm", "zzz", code=1).stderr
    assert "not both" in run("theory", "ripples", "--confirm", "a", "--reject", "b", code=2).stderr
