"""What a team's decisions teach is kept in the study as plain numbers, and may be dropped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from realist_eval.cli.suggest import command
from realist_eval.errors import InputError
from realist_eval.study import Study
from realist_eval.study import events as ev
from realist_eval.study.learning import FILE

CODEBOOK = """version: 1
title: Two codes
codes:
- {id: ctx.money, kind: context, label: Money is short, indicators: [money, funding]}
- {id: out.trust, kind: outcome, label: Trust, indicators: [trust, trusted]}
"""
SAID = "Because the money was cut, people trusted each other more. The funding was short, so trust grew. "


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study with suggestions, of which those of one code are rejected."""
    book, talk = tmp_path / "codebook.yaml", tmp_path / "talk.txt"
    book.write_text(CODEBOOK)
    talk.write_text("INTERVIEWER: How was it?\n\n" + "".join(f"ANNA: {SAID}\n\n" for _ in range(6)))
    made = Study.create(tmp_path / "study", "Money", codebook=book, coder="ann")
    made.import_sources([talk])
    made.suggest()
    return made


def decide(study: Study) -> None:
    """Accept what is about trust, reject the rest."""
    (name,) = study.ids()
    made = study.suggestions(name)
    assert made is not None
    deciding = study.deciding(name)
    for coding in made.codings:
        verdict: ev.Verdict = "accept" if coding.code == "out.trust" else "reject"
        study.record(deciding.decide(coding, verdict))


def scores(study: Study) -> dict[str, float]:
    """Ids to scores."""
    made = study.suggestions(study.ids()[0])
    assert made is not None
    return {coding.id: coding.score for coding in made.codings}


def test_too_few_decisions_teach_nothing(study: Study) -> None:
    with pytest.raises(InputError, match="too few"):
        study.learn()


def test_what_was_accepted_goes_up_and_dropping_it_brings_back_what_was(study: Study) -> None:
    before = scores(study)
    decide(study)
    study.learn()
    first = (study.layout.root / FILE).read_bytes()
    after = scores(study)
    codes = {coding.id: coding.code for coding in study.suggestions(study.ids()[0]).codings}  # type: ignore[union-attr]
    assert after.keys() == before.keys()
    up = {codes[name] for name in after if after[name] > before[name]}
    assert "ctx.money" not in up
    study.learn()
    assert (study.layout.root / FILE).read_bytes() == first
    assert json.loads(first)["decisions"] == len(before)
    assert study.forget_learned()
    assert scores(study) == before
    assert not study.forget_learned()


def test_no_words_are_kept(study: Study) -> None:
    decide(study)
    study.learn()
    assert set(json.loads((study.layout.root / FILE).read_text())["weights"]) <= {
        "code:ctx.money", "code:out.trust", "kind:context", "kind:outcome",
    }  # fmt: skip


def test_a_broken_file_is_said_plainly_and_can_be_dropped(study: Study) -> None:
    (study.layout.root / FILE).write_text("[1]")
    opened = Study.open(study.layout.root, coder="ann")
    with pytest.raises(InputError, match="suggest --learn"):
        opened.suggestions(opened.ids()[0])
    assert CliRunner().invoke(command, ["--study", str(study.layout.root), "--forget-learned"]).exit_code == 0
    assert not (study.layout.root / FILE).exists()
