import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realist_eval.errors import StudyError
from realist_eval.study import files
from realist_eval.workshop.ballots import Closed, Joined, Opened, Room, Shown, Vote, decode, encode
from realist_eval.workshop.box import Box, add, read

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VOTES = st.builds(
    Vote,
    voter=st.sampled_from("abc"),
    item=st.sampled_from(["F1", "F2"]),
    round=st.integers(1, 2),
    choice=st.sampled_from(["agree", "reject"]),
    comment=TEXT,
    change=TEXT,
)


@given(VOTES)
def test_a_vote_is_read_as_it_was_written(vote: Vote) -> None:
    line = encode(vote)
    assert line.count(b"\n") == 1
    assert decode(line) == vote


@given(st.lists(VOTES, max_size=30))
def test_of_several_votes_of_one_phone_the_last_counts_and_a_replay_changes_nothing(
    votes: list[Vote],
) -> None:
    once, twice = Room(votes), Room([*votes, *votes])
    for item in ("F1", "F2"):
        for number in (1, 2):
            kept = once.votes(item, number)
            assert kept == twice.votes(item, number)
            assert len({vote.voter for vote in kept}) == len(kept)
            mine = [vote for vote in votes if (vote.voter, vote.item, vote.round) == ("a", item, number)]
            assert once.vote("a", item, number) == (mine[-1] if mine else None)


def test_one_card_at_a_time_and_rounds_go_on() -> None:
    room = Room([Opened(item="F1", round=1)])
    assert room.accepts("F1", 1)
    room.apply(Opened(item="F2", round=1))
    assert not room.accepts("F1", 1)
    room.apply(Closed(item="F1"))
    assert room.accepts("F2", 1)
    room.apply(Shown(item="F2", round=1, comments=True))
    assert room.accepts("F2", 1)
    assert room.shown("F2", 1)
    room.apply(Opened(item="F2", round=2))
    assert not room.accepts("F2", 1)
    assert not room.shown("F2", 2)


def test_a_torn_last_line_is_set_aside_and_the_rest_stands(tmp_path: Path) -> None:
    path = tmp_path / "ballots.jsonl"
    add(path, [Joined(voter="a"), Vote(voter="a", item="F1", round=1, choice="agree")])
    with path.open("ab") as file:
        file.write(b'{"op":"vote","voter":"b"')
    box = Box(path)
    assert [vote.voter for vote in box.room.votes("F1", 1)] == ["a"]
    assert path.with_suffix(".torn").read_bytes() == b'{"op":"vote","voter":"b"\n'
    asyncio.run(box.put(Vote(voter="c", item="F1", round=1, choice="reject")))
    lines, problems = read(path)
    assert len(lines) == 3
    assert not problems


def test_a_line_that_is_no_ballot_is_told_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "ballots.jsonl"
    add(path, [Joined(voter="a")])
    with path.open("ab") as file:
        file.write(b"nonsense\n")
    add(path, [Joined(voter="b")])
    lines, problems = read(path)
    assert len(lines) == 2
    assert [problem.line for problem in problems] == [2]


def test_many_at_once_share_a_wait_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = []
    real = files.append
    monkeypatch.setattr(files, "append", lambda path, data: writes.append(data) or real(path, data))
    box = Box(tmp_path / "ballots.jsonl")

    async def all_at_once() -> None:
        votes = [Vote(voter=str(n), item="F1", round=1, choice="agree") for n in range(60)]
        await asyncio.gather(*map(box.put, votes))

    asyncio.run(all_at_once())
    assert len(read(box.path)[0]) == 60
    assert len(writes) < 10


def test_on_a_full_disk_nobody_is_told_that_a_vote_is_saved_and_the_next_saves_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box(tmp_path / "ballots.jsonl")
    real = files.append

    def full(path: Path, _data: bytes) -> int:
        raise files.cannot_save(path, OSError(28, "No space left on device"))

    async def vote(voter: str) -> None:
        await box.put(Vote(voter=voter, item="F1", round=1, choice="agree"))

    monkeypatch.setattr(files, "append", full)
    for voter in "ab":
        with pytest.raises(StudyError, match="could not be saved"):
            asyncio.run(vote(voter))
    monkeypatch.setattr(files, "append", real)
    asyncio.run(vote("c"))
    assert [line.voter for line in read(box.path)[0]] == ["a", "b", "c"]  # type: ignore[union-attr]
