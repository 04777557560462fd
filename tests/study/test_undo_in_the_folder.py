"""Undo reaches the files of the study, one step at a time, back to the start."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from office_study import TRUST, contents, corrected, joined
from rooms import make_study
from word_comments import Colleague

from realist_eval.errors import StudyError
from realist_eval.model import Coding, Suggestions, Transcript
from realist_eval.study import Study, calibrating, hand, marked, recoding, rippling, settled, theories
from realist_eval.workshop import Rule, Wanted, close, pack
from realist_eval.workshop import accept as accept_proposals
from realist_eval.workshop.ballots import Agreed, Vote
from realist_eval.workshop.box import add

TALK = "Interviewer: What changed?\nAna: We trusted each other.\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "one.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "book.yaml").write_text(TRUST, encoding="utf-8")
    return Study.create(tmp_path / "study", codebook=tmp_path / "book.yaml", coder="ana")


def folder(study: Study) -> dict[str, bytes]:
    return contents(study.layout.root, without=("log", "versions"))


def coded(study: Study) -> str:
    transcript = study.transcript("one")
    start = transcript.text.index("We trusted")
    return study.make(Coding("", "one", start, start + 10, "mechanism", "mec.trust", "enabling"))


def test_an_import_is_undone_and_redone(study: Study, tmp_path: Path) -> None:
    start = folder(study)
    study.import_sources([tmp_path / "one.txt"])
    full = folder(study)
    study.undo()
    assert folder(study) == start
    study.redo()
    assert folder(study) == full
    study.undo()
    study.import_sources([tmp_path / "one.txt"])
    assert folder(study) == full


def test_undo_of_everything_returns_to_the_start(study: Study, tmp_path: Path) -> None:
    start = folder(study)
    study.import_sources([tmp_path / "one.txt"])
    name = coded(study)
    study.memo(name, "why")
    for _ in range(3):
        study.undo()
    assert folder(study) == start
    assert not list(study.state.verdicts())
    for _ in range(3):
        study.redo()
    (coding,) = study.material().codings
    assert coding.id == name
    assert [memo.payload.text for memo in study.state.memos(name)] == ["why"]


def test_an_import_that_somebody_else_coded_is_not_undone(study: Study, tmp_path: Path) -> None:
    study.import_sources([tmp_path / "one.txt"])
    coded(Study.open(study.layout.root, coder="ben"))
    before = folder(study)
    with pytest.raises(StudyError, match="by ben"):
        study.undo()
    assert folder(study) == before


def test_what_a_power_cut_left_undone_is_finished_at_the_next_opening(study: Study, tmp_path: Path) -> None:
    start = folder(study)
    study.import_sources([tmp_path / "one.txt"])
    study.settling.keep("transcripts/one.json")
    study.journal.undo()  # the event is written, the files are not yet reached
    assert folder(study) != start
    again = Study.open(study.layout.root)
    assert not list(again.state.verdicts())
    assert folder(again) == start


def test_what_was_left_undone_is_finished_by_whatever_comes_next(study: Study, tmp_path: Path) -> None:
    study.import_sources([tmp_path / "one.txt"])
    recoding.rename(study, "mec.trust", "mec.faith")
    study.journal.undo()  # as above
    again = Study.open(study.layout.root)
    (tmp_path / "two.txt").write_text("Ana: Something else.\n", encoding="utf-8")
    again.import_sources([tmp_path / "two.txt"])
    assert again.ids() == ["one", "two"]
    assert [code.id for code in again.codebook().codes] == ["mec.trust"]


def undo_all(study: Study) -> int:
    steps = 0
    while study.state.undoable("ana"):
        study.undo()
        steps += 1
    return steps


def test_undo_of_what_the_other_commands_do_returns_to_the_start(study: Study, tmp_path: Path) -> None:
    book = TRUST + "- {id: con.office, kind: context, label: Office, definition: z}\n"
    book += "- {id: out.work, kind: outcome, label: Work, definition: w}\n"
    study.layout.codebook.write_text(book, encoding="utf-8")
    start = folder(study)
    theories.begin(study)
    talk = "Ana: In one office we trusted each other, and worked. So we trusted more.\n"
    (tmp_path / "one.txt").write_text(talk, encoding="utf-8")
    study.import_sources([tmp_path / "one.txt"])
    shutil.copytree(study.layout.root, tmp_path / "copy")
    parts = [
        hand.add_coding(study, "one", words, code).id
        for words, code in (
            ("one office", "con.office"), ("trusted each other", "mec.trust"), ("worked", "out.work")
        )
    ]  # fmt: skip
    hand.link(study, parts)
    more = [hand.add_coding(study, "one", words, code).id
            for words, code in (("and worked", "con.office"), ("trusted more", "mec.trust"))]  # fmt: skip
    hand.link(study, more)
    (ripple,) = rippling.found(study, study.material())
    rippling.judge(study, ripple.id, "rejected")
    rippling.judge(study, ripple.id, "confirmed", "seen at two sites")
    other = Study.open(tmp_path / "copy", coder="ben")
    joined(other, study)
    hand.amend(other, parts[1], {"valence": "hindering"})
    hand.amend(study, parts[1], {"valence": "enabling"})
    joined(study, other)
    (contested,) = study.state.contested()
    hers = next(one.event.id for one in study.state.standing(contested) if one.coder == "ana")
    settled.adjudicate(study, contested, hers, "she was there")
    assert not study.state.contested()
    full, told = folder(study), study.material().codings
    steps = undo_all(study)
    assert steps == 14
    assert folder(study) == start
    assert not list(study.state.verdicts())
    assert not study.state.rippled()
    for _ in range(steps):
        study.redo()
    assert (folder(study), study.material().codings) == (full, told)
    assert [event.payload.verdict for event in study.state.rippled()] == ["rejected", "confirmed"]


def test_undo_of_every_command_one_by_one_returns_to_the_start(study: Study, tmp_path: Path) -> None:
    book = TRUST + "- {id: mec.hope, kind: mechanism, label: Hope, definition: y}\n"
    book += "- {id: con.office, kind: context, label: Office, definition: z}\n"
    book += "theories:\n- {id: T1, if: office, then: trust, codes: [mec.trust]}\n"
    study.layout.codebook.write_text(book, encoding="utf-8")
    start = folder(study)
    study.import_sources([tmp_path / "one.txt"])
    shutil.copytree(study.layout.root, tmp_path / "copy")
    other = Study.open(tmp_path / "copy", coder="ben")
    codings = [hand.add_coding(study, "one", "What", "con.office").id, coded(study)]
    name = codings[1]
    link = hand.link(study, codings).id
    theories.weigh(study, link, "T1", "supports")
    hand.amend(study, name, {"valence": "hindering"})
    hand.remove(study, name)
    hand.accept(study, codings[0])
    study.memo("study", "a memo")
    recoding.rename(study, "mec.trust", "mec.faith")
    recoding.merge(study, "mec.faith", "mec.hope")
    recoding.split(study, "con.office", ["con.room", "con.house"])
    recoding.retire(study, "con.room")
    corrected(study, tmp_path / "one.txt", "Interviewer: Hello.\n" + TALK)
    (tmp_path / "two.txt").write_text(TALK.replace("trusted", "liked"), encoding="utf-8")
    other.import_sources([tmp_path / "two.txt"])
    hand.add_coding(other, "one", "each other", "mec.trust")
    joined(study, other)
    full, told = folder(study), study.material().codings
    steps = undo_all(study)
    assert steps >= 14
    assert folder(study) == start
    assert not list(study.state.verdicts())
    assert not study.state.memos()
    for _ in range(steps):
        study.redo()
    assert folder(study) == full
    assert study.material().codings == told


class Still(Study):
    """A study whose engine finds one coding, without models."""

    def engine(self, jobs: int = 1) -> Still.Engine:  # type: ignore[override] # noqa: ARG002
        return self.Engine()

    class Engine:
        name, version = "still", "1"

        def digest(self, transcripts: Iterable[Transcript]) -> Iterator[tuple[Transcript, bytes]]:
            return ((transcript, b"-") for transcript in transcripts)

        def suggest(self, transcript: Transcript, *_: object) -> Suggestions:
            coding = Coding("c1", transcript.id, 0, 4, "mechanism", "mec.voice")
            return Suggestions(transcript.id, (), (coding,), ())


def said(study: Study) -> object:
    """All that a study says, but for what its log remembers and what was written to be handed out."""
    state, material = study.state, study.material()
    kept = {name: data for name, data in folder(study).items() if not name.startswith(_HANDED_OUT)}
    weighed = [event.payload.weight for event in state.weighed().values()]
    memos = [(memo.target, memo.payload.text) for memo in state.memos()]
    stands = sorted(one.event.id for target in state.targets() for one in state.standing(target))
    return (
        kept, material.codings, material.configurations, material.ripples, memos, weighed, stands,
        sorted(state.contested()), sorted(state.frozen()),
    )  # fmt: skip


_HANDED_OUT = ("workshops/", "reports/", "agreement/", ".realist-eval/")


class Team:
    """A study that several coders, a workshop and an engine write into."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "interview-1.txt"
        self.root = make_study(folder).layout.root
        names = ("Ana", "Ben", "workshop-W1", "engine-1")
        self.coders = {name: Still.open(self.root, coder=name) for name in names}
        self.ana, self.ben = self.coders["Ana"], self.coders["Ben"]

    def read_word(self) -> None:
        (path,) = marked.write_marked_files(self.ben.material(), self.root / "reports")
        Colleague(path).change("mec.leader", lambda said: said.replace("mec.leader", "mec.voice")).save()
        assert marked.record(self.ben, [marked.read_back(self.ben, path)]) == 1

    def hold_workshop(self) -> None:
        pack(self.ana, "W1", Wanted(), Rule(quorum=2))
        votes = [
            Vote(voter=f"v{n}", item=item, round=1, choice=choice)
            for item, choice in (("F1", "reject"), ("F2", "amend"), ("C1", "amend"))
            for n in range(2)
        ]
        agreed = Agreed(item="C1", part="definition", text="Services nearby were shut.")
        add(self.root / "workshops" / "W1" / "ballots.jsonl", [*votes, agreed])
        close(self.ana, "W1")

    def settle(self) -> None:
        for target, standing in self.ana.state.contested().items():
            settled.adjudicate(self.ana, target, standing[0].event.id, "we heard it again")

    def correct(self) -> None:
        corrected(self.ana, self.source, "Interviewer: Hello.\n" + self.source.read_text("utf-8"))


def test_undo_takes_back_marked_files_workshops_freezing_theories_and_codes_one_by_one(
    tmp_path: Path,
) -> None:
    team = Team(tmp_path)
    ana = team.ana
    ana.suggest()
    link, other = (one.id for one in ana.material().configurations)
    name = ana.material().codings[0].id
    steps: list[tuple[str, Callable[[], object]]] = [
        ("Ana", lambda: theories.begin(ana)),
        ("Ana", lambda: theories.weigh(ana, link, "T1", "refines", "not without a leader")),
        ("Ben", team.read_word),
        ("workshop-W1", team.hold_workshop),
        ("Ana", team.settle),
        ("Ana", lambda: accept_proposals(ana, "W1")),
        ("engine-1", lambda: ana.suggest(freeze="engine-1")),
        ("Ana", lambda: ana.memo("mec.voice", "who says so?")),
        ("Ana", lambda: ana.memo(other, "the same as above")),
        ("Ana", lambda: hand.amend(ana, name, {"valence": "hindering"})),
        ("Ana", lambda: recoding.rename(ana, "ctx.cuts", "ctx.closing")),
        ("Ana", lambda: recoding.merge(ana, "mec.voice", "mec.leader")),
        ("Ana", lambda: recoding.split(ana, "ctx.trust", ["ctx.old_trust", "ctx.new_trust"])),
        ("Ana", lambda: recoding.retire(ana, "out.work")),
        ("Ana", team.correct),
    ]
    stood = [said(ana)]
    for _, act in steps:
        act()
        stood.append(said(ana))
        assert stood[-1] != stood[-2], act
    events = list(ana.state.events)
    calibrating.draw_sample(ana, 3, 7)
    assert list(ana.state.events) == events  # a sample to practise on decides nothing
    for (coder, act), before in zip(steps[::-1], stood[-2::-1], strict=True):
        team.coders[coder].undo()
        assert said(ana) == before, act
    for (coder, act), after in zip(steps, stood[1:], strict=True):
        team.coders[coder].redo()
        assert said(ana) == after, act
