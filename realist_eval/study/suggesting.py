"""The engine over a study, with two caches: the parse with its claims, and the match with a codebook.

Beside the first lies where indicators were found, so that another codebook has only its own looked for.

A few transcripts are in memory at a time; what is kept between runs lies in the study's cache, by keys that
change whenever the answer could.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from realist_eval import __version__
from realist_eval.errors import OutputError
from realist_eval.model import Codebook, Coding, Configuration, OnProgress, Suggestions, Transcript
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.ids import key
from realist_eval.study.material import Item, to_fact

if TYPE_CHECKING:
    from realist_eval.engine import Ranking, Suggester

_decoder = msgspec.msgpack.Decoder(Suggestions)
_found_decoder = msgspec.msgpack.Decoder(dict[str, list[tuple[int, int]]])
HELD = 64  # transcripts that are kept in memory from first to second use
_IDS = 2  # how ids of suggestions are made; what is cached under others is made anew
_LENGTH, _BEFORE = 14, 16  # digits of an id, and of those that were made without regard to the source


@dataclass(frozen=True)
class Row:
    """What the engine found in one transcript."""

    transcript: str
    turns: int
    claims: int
    codings: int
    configurations: int


@dataclass(frozen=True)
class _Task:
    transcript: str
    digest: Path
    found: Path
    match: Path


class Suggesting:
    """Suggestions for the transcripts of a study, computed only where something has changed."""

    def __init__(
        self, cache: Path, coder: Suggester, codebook: Codebook | None, ranking: Ranking | None = None
    ) -> None:
        """Name the cache folder, the engine, the codebook to match with, and what was learned."""
        self.coder = coder
        self.ranking = ranking
        self.codebook = codebook
        self.digests = cache / "digests"
        self.found = cache / "found"
        self.matches = cache / "suggestions"

    def run(
        self, ids: list[str], load: Callable[[str], Transcript], on_progress: OnProgress | None = None
    ) -> Iterator[tuple[Transcript, Suggestions]]:
        """Suggestions for each transcript: first those at hand, then those that take the engine."""
        load = lru_cache(HELD)(load)
        tasks = {name: self._task(load(name)) for name in ids}
        new = [name for name, task in tasks.items() if not task.match.exists()]
        slow = [name for name in new if not tasks[name].digest.exists()]
        quick = [name for name in ids if name not in set(slow)]
        done = 0
        for transcript, digest in self._digests(quick, slow, tasks, load):
            if on_progress:
                on_progress(transcript.id, done, len(ids))
            done += 1
            yield transcript, self._ranked(self._suggestions(transcript, digest, tasks[transcript.id]))
        if on_progress:
            on_progress("", done, len(ids))
        self._prune(self.digests, {task.digest for task in tasks.values()})
        self._prune(self.found, {task.found for task in tasks.values()})
        self._prune(self.matches, {task.match for task in tasks.values()})

    def digested(
        self, ids: list[str], load: Callable[[str], Transcript]
    ) -> Iterator[tuple[Transcript, bytes]]:
        """Each transcript with the engine's slow half, from the cache or made now; those at hand first."""
        tasks = {name: self._task(load(name)) for name in ids}
        slow = [name for name in ids if not tasks[name].digest.exists()]
        quick = [name for name in ids if name not in set(slow)]
        for transcript, digest in self._digests(quick, slow, tasks, load):
            yield transcript, digest or self._digest(transcript, tasks[transcript.id])

    def cached(self, transcript: Transcript) -> Suggestions | None:
        """What is at hand for a transcript as it is now, or None."""
        made = self.own(transcript)
        return made and self._ranked(made)

    def own(self, transcript: Transcript) -> Suggestions | None:
        """The same with the engine's own scores, as if nothing had been learned."""
        return _read(self._task(transcript).match)

    def _ranked(self, made: Suggestions) -> Suggestions:
        """What was learned is laid over the cache, so that to drop it costs nothing."""
        if self.ranking is None:
            return made
        from realist_eval.engine import apply_ranking

        return apply_ranking(self.ranking, made)

    def frozen(self, transcript: Transcript, made: Suggestions) -> ev.Draft:
        """The suggestions for one transcript as the event that keeps them for good."""
        engine = f"{self.coder.name} {self.coder.version}"
        items: list[Item] = [*made.codings, *made.configurations]
        facts = tuple((item.id, to_fact(item, transcript, self.codebook, engine)) for item in items)
        return ev.Draft(ev.Freeze, transcript.id, ev.Frozen(facts=facts))

    def _task(self, transcript: Transcript) -> _Task:
        """Keys hold all that an answer depends on: words, who speaks as what, engine, codebook."""
        parts = "".join(turn.part[0] for turn in transcript.turns)
        speakers = tuple(turn.speaker for turn in transcript.turns)
        engine = (__version__, self.coder.name, self.coder.version)
        slow = key(transcript.sha, transcript.language, parts, speakers, *engine)
        fast = key(
            slow, self.codebook.sha if self.codebook else "", transcript.kind, transcript.source_sha, _IDS
        )
        return _Task(
            transcript.id,
            self.digests / f"{transcript.id}.{slow}",
            self.found / f"{transcript.id}.{slow}",
            self.matches / f"{transcript.id}.{fast}",
        )

    def _digests(
        self,
        quick: list[str],
        slow: list[str],
        tasks: dict[str, _Task],
        load: Callable[[str], Transcript],
    ) -> Iterator[tuple[Transcript, bytes | None]]:
        for name in quick:
            yield load(name), None
        if slow:
            for transcript, digest in self.coder.digest(load(name) for name in slow):
                _keep(tasks[transcript.id].digest, digest)
                yield transcript, digest

    def _suggestions(self, transcript: Transcript, digest: bytes | None, task: _Task) -> Suggestions:
        at_hand = _read(task.match) if digest is None else None
        if at_hand is not None:
            return at_hand
        if digest is None:
            digest = self._digest(transcript, task)
        before = _bytes(task.found)
        found = _found(before)
        made = keyed(transcript, self.coder.suggest(transcript, digest, self.codebook, found))
        if (after := msgspec.msgpack.encode(found)) != before:
            _keep(task.found, after)
        _keep(task.match, msgspec.msgpack.encode(made))
        return made

    def _digest(self, transcript: Transcript, task: _Task) -> bytes:
        """From the cache, or made again where the cache was damaged or deleted meanwhile."""
        try:
            return task.digest.read_bytes()
        except OSError:
            ((_, digest),) = self.coder.digest([transcript])
            _keep(task.digest, digest)
            return digest

    def _prune(self, folder: Path, wanted: set[Path]) -> None:
        """Forget what no transcript needs now, so that the cache does not grow."""
        for path in folder.glob("*") if folder.exists() else ():
            if path not in wanted:
                path.unlink(missing_ok=True)


def keyed(transcript: Transcript, made: Suggestions) -> Suggestions:
    """The same suggestions under ids that follow from what they say, so that a decision finds them again.

    The source is part of it: another one with the same words has suggestions of its own. Its name is not,
    since a merge may change that.
    """
    names = {
        one.id: _coding_key(one, transcript.source_sha, transcript.sha)[:_LENGTH] for one in made.codings
    }
    links = {
        one.id: _link_key(one, names, transcript.source_sha, transcript.sha)[:_LENGTH]
        for one in made.configurations
    }
    return _under(names | links, replace(made, transcript=transcript.id))


def bridged(transcript: Transcript, made: Suggestions, decided: Collection[str]) -> Suggestions:
    """The same, where ids made without regard to the source were decided, under those."""
    if not any(len(target) == _BEFORE for target in decided):
        return made
    old = {one.id: _coding_key(one, transcript.sha) for one in made.codings}
    links = {one.id: _link_key(one, old, transcript.sha) for one in made.configurations}
    return _under({name: was for name, was in (old | links).items() if was in decided}, made)


def _under(names: Mapping[str, str], made: Suggestions) -> Suggestions:
    """Suggestions under other names; what has none keeps its own. An element goes by its first coding."""
    if not names:
        return made
    elements: dict[str, str] = {"": ""}
    for one in made.codings:
        elements.setdefault(one.element, names.get(one.id, one.id))
    codings = [
        replace(one, id=names.get(one.id, one.id), transcript=made.transcript, element=elements[one.element])
        for one in made.codings
    ]
    links = []
    for link in made.configurations:
        parts: dict[str, Any] = {kind: names.get(coding, coding) for kind, coding in link.parts.items()}
        links.append(replace(link, id=names.get(link.id, link.id), transcript=made.transcript, **parts))
    return replace(
        made,
        codings=tuple({coding.id: coding for coding in codings}.values()),
        configurations=tuple({link.id: link for link in links}.values()),
    )


def _coding_key(coding: Coding, *text: str) -> str:
    """An id from hashes of what was read, the span and what it is coded as."""
    return key("coding", *text, coding.start, coding.end, coding.kind, coding.code, coding.valence)


def _link_key(link: Configuration, names: Mapping[str, str], *text: str) -> str:
    parts = {kind: names.get(coding) for kind, coding in link.parts.items()}
    return key("link", *text, sorted(parts.items()), link.polarity, link.signal)


def _read(path: Path) -> Suggestions | None:
    """A cached answer; None where there is none or where a power cut damaged it."""
    try:
        return _decoder.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _found(data: bytes) -> dict[str, list[tuple[int, int]]]:
    """Where indicators were found the last time; nothing where a power cut damaged it."""
    try:
        return _found_decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _keep(path: Path, data: bytes) -> None:
    """Cache what was computed; a study that may not be written to simply computes again."""
    try:
        files.write_atomic(path, data, durable=False)
    except OutputError:
        return
