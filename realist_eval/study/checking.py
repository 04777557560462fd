"""Every invariant of a study verified, each fault with file and line, and what can be mended safely.

A mending never guesses: it finishes what was begun, brings back what is kept in versions/ or sources/, or
sets aside what nobody can read. It keeps a copy of whatever it changes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from realist_eval.errors import InputError, Problem, Severity, StudyError
from realist_eval.model import Transcript
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.facade import Study
from realist_eval.study.fold import CODEBOOK, State, transcript_file
from realist_eval.study.log import lock_of, logs_in, read_log, torn_tail
from realist_eval.study.material import Reader
from realist_eval.study.settling import expected
from realist_eval.study.transcripts import Header, read_header

Mending = tuple[str, Callable[[], object] | None]
"""What would be done, in words, and what does it; neither where nothing is safe to do."""
_NOTHING: Mending = ("", None)


@dataclass(frozen=True)
class Fault:
    """Something that is not as it should be; `mend` puts it right, where that is safe."""

    problem: Problem
    mending: str = ""
    mend: Callable[[], object] | None = None


def _fault(
    message: str, file: Path | str, severity: Severity = "error", hint: str = "", mending: Mending = _NOTHING
) -> Fault:
    return Fault(Problem(message, str(file), None, severity, hint), *mending)


def check(study: Study) -> list[Fault]:
    """Every fault of a study, worst first; changes nothing."""
    found = [fault for look in _CHECKS for fault in look(study)]
    rank = {"error": 0, "warning": 1, "question": 2, "note": 3}
    return sorted(found, key=lambda fault: (rank[fault.problem.severity], fault.problem.file))


def repair(study: Study, faults: Iterable[Fault]) -> int:
    """Mend what can be mended; gives how many faults that were. The caller has shown them first."""
    mendings = [fault.mend for fault in faults if fault.mend is not None]
    with files.locked(study.layout.lock):
        for mend in mendings:
            mend()
    return len(mendings)


# ------------------------------------------------------------ settings and codebook


def _settings(study: Study) -> Iterator[Fault]:
    for read in (lambda: study.config, study.codebook, lambda: study.participants):
        try:
            read()
        except InputError as error:
            yield from map(Fault, error.problems)


# ------------------------------------------------------------ logs


def _logs(study: Study) -> Iterator[Fault]:
    for path in logs_in(study.layout.log):
        torn = torn_tail(path)
        for problem in read_log(path).problems:
            what = "torn line" if torn and problem.severity == "warning" else "line"
            newer = "does not know" in problem.message  # written by a later version: not to be touched
            mend = partial(_set_aside, study, path)
            yield Fault(problem) if newer else Fault(problem, f"set the {what} aside", mend)


def _set_aside(study: Study, path: Path) -> None:
    """Move lines that are no events to a file beside the log; the log as it was is kept in versions/."""
    with files.locked(lock_of(path)):
        data = path.read_bytes()
        study.settling.versions.keep(data)
        lines = data.splitlines(keepends=True)
        bad = [line for line in lines if not _readable(line)]
        if bad:
            files.append(path.with_suffix(".torn"), b"".join(line.rstrip(b"\n") + b"\n" for line in bad))
            files.write_atomic(path, b"".join(line for line in lines if _readable(line)))


def _readable(line: bytes) -> bool:
    """Whether a line is a whole event, of this version or of a newer one."""
    if not line.strip():
        return True
    try:
        said = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    return line.endswith(b"\n") and isinstance(said, dict) and {"op", "id", "coder"} <= set(said)


def _ids(study: Study) -> Iterator[Fault]:
    """The same id for two different events: a log was edited."""
    seen: dict[str, bytes] = {}
    for path in logs_in(study.layout.log):
        for event in read_log(path).events:
            line = ev.encode(event)
            if seen.setdefault(event.id, line) != line:
                message = f"holds another event under the id {event.id} than another log."
                yield _fault(message, path, hint="One of the two was edited; compare with a copy.")


def _parents(study: Study) -> Iterator[Fault]:
    state = study.state
    missing = {parent for event in state.events.values() for parent in event.parents} - set(state.events)
    if missing and not study.blind:
        message = f"Others were built on events that are missing: {len(missing)}."
        yield _fault(message, study.layout.log, "warning", "Merge with the copy of the study that has them.")


# ------------------------------------------------------------ files


def _unsettled(study: Study) -> Iterator[Fault]:
    mending = "finish the change", lambda: study.settling.settle(study.state)
    for name in study.settling.unsettled(study.state):
        message = "was not reached by a change that the log tells of."
        yield _fault(message, name, hint="Repair finishes it.", mending=mending)


def _transcripts(study: Study) -> Iterator[Fault]:
    for name in study.ids():
        try:
            transcript = study.shelf.load(name)
        except StudyError as error:
            yield Fault(error.problems[0], *_restoring(study, name))
            continue
        yield from _against_log(study, transcript)
        yield from _source_of(study, read_header(study.shelf.path(name)))
    for file in study.state.replaced_files():
        wanted = expected(study.state, file).now
        if wanted and not (study.layout.root / file).exists():
            hint = "The log says that it is part of the study."
            yield _fault("is missing.", file, hint=hint, mending=_bringing(study, file, wanted))


def _against_log(study: Study, transcript: Transcript) -> Iterator[Fault]:
    file = transcript_file(transcript.id)
    current = study.settling.current(file)
    if not study.state.replaced(file):
        hint = "Its import was interrupted; it is whole, and may be used."
        note = "note it in the log", partial(_note_import, study, transcript, current)
        yield _fault("is in no log.", file, "note", hint, note)
    elif current in study.state.left.get(file, ()):
        hint = "Merge with the copy that has the one which keeps the name: realist-eval merge FOLDER"
        yield _fault("holds another source, which came in under the same name.", file, hint=hint)
    elif current not in expected(study.state, file).known:
        message = "is not the text that came in: it was changed from outside."
        yield _fault(message, file, mending=_restoring(study, transcript.id))


def _note_import(study: Study, one: Transcript, file: str) -> None:
    payload = ev.Imported(after=file, sha=one.sha, source=one.source_sha, reader=one.reader)
    study.record(ev.Draft(ev.Import, one.id, payload))


def _source_of(study: Study, head: Header) -> Iterator[Fault]:
    source = study.layout.sources / head.stored
    there = files.sha_of(source)
    if there == head.source_sha or head.source_sha in study.state.purged():
        return
    message = "was changed: it is not the file that came in." if there else "is missing."
    hint = "Put the file as it was received back."
    mending = _bringing(study, f"sources/{head.stored}", head.source_sha)
    yield _fault(message, source, hint=hint, mending=mending)


def _restoring(study: Study, name: str) -> Mending:
    """Bring a damaged transcript back from versions/, or by reading its source anew."""
    file = transcript_file(name)
    wanted = expected(study.state, file).now
    again = None if study.settling.versions.has(wanted) else _read_again(study, name, wanted)
    if again is None:
        return _bringing(study, file, wanted)
    return "read its source anew", partial(_put, study, file, again)


def _bringing(study: Study, file: str, wanted: str) -> Mending:
    if not wanted or not study.settling.versions.has(wanted):
        return _NOTHING
    return "bring it back from versions/", lambda: _put(study, file, study.settling.versions.get(wanted))


def _put(study: Study, file: str, data: bytes) -> None:
    path = study.layout.root / file
    if path.is_file():
        study.settling.versions.keep(path.read_bytes())
    files.write_atomic(path, data)


def _read_again(study: Study, name: str, wanted: str) -> bytes | None:
    """The frozen bytes that the source gives today, if they are those that the log knows."""
    from realist_eval.study.sources import frozen_again

    for source in sorted(study.layout.sources.glob("*")):
        with contextlib.suppress(InputError):
            data = frozen_again(study.layout, source, name, study.config)
            if data is not None and files.sha256(data) == wanted:
                return data
    return None


def _versions(study: Study) -> Iterator[Fault]:
    for path in sorted(study.layout.versions.glob("*")):
        if not path.name.startswith(".") and files.sha_of(path) != path.name:
            hint = "Look for it in a copy of the study."
            yield _fault("is damaged: it is not what was kept.", path, hint=hint)


def _loose(study: Study) -> Iterator[Fault]:
    """What belongs to nothing: a source without a transcript, a file that was being written."""
    try:
        stored = {head.stored for head in study.shelf.headers().values()}
    except StudyError:
        return
    for path in sorted(study.layout.sources.glob("*")):
        if path.name not in stored and not path.name.startswith("."):
            hint = "Import it again, or take it out."
            yield _fault("has no transcript: its import was interrupted.", path, "note", hint)
    for path in files.leftovers(study.layout.root):
        delete = "delete it", partial(files.remove, path)
        yield _fault("was being written when a program was stopped.", path, "note", mending=delete)


# ------------------------------------------------------------ what the decisions say


def _decisions(study: Study) -> Iterator[Fault]:
    transcripts = {}
    for name in study.ids():
        with contextlib.suppress(StudyError):
            transcripts[name] = study.shelf.load(name)
    reader = Reader(study.state, transcripts)
    codes = _codes(study)
    for target in study.state.targets():
        for standing in study.state.standing(target):
            if standing.fact is not None and standing.status != "rejected":
                message = _fault_of(study.state, target, standing.fact, reader, codes)
                if message:
                    where = f"{study.layout.log} ({standing.event.id}, {standing.coder})"
                    yield _fault(message, where, "warning")


def _fault_of(state: State, target: str, fact: ev.AnyFact, reader: Reader, codes: set[str] | None) -> str:
    transcript = reader.transcripts.get(fact.transcript)
    if any(event.target == fact.transcript for event in state.forgotten()):
        return ""
    if transcript is None:
        return f"the coding {target} stands on “{fact.transcript}”, which is not in the study."
    if isinstance(fact, ev.LinkFact):
        parts = fact.context, fact.mechanism, fact.outcome
        gone = any(name and not state.history(name) for name in parts)
        return f"the configuration {target} links codings that are in no log." if gone else ""
    place = reader.place(fact, transcript)
    if place is None:
        return f"the coding {target} has lost its words in “{fact.transcript}”."
    if not transcript.quote(place).strip():
        return f"the coding {target} stands on no words."
    code = reader.code(fact)
    known = not codes or code in codes
    return "" if known else f"the coding {target} has the code “{code}”, which is not in {CODEBOOK}."


def _codes(study: Study) -> set[str] | None:
    try:
        return set(study.codebook().by_id)
    except InputError:
        return None


_CHECKS = (_settings, _logs, _ids, _parents, _unsettled, _transcripts, _versions, _loose, _decisions)
