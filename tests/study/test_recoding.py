"""Codes change; what was coded under them, and the team's comments, stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_study import office_study

from realist_eval.errors import StudyError
from realist_eval.study import Study, hand, recoding

TALK = "Interviewer: What changed?\nAna: Because of the office we trusted each other and liked it.\n"
CODEBOOK = """\
# our codebook, second round
version: 1
title: S
codes:
  - id: con.office   # agreed in March
    kind: context
    label: "Shared office"
    definition: A place together.
  - id: mec.trust
    kind: mechanism
    label: Trust
    definition: People trust each other.
    indicators: [trust, "re:\\\\bfaith"]
  - {id: mec.liking, kind: mechanism, label: L, definition: 'Like it.', indicators: [like], parent: mec.trust}
theories:
  - {id: t1, if: office, then: trust, because: they meet, codes: [con.office, mec.liking]}
"""


WAS, NOW = "People trust each other.", "Partners trust each other."
DEFINED_ANEW = f"“Trust” (mec.faith): the definition was “{WAS}”, and is now “{NOW}”."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = office_study(tmp_path, talk=TALK, codebook=CODEBOOK)
    hand.add_coding(made, "one", "trusted each other", "mec.trust")
    hand.add_coding(made, "one", "liked it", "mec.liking")
    return made


def codes(study: Study) -> list[str]:
    return [coding.code for coding in study.material().codings]


def text(study: Study) -> str:
    return study.layout.codebook.read_text(encoding="utf-8")


def test_a_renamed_code_takes_codings_parents_and_theories_along(study: Study) -> None:
    recoding.rename(study, "mec.trust", "mec.mutual_trust", "clearer")
    assert codes(study) == ["mec.mutual_trust", "mec.liking"]
    changed = text(study)
    assert "# our codebook, second round" in changed
    assert "# agreed in March" in changed
    assert '"Shared office"' in changed
    assert "'Like it.'" in changed
    assert study.codebook().by_id["mec.liking"].parent == "mec.mutual_trust"
    assert changed == CODEBOOK.replace("id: mec.trust", "id: mec.mutual_trust").replace(
        "parent: mec.trust", "parent: mec.mutual_trust"
    )
    recoding.rename(study, "mec.mutual_trust", "mec.faith")
    assert codes(study) == ["mec.faith", "mec.liking"]
    study.undo()
    study.undo()
    assert text(study) == CODEBOOK
    assert codes(study) == ["mec.trust", "mec.liking"]
    study.redo()
    assert codes(study)[0] == "mec.mutual_trust"


def test_an_id_with_a_past_is_not_given_away_again(study: Study) -> None:
    recoding.rename(study, "mec.trust", "mec.faith")
    with pytest.raises(StudyError, match="past"):
        recoding.rename(study, "mec.liking", "mec.trust")


def test_a_merged_code_gives_its_indicators_and_codings(study: Study) -> None:
    recoding.merge(study, "mec.liking", "mec.trust", "one thing")
    assert codes(study) == ["mec.trust", "mec.trust"]
    book = study.codebook()
    assert book.by_id["mec.trust"].indicators == ("trust", "re:\\bfaith", "like")
    assert book.by_id["mec.liking"].retired
    assert book.theories[0].codes == ("con.office", "mec.trust")
    with pytest.raises(StudyError, match="one kind"):
        recoding.merge(study, "mec.trust", "con.office")
    study.undo()
    assert text(study) == CODEBOOK


def test_codings_of_a_split_code_wait_until_somebody_has_looked(study: Study) -> None:
    recoding.split(study, "mec.trust", ["mec.trust_people", "mec.trust_money"])
    waiting = recoding.stale(study.state, study.codebook())
    (name,) = waiting
    assert "split" in waiting[name]
    hand.amend(study, name, {"code": "mec.trust_people"})
    assert not recoding.stale(study.state, study.codebook())
    with pytest.raises(StudyError, match="retired"):
        hand.add_coding(study, "one", "office", "mec.trust")


def test_a_changed_definition_marks_codings_until_they_are_confirmed(study: Study) -> None:
    study.layout.codebook.write_text(CODEBOOK.replace("People trust", "Partners trust"), encoding="utf-8")
    waiting = recoding.stale(study.state, study.codebook())
    (name,) = waiting
    assert "definition" in waiting[name]
    hand.accept(study, name)
    assert not recoding.stale(study.state, study.codebook())
    study.undo()
    assert list(recoding.stale(study.state, study.codebook())) == [name]


def test_edits_made_in_an_editor_are_kept_as_versions(study: Study) -> None:
    recoding.retire(study, "con.office")
    study.layout.codebook.write_text(text(study) + "# a last word\n", encoding="utf-8")
    recoding.rename(study, "mec.trust", "mec.faith")
    assert [event.op for event in study.state.recodes()] == ["edit", "retire", "edit", "rename"]
    kept = [study.settling.versions.get(event.payload.after) for event in study.state.recodes()]
    assert kept[0].decode() == CODEBOOK
    assert kept[2].decode().endswith("# a last word\n")
    study.undo()
    assert text(study).endswith("# a last word\n")
    before = text(study)
    with pytest.raises(StudyError, match="changed since"):
        study.undo()
    assert text(study) == before


def test_a_rename_that_new_codings_rest_on_is_not_undone(study: Study) -> None:
    recoding.rename(study, "mec.trust", "mec.faith")
    hand.add_coding(Study.open(study.layout.root, coder="ben"), "one", "Because of", "mec.faith")
    with pytest.raises(StudyError, match="by ben"):
        study.undo()
    assert "mec.faith" in text(study)


def test_versions_are_kept_with_their_reasons(study: Study) -> None:
    assert recoding.note(study, "as agreed")
    assert not recoding.note(study, "again")
    recoding.rename(study, "mec.trust", "mec.faith", "clearer")
    recoding.retire(study, "con.office")
    assert [(one.what, one.reason) for one in recoding.versions(study)] == [
        ("edited", "as agreed"),
        ("rename mec.trust into mec.faith", "clearer"),
        ("retire con.office", ""),
    ]
