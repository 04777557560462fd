"""The log on disk and what follows from it."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from realist_eval.errors import StudyError
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.fold import State, fold
from realist_eval.study.journal import Journal
from realist_eval.study.log import Log, lock_of, read_log

SHA = "a" * 64


def coding(code: str = "mec.trust", start: int = 0, end: int = 5) -> ev.CodingFact:
    return ev.CodingFact(
        transcript="one", sha=SHA, start=start, end=end, kind="mechanism", code=code, valence="enabling"
    )


def decision(
    target: str,
    verdict: ev.Verdict = "accept",
    replaces: tuple[str, ...] = (),
    result: ev.AnyFact | None = None,
) -> ev.Draft:
    payload = ev.Decided(verdict=verdict, suggested=coding(), result=result, replaces=replaces)
    return ev.Draft(ev.Decide, target, payload)


def decide(
    journal: Journal, target: str, verdict: ev.Verdict = "accept", result: ev.AnyFact | None = None
) -> str:
    before = tuple(one.event.id for one in journal.refresh().standing(target))
    return journal.record(decision(target, verdict, before, result))[0].id


def test_a_decision_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    written = Journal(tmp_path, "ana").record(decision("s1"))
    (event,) = Journal(tmp_path, "ben").state.events.values()
    assert event == written[0]
    assert event.coder == "ana"
    assert event.device == "desk"
    assert (tmp_path / "ana.desk.jsonl").read_bytes().count(b"\n") == 1


def test_each_event_sorts_after_all_that_its_writer_had_seen(tmp_path: Path) -> None:
    ana, ben = Journal(tmp_path, "ana"), Journal(tmp_path, "ben")
    names = [decide(journal, f"s{n}") for n, journal in enumerate([ana, ben] * 10)]
    assert names == sorted(names)
    assert all(event.parents for event in list(ana.refresh().events.values())[1:])


def test_a_torn_last_line_is_reported_and_set_aside_with_the_next_decision(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "ana")
    decide(journal, "s1")
    decide(journal, "s2")
    path = journal.log.own
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    again = Journal(tmp_path, "ana")
    assert list(again.state.targets()) == ["s1"]
    (problem,) = again.problems
    assert (problem.line, problem.severity) == (2, "warning")
    decide(again, "s3")
    assert list(Journal(tmp_path, "ana").state.targets()) == ["s1", "s3"]
    assert path.with_suffix(".torn").read_bytes().strip() == whole.splitlines()[1][:-19]


def test_a_spoilt_line_is_named_and_the_rest_stands(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "ana")
    for name in ("s1", "s2", "s3"):
        decide(journal, name)
    lines = journal.log.own.read_bytes().splitlines(keepends=True)
    journal.log.own.write_bytes(lines[0] + b"{not json}\n" + lines[2])
    reading = read_log(journal.log.own)
    assert [event.target for event in reading.events] == ["s1", "s3"]
    assert [(problem.line, problem.severity) for problem in reading.problems] == [(2, "error")]


def test_an_event_of_a_newer_version_is_named_as_that(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "ana")
    decide(journal, "s1")
    line = journal.log.own.read_bytes().replace(b'"decide"', b'"dream"')
    journal.log.own.write_bytes(line)
    (problem,) = read_log(journal.log.own).problems
    assert "newer" in problem.hint


def test_blind_coders_do_not_see_what_others_decided(tmp_path: Path) -> None:
    decide(Journal(tmp_path, "ana"), "s1")
    blind = Journal(tmp_path, "ben", blind=True)
    assert not list(blind.state.targets())
    decide(blind, "s1", "reject")
    assert set(Journal(tmp_path, "cy").state.contested()) == {"s1"}


def test_undo_and_redo_walk_back_and_forth_and_end_where_they_began(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "ana")
    decide(journal, "s1")
    decide(journal, "s1", "reject")
    journal.record(decision("s2"), decision("s3"))
    assert state_of(journal) == {"s1": "rejected", "s2": "accepted", "s3": "accepted"}
    journal.undo()
    assert state_of(journal) == {"s1": "rejected"}
    journal.undo()
    assert state_of(journal) == {"s1": "accepted"}
    journal.undo()
    assert state_of(journal) == {}
    with pytest.raises(StudyError, match="nothing"):
        journal.undo()
    for expected in ({"s1": "accepted"}, {"s1": "rejected"}):
        journal.redo()
        assert state_of(journal) == expected
    journal.redo()
    with pytest.raises(StudyError, match="redo"):
        journal.redo()
    journal.undo()
    decide(journal, "s9")
    with pytest.raises(StudyError, match="redo"):
        journal.redo()


def test_undo_takes_back_only_what_the_same_coder_did(tmp_path: Path) -> None:
    ana, ben = Journal(tmp_path, "ana"), Journal(tmp_path, "ben")
    decide(ana, "s1")
    decide(ben, "s2")
    ana.undo()
    assert state_of(ben) == {"s2": "accepted"}


def test_whoever_had_seen_a_decision_may_replace_it_without_a_conflict(tmp_path: Path) -> None:
    ana, ben = Journal(tmp_path, "ana"), Journal(tmp_path, "ben")
    decide(ana, "s1")
    decide(ben, "s1", "reject")
    state = ana.refresh()
    assert not state.contested()
    answer = state.verdict("s1")
    assert answer is not None
    assert answer.status == "rejected"
    own = state.verdict("s1", "ana")
    assert own is not None
    assert own.status == "accepted"


def test_equal_decisions_made_apart_are_no_conflict(tmp_path: Path) -> None:
    for name in ("ana", "ben"):
        decide(Journal(tmp_path, name, blind=True), "s1")
    assert not Journal(tmp_path, "cy").state.contested()


def test_a_failed_write_leaves_the_log_and_the_state_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path, "ana")
    decide(journal, "s1")
    before = journal.log.own.read_bytes()
    real = files.os.write

    def full(handle: int, data: bytes) -> int:
        real(handle, bytes(data)[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "write", full)
    with pytest.raises(StudyError, match="No space left"):
        decide(journal, "s2")
    monkeypatch.undo()
    assert journal.log.own.read_bytes() == before
    assert list(journal.state.targets()) == ["s1"]


def test_a_log_that_another_program_holds_is_a_message(tmp_path: Path) -> None:
    lock = lock_of(Log(tmp_path, "ana").own)
    with FileLock(lock), pytest.raises(StudyError, match="in use"), files.locked(lock, 0.1):
        pass
    with files.locked(lock), files.locked(lock, 0.1):
        pass  # one program may hold it twice


def state_of(journal: Journal) -> dict[str, str]:
    return {one.target: one.status for one in journal.refresh().verdicts()}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.sampled_from("ard")), max_size=25),
    st.randoms(),
)
def test_the_state_does_not_depend_on_the_order_in_which_logs_are_read(
    steps: list[tuple[int, int, str]], shuffle: random.Random
) -> None:
    events: list[ev.AnyEvent] = []
    seen: list[State] = [State(), State(), State()]
    for who, what, how in steps:
        event = _next(seen[who], who, f"s{what}", how)
        events.append(event)
        for other in {who, shuffle.randrange(3)}:
            if event.parents == () or all(parent in seen[other].events for parent in event.parents):
                seen[other].apply(event)
    mixed = [*events, *shuffle.sample(events, len(events) // 2)]
    shuffle.shuffle(mixed)
    one, two = fold(events), fold(mixed)
    assert list(one.events) == list(two.events)
    assert {t: one.standing(t) for t in one.targets()} == {t: two.standing(t) for t in two.targets()}
    assert one.undone == two.undone
    place = {name: number for number, name in enumerate(one.events)}
    assert all(place[parent] < place[event.id] for event in events for parent in event.parents)


def _next(state: State, who: int, target: str, how: str) -> ev.AnyEvent:
    base = {
        "id": ev.new_id(state.last),
        "parents": tuple(sorted(state.heads)),
        "coder": f"c{who}",
        "device": "d",
        "at": ev.now(),
        "tool": "0",
    }
    undoable = state.undoable(f"c{who}")
    if how == "d" and undoable:
        return ev.Undo(**base, target=undoable[0], payload=ev.Named(events=undoable))
    verdict: ev.Verdict = "reject" if how == "r" else "accept"
    replaces = tuple(one.event.id for one in state.standing(target))
    payload = ev.Decided(verdict=verdict, suggested=coding(), replaces=replaces)
    return ev.Decide(**base, target=target, payload=payload)


def test_order_is_parents_first_even_where_ids_are_not() -> None:
    base = {"coder": "a", "device": "d", "at": "", "tool": "", "target": "t"}
    payload = ev.Noted(text="x")
    late = ev.Memo(id="1", parents=("9",), payload=payload, **base)
    early = ev.Memo(id="9", payload=payload, **base)
    other = ev.Memo(id="5", parents=("gone",), payload=payload, **base)
    assert [event.id for event in ev.in_order([late, early, other])] == ["5", "9", "1"]


WRITER = """
import sys
from pathlib import Path
from realist_eval.study import events as ev
from realist_eval.study.journal import Journal

journal = Journal(Path(sys.argv[1]), sys.argv[2])
for n in range(40):
    journal.record(ev.Draft(ev.Memo, "study", ev.Noted(text=f"{sys.argv[3]} {n}")))
"""


@pytest.mark.parametrize("names", [("ana", "ana"), ("ana", "ben")])
def test_two_programs_may_write_at_the_same_time(tmp_path: Path, names: tuple[str, str]) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name, str(n)])
        for n, name in enumerate(names)
    ]
    assert [process.wait() for process in running] == [0, 0]
    journal = Journal(tmp_path, "cy")
    assert len(journal.state.events) == 80
    assert not journal.problems
