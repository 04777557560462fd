"""`agree`, as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typed import begin, run

CODEBOOK = """version: 1
title: Small
codes:
- {id: con.office, kind: context, label: Shared office, definition: A place together.}
- {id: mec.trust, kind: mechanism, label: Trust, definition: People trust., include: Relying on somebody.}
- {id: mec.fear, kind: mechanism, label: Fear, definition: People fear each other.}
- {id: out.referrals, kind: outcome, label: Referrals, definition: More referrals.}
"""
TALK = """Interviewer: What changed for you?
Ana: Because the team had a shared office, we trusted each other, so referrals went up.
Interviewer: And then?
Ana: The money stopped. People left one after another.
Ben: Some of them came back. They missed us.
"""
MARKS = {
    "ana": {
        "a shared office": "con.office",
        "trusted each other": "mec.trust",
        "referrals went up": "out.referrals",
    },
    "ben": {"a shared office": "con.office", "we trusted each other": "mec.fear", "came back": "mec.trust"},
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    begin(tmp_path, monkeypatch, CODEBOOK, TALK)
    run("import", tmp_path / "one.txt")
    for coder, marks in MARKS.items():
        for words, code in marks.items():
            run(
                "codings", "add", "one", words, code, "--coder", coder, "--memo", f"{coder} thought of {code}"
            )
    return tmp_path / "study"


@pytest.mark.parametrize("unit", ["turn", "sentence", "span", "character"])
def test_the_unit_is_named_and_no_line_is_longer_than_a_screen(here: Path, unit: str) -> None:
    said = run("agree", "ana", "ben", "--unit", unit, "--samples", "50").stdout
    assert f"Unit: {unit}" in said
    assert "bootstrap samples of whole turns" in said
    assert max(map(len, said.splitlines())) <= 80
    assert "nan" not in said.lower()
    assert here.exists()


def test_disagreements_come_with_memos_and_the_codebook(here: Path) -> None:
    said = " ".join(run("agree", "ana", "ben", "--samples", "0").stdout.split())
    assert "ana: mec.trust “trusted each other” because: ana thought of mec.trust" in said
    assert "[mec.fear] People fear each other." in said
    assert "Include: Relying on somebody." in said
    assert "ana: left uncoded" in said
    assert here.exists()


def test_json_holds_every_figure(here: Path) -> None:
    made = json.loads(
        run("agree", "ana", "ben", "--by", "code", "--format", "json", "--samples", "20").stdout
    )
    office = next(one for one in made["blocks"] if one["name"] == "con.office")
    assert office["figures"]["all"]["cohen"]["value"] == 1.0
    assert {one["by"] for one in made["blocks"]} == {"code"}
    assert len(made["disagreements"]) == 3
    assert here.exists()


def test_the_same_question_has_the_same_answer(here: Path) -> None:
    first, again = (run("agree", "ana", "ben", "--samples", "100").stdout for _ in range(2))
    assert first == again
    assert here.exists()


def test_rounds_are_kept_and_shown_beside(here: Path) -> None:
    assert "pilot" in run("agree", "ana", "ben", "--round", "pilot", "--samples", "20").stderr
    assert "pilot" in run("agree", "ana", "ben", "--samples", "20").stdout
    before = (here / "agreement" / "pilot.json").read_bytes()
    again = run("agree", "ana", "ben", "--round", "pilot", code=1).stderr
    assert "never overwritten. Choose another name" in again
    assert "cannot be the name" in run("agree", "ana", "ben", "--round", "../pilot", code=1).stderr
    assert (here / "agreement" / "pilot.json").read_bytes() == before
    assert b"trusted" not in before
    (here / "agreement" / "pilot.json").write_bytes(b'{"round": ')
    assert "is damaged" in run("agree", "ana", "ben", code=1).stderr


def test_improvement_shows_from_round_to_round_on_screen_and_on_paper(here: Path) -> None:
    (here.parent / "two.txt").write_text(TALK + "Ana: That is all.\n", encoding="utf-8")
    run("import", here.parent / "two.txt")
    for coder in ("ana", "ben"):
        run("codings", "add", "two", "a shared office", "con.office", "--coder", coder)
        run("codings", "add", "two", "came back", "mec.trust", "--coder", coder)
    run("agree", "ana", "ben", "--round", "pilot", "--in", "one", "--samples", "50")
    run("agree", "ana", "ben", "--round", "second", "--in", "two", "--samples", "50")
    said = run("agree", "ana", "ben", "--samples", "50").stdout.split("From round to round")[1]
    drawn = [line for line in said.splitlines() if line.startswith(("  pilot", "  second", "  now"))]
    assert [line.split()[0] for line in drawn] == ["pilot", "second", "now"] * 2
    assert drawn[1].rstrip().endswith("1.00")
    assert drawn[0].index("o", 40) < drawn[1].index("o", 40)
    assert max(map(len, drawn)) <= 80
    page = _words(Path(run("agree", "ana", "ben", "--format", "html", "--samples", "20").stdout.strip()))
    assert "round by round: pilot" in page
    assert "no transcript" in run("agree", "ana", "ben", "--in", "three", code=1).stderr
    assert "interval" in (here / "agreement" / "second.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["docx", "html"])
def test_the_hand_out_shows_both_readings_with_who_and_when(here: Path, name: str) -> None:
    path = Path(run("agree", "ana", "ben", "--format", name, "--samples", "20").stdout.strip())
    assert path == here.resolve() / "reports" / f"agreement.{name}"
    words = _words(path)
    for expected in (
        "hand-out for the meeting",
        "trusted each other",
        "ana thought of mec.trust",
        "left uncoded",
        "People fear each other.",
        "We decided",
        "UTC",
        "Coders: ana, ben",
    ):
        assert expected in words, expected


def _words(path: Path) -> str:
    if path.suffix == ".html":
        return path.read_text(encoding="utf-8")
    from docx import Document

    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_suggestions_in_view_are_warned_of_and_adjudication_does_not_count(here: Path) -> None:
    from realist_eval.study import Study

    ben = Study.open(here, coder="ben")
    coding = next(one for one in ben.material().codings if one.code == "out.referrals")
    ben.decide(coding, "accept", in_view=True)
    said = run("agree", "ana", "ben", "--samples", "0").stdout
    assert "suggestion in view (ben 1 of 4)" in " ".join(said.split())
    before = _figures()
    trust = next(one for one in ben.material().codings if one.code == "mec.trust" and one.coder == "ana")
    Study.open(here, coder="ben", blind=True).decide(trust, "reject", in_view=False)
    assert _figures() == before
    run("adjudicate", trust.id, "none", "--rationale", "it is about fear", "--coder", "ana")
    assert _figures() == before


def test_what_is_settled_comes_last_with_who_settled_it_and_why(here: Path) -> None:
    made = json.loads(run("agree", "ana", "ben", "--format", "json", "--samples", "0").stdout)
    name = made["disagreements"][0]["readings"][0]["id"]
    run("adjudicate", name, "ben", "--rationale", "fear, they said so", "--coder", "chair")
    said = " ".join(run("agree", "ana", "ben", "--samples", "0").stdout.split())
    assert "3 disagreements (1 settled)" in said
    assert said.index("settled by chair: fear, they said so") > said.index("2. one coded")
    page = _words(Path(run("agree", "ana", "ben", "--format", "html", "--samples", "0").stdout.strip()))
    assert "Settled by chair: fear, they said so" in page
    assert here.exists()


def _figures() -> object:
    return json.loads(run("agree", "ana", "ben", "--samples", "0", "--format", "json").stdout)["blocks"]


def test_coders_who_only_rejected_leave_figures_undefined_with_the_reason(here: Path) -> None:
    from realist_eval.study import Study

    for coder in ("cy", "dee"):
        study = Study.open(here, coder=coder, blind=True)
        study.decide(Study.open(here).material().codings[0], "reject", in_view=False)
    for unit in ("turn", "span"):
        said = run("agree", "cy", "dee", "--unit", unit, "--samples", "20").stdout
        assert "undefined (" in said
        assert "nan" not in said
        assert "No disagreements." in said


def test_the_engine_counts_as_a_coder(here: Path) -> None:
    from realist_eval.model import ENGINE
    from realist_eval.study import Study
    from realist_eval.study import events as ev

    study = Study.open(here)
    facts = tuple((one.id, study.state.history(one.id)[0].payload.fact) for one in study.material().codings)
    study.record(ev.Draft(ev.Freeze, "one", ev.Frozen(facts=facts)), coder="machine")  # type: ignore[arg-type]
    said = run("agree", "ana", "machine", "--by", "code", "--samples", "0", "--unit", "span").stdout
    assert "by ana 1, machine 1" in said
    assert ENGINE in run("agree", "ana", code=1).stderr


def test_unknown_coders_are_named_with_those_there_are(here: Path) -> None:
    assert "Did you mean “ben”" in run("agree", "ana", "bem", code=1).stderr
    assert "two coders or more" in run("agree", "ana", code=1).stderr
    assert "realist-eval suggest" in run("agree", "ana", "engine", code=1).stderr
    assert here.exists()
