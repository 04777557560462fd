"""What coders read differently, settled with a rationale."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from office_study import office_study

from realist_eval.errors import StudyError
from realist_eval.model import Coding, Configuration
from realist_eval.study import Study, agreeing, settled


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return office_study(tmp_path, "ana")


def coded(study: Study, coder: str, **codes: str) -> dict[str, str]:
    """Words under codes, by one coder who sees nobody else: keyword (with _ for spaces) to code."""
    alone = Study.open(study.layout.root, coder=coder, blind=True)
    text = alone.transcript("one").text
    made = {}
    for name, code in codes.items():
        words = name.replace("_", " ")
        start = text.index(words)
        kind = "context" if code.startswith("con") else "mechanism"
        made[name] = alone.make(
            Coding("", "one", start, start + len(words), kind, code), memo=f"{coder}: {code}"
        )
    return made


def standing(study: Study) -> list[tuple[str, str]]:
    found = Study.open(study.layout.root, coder="chair").material()
    return [(found.transcripts["one"].quote(one.span), one.code) for one in found.codings]


def chair(study: Study) -> Study:
    return Study.open(study.layout.root, coder="chair")


def test_codings_made_apart_are_settled_together_and_one_undo_takes_it_back(study: Study) -> None:
    coded(study, "ana", trusted_each_other="mec.trust")
    coded(study, "ben", we_trusted_each_other="mec.fear")
    both = standing(study)
    judge = chair(study)
    (one,) = settled.disputes(judge)
    assert [reading.memo for reading in one.what.readings] == ["ana: mec.trust", "ben: mec.fear"]
    with pytest.raises(StudyError, match="Say why"):
        settled.settle(judge, one, one.kept[:1], "  ")
    events = settled.settle(judge, one, one.kept[:1], "it is about trust")
    assert {event.op for event in events} == {"adjudicate"}
    assert standing(study) == [("trusted each other", "mec.trust")]
    assert settled.disputes(judge) == []
    judge.undo()
    assert standing(study) == both
    assert len(settled.disputes(judge)) == 1


def test_what_was_settled_does_not_change_how_far_the_coders_agreed(study: Study) -> None:
    coded(study, "ana", trusted_each_other="mec.trust")
    coded(study, "ben", trusted_each_other="mec.fear")
    before = agreeing.works(study, ["ana", "ben"])
    judge = chair(study)
    settled.settle(judge, settled.disputes(judge)[0], [], "neither")
    assert agreeing.works(chair(study), ["ana", "ben"]) == before
    assert standing(study) == []


def test_both_readings_of_one_thing_may_stand(study: Study) -> None:
    name = coded(study, "ana", trusted_each_other="mec.trust")["trusted_each_other"]
    ben, ana = (Study.open(study.layout.root, coder=who, blind=True) for who in ("ben", "ana"))
    text = ana.transcript("one").text
    start = text.index("trusted each")
    mine = Coding(name, "one", start, start + 18, "mechanism", "mec.trust")
    ana.decide(mine, "amend", result=Coding(name, "one", start, start + 7, "mechanism", "mec.trust"))
    ben.decide(mine, "amend", result=Coding(name, "one", start, start + 18, "mechanism", "mec.fear"))
    judge = chair(study)
    (one,) = settled.disputes(judge)
    assert one.what.about == "decided differently"
    settled.adjudicate(judge, name, "both", "it is both")
    assert standing(study) == [("trusted", "mec.trust"), ("trusted each other", "mec.fear")]
    assert not settled.disputes(judge)


@pytest.mark.parametrize(
    ("choice", "left"), [("ana", [("a shared office", "con.office")]), ("none", []), ("ben", None)]
)
def test_what_one_alone_coded_stands_or_not(
    study: Study, choice: str, left: list[tuple[str, str]] | None
) -> None:
    name = coded(study, "ana", a_shared_office="con.office")["a_shared_office"]
    coded(study, "ben", Some_of_them="mec.trust")
    settled.adjudicate(chair(study), name, choice, "we looked again")
    assert [one for one in standing(study) if one[1] == "con.office"] == (left or [])


def test_configurations_are_settled_by_the_parts_they_take(study: Study) -> None:
    links = []
    for coder, code in (("ana", "mec.trust"), ("ben", "mec.fear")):
        made = coded(study, coder, a_shared_office="con.office", trusted_each_other=code)
        alone = Study.open(study.layout.root, coder=coder, blind=True)
        links.append(alone.make(Configuration("", "one", *made.values())))
    judge = chair(study)
    first = settled.disputes(judge)[0]
    assert (first.what.about, first.what.parts, first.targets) == (
        "configuration",
        ("mechanism",),
        tuple(links),
    )
    settled.settle(judge, first, first.kept[1:], "fear, they said so")
    assert [link.id for link in judge.material().configurations] == links[1:]
    assert [one.what.about for one in settled.disputes(judge)] == ["code"]


def test_three_coders_are_settled_pair_by_pair_and_what_fell_is_not_asked_again(study: Study) -> None:
    for coder, code in (("ana", "mec.trust"), ("ben", "mec.fear"), ("cem", "mec.fear")):
        coded(study, coder, trusted_each_other=code)
    judge = chair(study)
    assert len(settled.disputes(judge)) == 2
    first = settled.disputes(judge)[0]
    settled.settle(judge, first, first.kept[1:], "fear")  # Ana's falls
    assert settled.disputes(judge) == []
    assert standing(study) == [("trusted each other", "mec.fear")]  # both readings of fear, as one


def test_the_passage_around_stays_in_its_turns_and_keeps_words_whole(study: Study) -> None:
    coded(study, "ana", trusted_each_other="mec.trust")
    coded(study, "ben", trusted_each_other="mec.fear")
    (one,) = settled.disputes(chair(study))
    transcript = study.transcript("one")
    assert transcript.quote(one.around(transcript)) == "We had a shared office. Then we trusted each other."
    between = transcript.text.index("\n")
    odd = replace(one, what=replace(one.what, start=between, end=between + 1))
    assert odd.around(transcript) == (between, between + 1)


def test_who_codes_blind_sees_no_dispute(study: Study) -> None:
    coded(study, "ana", trusted_each_other="mec.trust")
    with pytest.raises(StudyError, match="blind"):
        settled.disputes(Study.open(study.layout.root, coder="ben", blind=True))
