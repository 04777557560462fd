"""Spreads transcripts over processes, by whole bundles, and hands results back in order.

A bundle is a run of neighbouring transcripts of some size. Texts are parsed in batches that never cross a
bundle, so that the number of processes changes nothing in what comes out.
"""

from __future__ import annotations

import gc
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import TypeVar

from realist_eval.model import Transcript

SIZE = (
    24_000  # characters from which a bundle is full: some seconds of work at most, but for a long transcript
)
NEEDED = (
    "realist_eval.engine.suggester",
    "realist_eval.engine.parse",
    "spacy",
    "spacy.lang.en",
)  # loaded once
AHEAD = 3  # bundles a process that wait their turn
Result = TypeVar("Result")
Work = Callable[..., list[Result]]
"""Called with a bundle and further arguments; stands at the top of a module, where a process finds it."""


def bundles(transcripts: Iterable[Transcript]) -> Iterator[list[Transcript]]:
    """Neighbouring transcripts of SIZE characters or a little more."""
    bundle: list[Transcript] = []
    size = 0
    for transcript in transcripts:
        bundle.append(transcript)
        size += len(transcript.text) + 1
        if size >= SIZE:
            yield bundle
            bundle, size = [], 0
    if bundle:
        yield bundle


def _context() -> BaseContext:
    """How processes are begun: on Linux, where it is safe, from one that has loaded what all of them need."""
    if not sys.platform.startswith("linux"):
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(list(NEEDED))
    return context


def spread(
    work: Work[Result], transcripts: Iterable[Transcript], jobs: int, *arguments: object
) -> Iterator[Result]:
    """Results of `work` on each bundle, in order, as they come; in this process where one is enough."""
    waiting = bundles(transcripts)
    first = list(islice(waiting, 2 if jobs > 1 else 0))
    if len(first) < 2:
        for bundle in chain(first, waiting):
            yield from work(bundle, *arguments)
        return
    ahead: deque[Future[list[Result]]] = deque()
    context = _context()
    pool = ProcessPoolExecutor(jobs, context, initializer=gc.set_threshold, initargs=gc.get_threshold())
    try:
        for bundle in chain(first, waiting):
            ahead.append(pool.submit(work, bundle, *arguments))
            if len(ahead) > AHEAD * jobs:
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
