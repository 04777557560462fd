"""Two copies of a study, and whatever two people may do with them in any order."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from office_study import joined, office_study

from realist_eval.errors import StudyError
from realist_eval.model import Coding
from realist_eval.study import Study, hand, joining, recoding, replacing, settled
from realist_eval.study.checking import check
from realist_eval.study.fold import fold

LINES = [
    "Interviewer: What changed?",
    "Ana: Because of the office we trusted each other.",
    "Interviewer: And then?",
    "Ana: The money stopped, so people left.",
    "Ana: Referrals went up in the end.",
]
QUOTES = ["the office", "trusted each other", "money stopped", "people left", "Referrals went up"]
CODEBOOK = """version: 1
title: S
codes:
- {id: mec.trust, kind: mechanism, label: Trust, definition: x}
- {id: mec.money, kind: mechanism, label: Money, definition: y}
"""
SIDES = st.integers(0, 1)


class TwoCopies(RuleBasedStateMachine):
    """Side 0 is Ana's copy, side 1 Ben's."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.acknowledged: list[set[str]] = [set(), set()]
        self.names = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        made = office_study(self.folder, talk="\n".join(LINES) + "\n", codebook=CODEBOOK)
        hand.add_coding(made, "one", QUOTES[1], "mec.trust")
        shutil.copytree(made.layout.root, self.folder / "1")
        self.sides = [Study.open(made.layout.root, coder="ana"), Study.open(self.folder / "1", coder="ben")]
        self.acknowledged = [set(side.state.events) for side in self.sides]

    def codings(self, side: int) -> list[Coding]:
        return list(self.sides[side].material().codings)

    def note(self, side: int) -> None:
        """Everything that was said to be done is to be there from now on."""
        self.acknowledged[side] |= set(self.sides[side].state.events)

    @rule(side=SIDES, quote=st.sampled_from(QUOTES), money=st.booleans())
    def code(self, side: int, quote: str, money: bool) -> None:
        codes = [code.id for code in self.sides[side].codebook().codes if not code.retired]
        try:
            hand.add_coding(self.sides[side], "one", quote, codes[money % len(codes)])
        except StudyError as error:
            refused(error, "does not hold the words", "There is no transcript")
        self.note(side)

    @rule(
        side=SIDES,
        which=st.integers(0, 9),
        how=st.sampled_from(["enabling", "hindering", "reject", "accept"]),
    )
    def decide(self, side: int, which: int, how: str) -> None:
        there = self.codings(side)
        if not there:
            return
        name = there[which % len(there)].id
        try:
            if how == "reject":
                hand.remove(self.sides[side], name)
            elif how == "accept":
                hand.accept(self.sides[side], name)
            else:
                hand.amend(self.sides[side], name, {"valence": how})
        except StudyError as error:
            refused(error, "no code", "retired")
        self.note(side)

    @rule(side=SIDES)
    def undo_and_redo(self, side: int) -> None:
        study = self.sides[side]
        before = told(study)
        try:
            study.undo()
        except StudyError as error:
            refused(error, "nothing", "rest on it", "changed since")
            assert told(study) == before
            return
        study.redo()
        assert told(study) == before
        self.note(side)

    @rule(side=SIDES)
    def undo(self, side: int) -> None:
        before = told(self.sides[side])
        try:
            self.sides[side].undo()
        except StudyError:
            assert told(self.sides[side]) == before
        self.note(side)

    @rule(side=SIDES)
    def rename(self, side: int) -> None:
        study = self.sides[side]
        self.names += 1
        there = len(self.codings(side))
        recoding.rename(study, study.codebook().codes[0].id, f"mec.name{self.names}")
        assert len(self.codings(side)) == there
        self.note(side)

    @rule(side=SIDES, drop=st.integers(0, 4), word=st.sampled_from(["so", "then", "and so"]))
    def correct(self, side: int, drop: int, word: str) -> None:
        study = self.sides[side]
        if "one" not in study.ids():
            return
        self.names += 1
        lines = [line for n, line in enumerate(LINES) if n != drop or n == 0]
        lines.insert(1, f"Ana: Correction number {self.names}.")
        path = self.folder / f"{side}-{self.names}" / "one.txt"
        path.parent.mkdir()
        path.write_text("\n".join(lines).replace("so people", f"{word} people") + "\n", encoding="utf-8")
        planned = replacing.plan(study, path)
        kept = {name for move in planned.moves if move.how == "same" for name in move.codings}
        before = {coding.id for coding in self.codings(side)}
        replacing.carry_out(study, planned)
        after = {coding.id for coding in self.codings(side)}
        assert kept & before <= after
        self.note(side)

    @rule(side=SIDES)
    def take_in(self, side: int) -> None:
        """Both may take in a source under one name, which is not the same source."""
        study = self.sides[side]
        path = self.folder / f"two-{side}" / "two.txt"
        if not path.exists():
            path.parent.mkdir()
            path.write_text(f"Ana: On side {side} there was a kitchen.\n", encoding="utf-8")
        came = study.import_sources([path])
        assert not came.failed
        for arrival in came.arrived:
            hand.add_coding(study, arrival.transcript, f"side {side}", study.codebook().codes[0].id)
            study.memo(arrival.transcript, f"side {side}")
        self.note(side)

    @invariant()
    def every_coding_of_a_kitchen_stands_on_its_own_side(self) -> None:
        for study in self.sides:
            material = study.material()
            for coding in material.codings:
                text = material.transcripts[coding.transcript]
                if "kitchen" in text.text:
                    assert text.quote(coding.span) in {"side 0", "side 1"}

    @rule(side=SIDES)
    def merge(self, side: int) -> None:
        mine, theirs = self.sides[side], self.sides[1 - side]
        joined(mine, theirs)
        self.acknowledged[side] |= self.acknowledged[1 - side]
        again = joining.plan(mine, theirs.layout.root)
        assert not again.events
        self.note(side)

    @rule()
    def merge_both_ways(self) -> None:
        one, other = self.sides
        self.merge(0)
        self.merge(1)
        self.merge(0)
        assert standing(one) == standing(other)
        assert sorted(one.state.contested()) == sorted(other.state.contested())

    @precondition(lambda self: any(side.state.contested() for side in self.sides))
    @rule(side=SIDES)
    def adjudicate(self, side: int) -> None:
        study = self.sides[side]
        for target in list(study.state.contested()):
            choice = study.state.contested()[target][0].event.id
            try:
                settled.adjudicate(study, target, choice, "we talked about it")
            except StudyError as error:  # both renamed its code, and this codebook has the other name
                refused(error, "no code", "retired")
                return
        assert not study.state.contested()
        self.note(side)

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        for side, acknowledged in zip(self.sides, self.acknowledged, strict=True):
            again = Study.open(side.layout.root, coder=side.coder)
            assert acknowledged <= set(again.state.events)

    @invariant()
    def the_state_is_a_fold_of_the_events(self) -> None:
        for side in self.sides:
            again = fold(reversed(list(side.state.events.values())))
            assert {t: again.standing(t) for t in again.targets()} == {
                t: side.state.standing(t) for t in side.state.targets()
            }

    @invariant()
    def every_coding_stands_on_words(self) -> None:
        for side in self.sides:
            material = side.material()
            for coding in material.codings:
                assert material.transcripts[coding.transcript].quote(coding.span).strip()

    @invariant()
    def check_finds_no_error(self) -> None:
        for side in self.sides:
            found = [fault.problem for fault in check(Study.open(side.layout.root, coder=side.coder))]
            assert [problem for problem in found if problem.severity == "error"] == []


def refused(error: StudyError, *reasons: str) -> None:
    """Fail where a refusal has another reason than those that are right."""
    assert any(reason in str(error) for reason in reasons), error


def told(study: Study) -> object:
    texts = {name: head.sha for name, head in study.shelf.headers().items()}
    return study.material().codings, texts, study.layout.codebook.read_bytes()


def standing(study: Study) -> object:
    state = study.state
    return {
        target: [(one.event.id, one.says) for one in state.standing(target)] for target in state.targets()
    }


TestTwoCopies = TwoCopies.TestCase
TestTwoCopies.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
