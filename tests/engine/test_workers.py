"""Work spread over processes comes back in order, the same as from one."""

from __future__ import annotations

import os

import pytest

from realist_eval.engine.suggester import CausationCoder
from realist_eval.engine.workers import SIZE, bundles, spread
from realist_eval.model import Transcript, Turn


def script(number: int, size: int = SIZE // 2) -> Transcript:
    text = f"It worked {number} times because they listened to us. " * (size // 50)
    return Transcript(f"t{number}", text, (Turn(1, 0, len(text)),))


def name_and_process(bundle: list[Transcript], mark: str) -> list[tuple[str, int]]:
    return [(mark + transcript.id, os.getpid()) for transcript in bundle]


def fail(bundle: list[Transcript]) -> list[str]:
    raise ValueError(f"cannot do {bundle[0].id}")


def test_a_bundle_is_full_at_its_size_and_nothing_is_left_out():
    made = list(bundles(script(number) for number in range(5)))
    assert [[transcript.id for transcript in bundle] for bundle in made] == [
        ["t0", "t1", "t2"],
        ["t3", "t4"],
    ]


def test_results_come_in_order_from_other_processes():
    done = list(spread(name_and_process, [script(number, SIZE) for number in range(6)], 2, "x"))
    assert [name for name, _ in done] == [f"xt{number}" for number in range(6)]
    assert os.getpid() not in {process for _, process in done}


def test_one_bundle_stays_in_this_process():
    assert list(spread(name_and_process, [script(1)], 4, "")) == [("t1", os.getpid())]
    assert list(spread(name_and_process, [], 4, "")) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_in_the_work_comes_through(jobs):
    with pytest.raises(ValueError, match="cannot do t0"):
        list(spread(fail, [script(number, SIZE) for number in range(4)], jobs))


def test_results_stream():
    asked = []

    def watched():
        for number in range(40):
            asked.append(number)
            yield script(number, SIZE)

    next(iter(spread(name_and_process, watched(), 1, "")))
    assert len(asked) <= 2


def test_the_digest_of_two_processes_is_that_of_one_byte_for_byte():
    scripts = [script(number, SIZE // 3) for number in range(8)]
    assert list(CausationCoder(jobs=2).digest(scripts)) == list(CausationCoder().digest(scripts))
