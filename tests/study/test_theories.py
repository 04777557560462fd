"""Programme theories and the evidence on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_study import office_study

from realist_eval.errors import StudyError
from realist_eval.study import Study, hand, recoding, theories

TALK = "Interviewer: What changed?\nAna: Because of the office we trusted each other and liked it.\n"
CODEBOOK = """version: 1
title: S
codes:
- {id: con.office, kind: context, label: Office, definition: x}
- {id: mec.trust, kind: mechanism, label: Trust, definition: y}
theories:
- {id: T1, if: there is one office, then: referrals go up, because: people trust, codes: [mec.trust]}
- {id: T2, if: there is money, codes: [con.office]}
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return office_study(tmp_path, talk=TALK, codebook=CODEBOOK)


def linked(study: Study) -> str:
    marks = {"the office": "con.office", "trusted each other": "mec.trust"}
    codings = [hand.add_coding(study, "one", words, code).id for words, code in marks.items()]
    return hand.link(study, codings).id


def test_evidence_is_counted_by_what_it_says_of_each_theory(study: Study) -> None:
    name = linked(study)
    assert [one.waiting for one in theories.told(study)] == [(name,), (name,)]
    theories.weigh(study, name, "T1", "supports", "seen at first hand")
    theories.weigh(study, name, "T1", "refines")
    first, second = theories.told(study)
    assert (first.weights["supports"], first.weights["refines"], first.waiting) == (0, 1, ())
    assert second.waiting == (name,)
    study.undo()
    assert theories.told(study)[0].weights["supports"] == 1
    study.undo()
    assert theories.told(study)[0].waiting == (name,)


def test_versions_are_kept_with_reasons_and_compared_in_words(study: Study) -> None:
    theories.begin(study)
    path = study.layout.theory
    assert theories.load(study) == study.codebook().theories
    changed = path.read_text(encoding="utf-8").replace("people trust", "people trust and are paid")
    path.write_text(changed.replace("T2", "T3"), encoding="utf-8")
    assert list(theories.diff(study)) == [
        "T1, because: “people trust” became “people trust and are paid”",
        "T2 was dropped.",
        "T3 is new: If there is money.",
    ]
    assert theories.note_version(study, "site three")
    assert not theories.note_version(study, "again")
    assert list(theories.diff(study)) == []
    first = recoding.versions(study, theories.FILE)[0].sha
    assert len(list(theories.diff(study, first[:10]))) == 3
    assert [one.reason for one in recoding.versions(study, theories.FILE)] == [
        "the initial theory",
        "site three",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("theories: 3\n", "no list"),
        ("theories:\n- {if: x}\n", ":2: A theory needs"),
        ("theories:\n- id: T1\n  than: x\n", ":3: A theory has no “than”. Did you mean “then”"),
        ("theories:\n- {id: T1}\n- {id: T1}\n", "stands twice"),
    ],
)
def test_faults_in_theory_yaml_carry_their_line(study: Study, text: str, message: str) -> None:
    study.layout.theory.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=message):
        theories.load(study)


def test_only_decided_configurations_are_weighed(study: Study) -> None:
    linked(study)
    with pytest.raises(StudyError, match="no theory “T9”"):
        theories.weigh(study, "x", "T9", "supports")
    coding = study.material().codings[0].id
    with pytest.raises(StudyError, match="not a configuration"):
        theories.weigh(study, coding, "T1", "supports")
