"""`explain`: why something was suggested, for people who code."""

from __future__ import annotations

from pathlib import Path

import pytest
from typed import run

from realist_eval.study import Study

CODEBOOK = """version: 1
title: Small
codes:
- {id: ctx.money, kind: context, label: Money cut, definition: The grant is cut., indicators: [grant was cut]}
- {id: mec.trust, kind: mechanism, label: Trust, definition: People trust each other., resource: keys}
- {id: out.stay, kind: outcome, label: Staying, definition: People stay.}
"""
TALK = """Interviewer: After the grant was cut, how did you manage?
Ana: We trusted each other more. And so all of the volunteers stayed.
Interviewer: Why did you stay?
Ana: Because they gave us the keys, we felt trusted by
Interviewer: Mm.
Ana: the people who stayed.
"""


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.delenv("REALIST_EVAL_CODER", raising=False)
    (tmp_path / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    (tmp_path / "one.txt").write_text(TALK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run("init", "study", "--codebook", "book.yaml", "--coder", "ana")
    monkeypatch.chdir(tmp_path / "study")
    run("import", tmp_path / "one.txt")
    run("suggest")
    return Study.open(".")


def test_every_suggestion_is_explained_in_lines_that_fit(study: Study) -> None:
    made = study.suggestions("one")
    assert made is not None
    for item in (*made.codings, *made.configurations):
        said = run("explain", item.id).stdout
        assert max(map(len, said.splitlines())) <= 80
        assert f"Score {item.score:.2f}" in said


def test_a_coding_says_its_words_its_score_and_what_would_have_changed_it(study: Study) -> None:
    made = study.suggestions("one")
    assert made is not None
    trust = next(one for one in made.codings if one.code == "mec.trust" and not one.rival)
    said = run("explain", trust.id).stdout
    assert "Suggested as a mechanism under “Trust” (mec.trust)" in said
    assert "  “trusted”" in said
    assert "What would have changed it\n  If “trusted” said nothing" in said


def test_halves_interruptions_and_questions_are_told(study: Study) -> None:
    made = study.suggestions("one")
    assert made is not None
    everything = " ".join(" ".join(run("explain", one.id).stdout for one in made.codings).split())
    assert "What is offered: “they gave us the keys”." in everything
    assert "It goes on over an interruption: “the people who stayed”" in everything
    assert "It answers the question “Why did you stay?”" in everything
    assert "The words are the interviewer's" in everything
    link = next(one for one in made.configurations if len(one.parts) == 3)
    assert "[from the question] “the grant was cut”" in run("explain", link.id).stdout


def test_an_unknown_or_short_id_is_a_message(study: Study) -> None:
    assert "no suggestion has the id “zz”" in run("explain", "zz", code=1).stderr
    made = study.suggestions("one")
    assert made is not None
    assert "ids begin with “”" in run("explain", "", code=1).stderr
