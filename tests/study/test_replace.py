"""A corrected transcript: codings go where their words went, or are listed as unsure or lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_study import TRUST, corrected, office_study, quotes

from realist_eval.errors import StudyError
from realist_eval.model import Coding, Configuration, Span
from realist_eval.study import Study, hand, recoding, replacing
from realist_eval.study.reanchor import Anchors

TALK = """Interviewer: What changed for you?
Ana: Because the team had a shared office, we trusted each other, so referrals went up.
Interviewer: And then?
Ana: The money stopped, so people left.
Interviewer: Anything else?
Ana: The bus was cut and nobody came.
"""
CORRECTED = """Interviewer: What changed for you, do you think?
Ana: Because the team had a shared office in town, we trusted one another, so referrals went up.
Interviewer: And then?
Ana: The money stopped, so people left.
Interviewer: Thank you.
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = office_study(tmp_path, talk=TALK, codebook=TRUST)
    for words in ("The money stopped", "we trusted each other", "The bus was cut"):
        hand.add_coding(made, "one", words, "mec.trust")
    (tmp_path / "one.txt").write_text(CORRECTED, encoding="utf-8")
    return made


def folder(study: Study) -> dict[str, bytes]:
    places = (study.layout.transcripts, study.layout.sources)
    return {path.name: path.read_bytes() for place in places for path in sorted(place.iterdir())}


def test_what_moves_what_is_unsure_and_what_is_lost(study: Study, tmp_path: Path) -> None:
    before = folder(study)
    planned = replacing.plan(study, tmp_path / "one.txt")
    assert [(move.how, move.before, move.after) for move in planned.moves] == [
        ("unsure", "we trusted each other", "we trusted one another"),
        ("same", "The money stopped", "The money stopped"),
        ("lost", "The bus was cut", ""),
    ]
    assert folder(study) == before
    assert not study.layout.versions.exists()


def test_a_replacement_is_carried_out_and_undone(study: Study, tmp_path: Path) -> None:
    before, words = folder(study), quotes(study)
    replacing.carry_out(study, replacing.plan(study, tmp_path / "one.txt"), "typing errors")
    assert quotes(study) == ["we trusted one another", "The money stopped"]
    assert (study.layout.sources / "one.txt").read_text(encoding="utf-8") == CORRECTED
    assert study.material().facts["Without words since a source changed, left out"] == "1"
    assert sorted(recoding.stale(study.state, study.codebook()).values()) == [
        "its words were changed",
        "its words were lost",
    ]
    study.undo()
    assert folder(study) == before
    assert quotes(study) == words
    study.redo()
    assert quotes(study) == ["we trusted one another", "The money stopped"]


def test_an_unsure_coding_is_settled_by_looking_at_it(study: Study, tmp_path: Path) -> None:
    replacing.carry_out(study, replacing.plan(study, tmp_path / "one.txt"))
    unsure = study.material().codings[0].id
    hand.accept(study, unsure)
    assert unsure not in recoding.stale(study.state, study.codebook())
    assert quotes(study) == ["we trusted one another", "The money stopped"]


def test_codings_follow_through_several_replacements(study: Study, tmp_path: Path) -> None:
    replacing.carry_out(study, replacing.plan(study, tmp_path / "one.txt"))
    corrected(study, tmp_path / "one.txt", "Note: a head.\n" + CORRECTED + "Ana: And more.\n")
    assert quotes(study) == ["we trusted one another", "The money stopped"]
    study.undo()
    study.undo()
    assert quotes(study) == ["we trusted each other", "The money stopped", "The bus was cut"]


def test_a_file_that_replaces_nothing_says_so(study: Study, tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text(TALK, encoding="utf-8")
    with pytest.raises(StudyError, match="--as"):
        replacing.plan(study, tmp_path / "two.txt")
    (tmp_path / "one.txt").write_text(TALK, encoding="utf-8")
    with pytest.raises(StudyError, match="nothing to replace"):
        replacing.plan(study, tmp_path / "one.txt")
    (tmp_path / "two.txt").write_text(TALK + "Ana: And more.\n", encoding="utf-8")
    assert replacing.plan(study, tmp_path / "two.txt", "one").counts["same"] == 3


VOCABULARY = ["the", "team", "office", "trust", "money", "bus", "left", "so", "because", "we"]
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=8), st.data())
def test_words_that_did_not_change_are_found_again(lines: list[str], data: st.DataObject) -> None:
    old = "\n".join(lines)
    at = data.draw(st.integers(0, len(lines)))
    new = "\n".join([*lines[:at], "a line that is quite new here", *lines[at:]])
    start = data.draw(st.integers(0, max(0, len(old) - 1)))
    end = data.draw(st.integers(start, len(old)))
    went = Anchors(old, new).find(Span(start, end))
    if went.span is not None:
        assert 0 <= went.span.start < went.span.end <= len(new)
    if went.how == "same":
        assert went.span is not None
        assert new[slice(*went.span)] == old[start:end]
    assert Anchors(old, old).find(Span(start, end)).span == Span(start, end)


def test_a_long_transcript_is_compared_in_no_time() -> None:
    import time

    lines = [
        f"Turn {n} says that the team number {n * 7} came because of reason {n % 13}." for n in range(3000)
    ]
    old = "\n".join(lines)
    new = "\n".join(line.replace("because", "since") if n % 3 == 0 else line for n, line in enumerate(lines))
    started = time.perf_counter()
    anchors = Anchors(old, new)
    start = old.index("Turn 1501 ")
    went = anchors.find(Span(start, start + 30))
    assert time.perf_counter() - started < 10
    assert went.span is not None
    assert new[slice(*went.span)] == old[start : start + 30]


def test_signals_and_resources_move_along(study: Study, tmp_path: Path) -> None:
    def at(words: str) -> Span:
        start = study.transcript("one").text.index(words)
        return Span(start, start + len(words))

    coding = Coding(
        "", "one", *at("people left"), "context", "mec.trust",
        resource=at("The money"), reasoning=at("The bus was cut"),
    )  # fmt: skip
    name = study.make(coding)
    other = next(one.id for one in study.material().codings if one.id != name)
    study.make(Configuration("", "one", context=name, mechanism=other, signal=at("so people")))
    planned = replacing.plan(study, tmp_path / "one.txt")
    assert ("lost", ("reasoning of mec.trust",)) in [(move.how, move.codes) for move in planned.doubtful]
    replacing.carry_out(study, planned)
    text, found = study.transcript("one"), study.material().by_id[name]
    assert found.resource
    assert text.quote(found.resource) == "The money"
    assert found.reasoning is None
    (link,) = study.material().configurations
    assert link.signal
    assert text.quote(link.signal) == "so people"
    study.undo()
    found = study.material().by_id[name]
    assert found.reasoning
    assert study.transcript("one").quote(found.reasoning) == "The bus was cut"
