"""Suggestions, their caches, and decisions on them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from office_study import contents

from realist_eval.bundled import codebooks, sample_study
from realist_eval.errors import StudyError
from realist_eval.model import Claim, Codebook, Coding, Configuration, Reason, Span, Suggestions, Transcript
from realist_eval.study import Study
from realist_eval.study import events as ev
from realist_eval.study.suggesting import Suggesting

CODEBOOK = """version: 1
title: Small
codes:
- {id: con.office, kind: context, label: Shared office, definition: A place together.}
- {id: mec.trust, kind: mechanism, label: Trust, definition: People trust each other.}
- {id: out.referrals, kind: outcome, label: Referrals, definition: More referrals.}
"""
TALK = """Interviewer: What changed for you?
Ana: Because the team had a shared office, we trusted each other, so referrals went up.
Interviewer: And then?
Ana: The money stopped, so people left.
"""


class Finder:
    """A suggester that finds three phrases, and counts what it was asked."""

    name = "finder"

    def __init__(self, version: str = "1") -> None:
        self.version = version
        self.parsed: list[str] = []
        self.matched: list[str] = []
        self.in_memory = 0

    def digest(self, transcripts: Iterable[Transcript]) -> Iterator[tuple[Transcript, bytes]]:
        for transcript in transcripts:
            self.parsed.append(transcript.id)
            yield transcript, str(transcript.text.find("Because")).encode()

    def suggest(
        self,
        transcript: Transcript,
        digest: bytes,
        codebook: Codebook | None,
        matches: object = None,  # noqa: ARG002
    ) -> Suggestions:
        self.matched.append(transcript.id)
        if int(digest) < 0 or codebook is None:
            return Suggestions(transcript.id)
        words = {
            "context": "a shared office",
            "mechanism": "trusted each other",
            "outcome": "referrals went up",
        }
        codings, parts = [], {}
        for code in codebook.codes:
            start = transcript.text.find(words[code.kind])
            name = f"c{len(codings)}"
            parts[code.kind] = name
            codings.append(
                Coding(
                    name, transcript.id, start, start + len(words[code.kind]), code.kind, code.id,
                    score=0.5, reason=Reason("because", ("Because",)),
                )
            )  # fmt: skip
        link = Configuration("l1", transcript.id, **parts, signal=Span(int(digest), int(digest) + 7))
        claim = Claim(Span(0, 4), Span(5, 9))
        return Suggestions(transcript.id, (claim,), tuple(codings), (link,))


class SmallStudy(Study):
    """A study with a suggester that needs no models."""

    finder = Finder()

    def engine(self, jobs: int = 1) -> Finder:  # noqa: ARG002
        return self.finder


@pytest.fixture
def study(tmp_path: Path) -> SmallStudy:
    (tmp_path / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    (tmp_path / "one.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "two.txt").write_text(TALK.replace("The money", "All the money"), encoding="utf-8")
    SmallStudy.finder = Finder()
    made = SmallStudy.create(tmp_path / "study", "Small", codebook=tmp_path / "book.yaml", coder="ana")
    made.import_sources([tmp_path / "one.txt", tmp_path / "two.txt"])
    return made


def suggested(study: SmallStudy) -> Suggestions:
    study.suggest()
    made = study.suggestions("one")
    assert made is not None
    return made


def reopened(study: SmallStudy, coder: str = "ana", *, blind: bool = False) -> SmallStudy:
    return SmallStudy(study.layout, coder, blind=blind)


def test_an_unchanged_second_run_asks_nothing_of_the_engine(study: SmallStudy) -> None:
    first = study.suggest()
    assert study.finder.parsed == ["one", "two"]
    assert reopened(study).suggest() == first
    assert study.finder.parsed == ["one", "two"]
    assert study.finder.matched == ["one", "two"]
    assert [(row.transcript, row.claims, row.codings, row.configurations) for row in first] == [
        ("one", 1, 3, 1),
        ("two", 1, 3, 1),
    ]


def test_editing_a_code_costs_no_parse(study: SmallStudy) -> None:
    study.suggest()
    book = study.layout.codebook
    book.write_text(
        book.read_text(encoding="utf-8").replace("A place together", "One roof"), encoding="utf-8"
    )
    reopened(study).suggest()
    assert study.finder.parsed == ["one", "two"]
    assert len(study.finder.matched) == 4


def test_suggestions_after_an_edit_are_those_of_a_new_study_with_the_edited_codebook(tmp_path: Path) -> None:
    book = codebooks()["generic_realist"]
    source = next(path for path in sample_study().iterdir() if path.name.startswith("interview-3"))
    long = Study.create(tmp_path / "long", "Long", codebook=book)
    long.import_sources([source])
    long.suggest()
    for number, indicator in enumerate(("link worker", r"re:\bthe (?:group|sessions?)\b")):
        text = book.read_text(encoding="utf-8").replace(
            "  indicators:\n", f"  indicators:\n  - '{indicator}'\n", 1
        )
        edited = tmp_path / f"edited-{number}.yaml"
        edited.write_text(text, encoding="utf-8")
        shutil.copy(edited, long.layout.codebook)
        again, new = (
            Study.open(long.layout.root),
            Study.create(tmp_path / edited.stem, "New", codebook=edited),
        )
        new.import_sources([source])
        again.suggest()
        new.suggest()
        (transcript,) = new.ids()
        assert again.suggestions(transcript) == new.suggestions(transcript) is not None


def test_another_engine_or_another_part_of_a_speaker_costs_a_parse(study: SmallStudy) -> None:
    study.suggest()
    study.finder.version = "2"
    reopened(study).suggest()
    assert len(study.finder.parsed) == 4
    transcript = study.transcript("one")
    other = transcript.with_speakers(tuple(replace(one, part="other") for one in transcript.speakers))
    suggesting = Suggesting(study.layout.cache, study.finder, study.codebook())
    assert suggesting.cached(transcript) is not None
    assert suggesting.cached(other) is None


def test_the_cache_may_be_deleted_or_damaged_at_any_time(study: SmallStudy) -> None:
    first = study.suggest()
    for path in (study.layout.cache / "suggestions").iterdir():
        path.write_bytes(b"\x00damaged")
    assert reopened(study).suggest() == first
    shutil.rmtree(study.layout.cache)
    assert reopened(study).suggest() == first
    assert reopened(study).suggestions("one") is not None


def test_the_cache_does_not_grow(study: SmallStudy) -> None:
    for n in range(5):
        study.finder.version = str(n)
        reopened(study).suggest()
    assert len([path for path in study.layout.cache.rglob("*") if path.is_file()]) == 6


def test_suggestions_are_never_findings_until_somebody_accepts_them(study: SmallStudy) -> None:
    study.suggest()
    assert not study.material().codings
    shown = study.material(include_suggestions=True)
    assert shown.unreviewed
    assert len(shown.codings) == 6
    assert {coding.status for coding in shown.codings} == {"suggested"}


def test_accepting_a_configuration_accepts_its_elements_and_undo_takes_all_back(study: SmallStudy) -> None:
    made = suggested(study)
    study.decide(made.configurations[0], "accept")
    material = reopened(study).material()
    assert [coding.status for coding in material.codings] == ["accepted"] * 3
    (link,) = material.configurations
    text = material.transcripts["one"].text
    quotes = {kind: text[slice(*material.by_id[name].span)] for kind, name in link.parts.items()}
    assert quotes == {
        "context": "a shared office",
        "mechanism": "trusted each other",
        "outcome": "referrals went up",
    }
    assert material.codings[0].reason == Reason("because", ("Because",))
    study.undo()
    assert not reopened(study).material().codings
    study.redo()
    assert len(reopened(study).material().codings) == 3


def test_a_rejected_element_leaves_its_place_unstated(study: SmallStudy) -> None:
    made = suggested(study)
    study.decide(made.configurations[0], "accept")
    context = next(coding for coding in made.codings if coding.kind == "context")
    study.decide(context, "reject")
    (link,) = study.material().configurations
    assert link.context is None
    assert set(link.parts) == {"mechanism", "outcome"}
    assert context.id not in {coding.id for coding in study.material(include_suggestions=True).codings}


def test_an_amendment_keeps_what_was_suggested(study: SmallStudy) -> None:
    made = suggested(study)
    coding = made.codings[1]
    (event,) = study.decide(coding, "amend", result=replace(coding, end=coding.end - 6), memo="shorter")
    assert isinstance(event, ev.Decide)
    assert event.payload.suggested is not None
    assert event.payload.suggested.rule == "because"
    assert event.payload.suggested.engine == "finder 1"
    (amended,) = study.material().codings
    assert (amended.status, amended.end, amended.memo) == ("amended", coding.end - 6, "shorter")


def test_the_log_holds_no_words_of_the_transcript(study: SmallStudy) -> None:
    made = suggested(study)
    study.decide(made.configurations[0], "accept")
    study.suggest(freeze="machine")
    logs = b"".join(path.read_bytes() for path in study.layout.log.glob("*.jsonl"))
    assert not [word for word in (b"shared", b"trusted", b"Because", b"money") if word in logs]


def test_frozen_suggestions_are_those_of_a_coder_and_no_finding(study: SmallStudy) -> None:
    study.suggest(freeze="machine")
    assert (study.layout.log / "machine.desk.jsonl").exists()
    frozen = reopened(study).state.frozen()["machine"]
    assert [len(event.payload.facts) for event in frozen] == [4, 4]
    assert not study.material().codings


def test_a_blind_coder_sees_neither_suggestions_nor_the_others(study: SmallStudy) -> None:
    made = suggested(study)
    study.decide(made.configurations[0], "accept")
    blind = reopened(study, "ben", blind=True)
    assert blind.suggestions("one") is None
    assert not blind.material(include_suggestions=True).codings


def test_hand_coding_is_checked_against_words_and_codebook(study: SmallStudy) -> None:
    text = study.transcript("one").text
    start = text.index("The money")
    good = Coding("", "one", start, start + 17, "context", "con.office", "hindering")
    name = study.make(good)
    (made,) = study.material().codings
    assert (made.id, made.status, made.coder) == (name, "manual", "ana")
    for wrong, message in (
        (Coding("", "one", 5, 5, "context", "con.office"), "words"),
        (Coding("", "one", 0, len(text) + 1, "context", "con.office"), "words"),
        (Coding("", "one", 0, 4, "context", "con.offfice"), "Did you mean"),
        (Coding("", "one", 0, 4, "context", "con.office", "achieved"), "valence"),
    ):
        with pytest.raises(StudyError, match=message):
            study.make(wrong)
    assert len(reopened(study).material().codings) == 1


def test_two_people_who_differ_leave_the_item_to_be_adjudicated(study: SmallStudy) -> None:
    made = suggested(study)
    coding = made.codings[0]
    for coder, verdict in (("ben", "reject"), ("ana", "accept")):
        alone = reopened(study, coder)
        alone.journal.log.blind = True  # they see what the engine suggests, and not each other
        alone.decide(coding, verdict)
    state = reopened(study).state
    (target,) = state.contested()
    assert target == coding.id
    assert not reopened(study).material().codings
    chair = reopened(study, "chair")
    accepted = next(one for one in state.contested()[target] if one.status == "accepted")
    chair.record(chair.deciding("one").adjudicate(target, accepted.event.id, "the words say so"))
    assert not chair.state.contested()
    assert len(reopened(study).material().codings) == 1
    chair.undo()
    assert set(chair.state.contested()) == {coding.id}


def test_status_counts_what_stands(study: SmallStudy) -> None:
    made = suggested(study)
    study.decide(made.configurations[0], "accept")
    found = reopened(study).status()
    assert [(row.suggested, row.undecided, row.decided) for row in found.transcripts] == [
        (4, 0, 4),
        (4, 4, 0),
    ]
    assert found.verdicts == {"accepted": 4}
    assert found.codes == 3


def test_sources_are_never_changed(study: SmallStudy) -> None:
    before = contents(study.layout.sources)
    made = suggested(study)
    study.decide(made.codings[0], "accept")
    study.undo()
    assert contents(study.layout.sources) == before


def test_sources_with_the_same_words_are_decided_apart(study: SmallStudy, tmp_path: Path) -> None:
    (tmp_path / "same.txt").write_text(TALK + "\n", encoding="utf-8")
    study.import_sources([tmp_path / "same.txt"])
    study.suggest()
    one, other = study.suggestions("same"), study.suggestions("one")
    assert one
    assert other
    assert study.transcript("same").sha == study.transcript("one").sha
    assert not {coding.id for coding in one.codings} & {coding.id for coding in other.codings}
    study.decide(one.configurations[0], "accept")
    left = study.undecided("one")
    assert left == other


def test_decisions_made_under_earlier_ids_still_find_their_suggestions(study: SmallStudy) -> None:
    """Ids once followed from the text alone; the keys of a study that was begun then stand in its log."""
    made = suggested(study)
    sha = study.transcript("one").sha

    def digits(*parts: object) -> str:
        return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]

    first, *_ = made.codings
    was = digits("coding", sha, first.start, first.end, first.kind, first.code, first.valence)
    study.decide(replace(first, id=was), "reject", memo="too vague")
    again = study.suggestions("one")
    left = study.undecided("one")
    assert again
    assert left
    assert [coding.id for coding in again.codings] == [was, *(coding.id for coding in made.codings[1:])]
    assert again.configurations[0].context == was
    assert {coding.id for coding in left.codings} == {coding.id for coding in made.codings[1:]}
