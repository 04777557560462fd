"""Two copies of a study become one: the union of their events, and of what these speak of.

Nothing that either side did is lost. Only where two people decided the same thing differently is there
something to adjudicate. All of it is planned before anything is written, and doing it twice changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from realist_eval.errors import Problem, StudyError
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.config import load_config
from realist_eval.study.facade import Study
from realist_eval.study.fold import CODEBOOK, State, fold, transcript_file
from realist_eval.study.layout import Layout, find
from realist_eval.study.log import lock_of, logs_in, read_log
from realist_eval.study.settling import Versions, expected
from realist_eval.study.transcripts import Shelf

_EDITED = (CODEBOOK, "theory.yaml")


@dataclass
class Plan:
    """What a merge would bring in."""

    other: Layout
    lines: dict[str, list[bytes]] = field(default_factory=dict)  # log file to the lines that are new here
    events: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)  # every event of the other side
    again: list[str] = field(default_factory=list)  # undos of an earlier merge of these two
    transcripts: list[str] = field(default_factory=list)
    versions: list[Path] = field(default_factory=list)
    people: bool = False  # their participants.csv, where there is none here
    apart: list[str] = field(default_factory=list)  # their sources under ids that others have here
    problems: list[Problem] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to bring in."""
        found = (self.lines, self.transcripts, self.versions, self.people, self.apart, self.again)
        return not any(found)


def plan(study: Study, folder: Path) -> Plan:
    """Compare with another copy of the study; raises StudyError where the two cannot be one study."""
    other = find(folder)
    if other.root == study.layout.root:
        raise StudyError("is this very study.", folder, hint="Name the folder of the other copy.")
    made = Plan(other)
    theirs = _new_lines(study.state, made)
    _refuse_strangers(study, made)
    union = fold([*study.journal.log.load()[0], *theirs])
    _take_up_again(study.state, made, union)
    _refuse_names(study, made, union)
    _compare_transcripts(study, made, union)
    mine = study.layout.versions
    known = {path.name for path in mine.glob("*")} | Versions(other.versions).with_sources(union.purged())
    new = (path for path in sorted(other.versions.glob("*")) if path.name not in known)
    made.versions = [path for path in new if not path.name.startswith(".")]
    _compare_people(study, made)
    return made


def carry_out(study: Study, planned: Plan) -> None:
    """Bring everything in, note the merge, and settle the files. Raises StudyError, OutputError."""
    if planned.empty:
        return
    with files.locked(study.layout.lock):
        before = {file: study.settling.keep(file) for file in _EDITED}
        _copy_files(study, planned)
        for name, lines in planned.lines.items():
            path = study.layout.log / name
            with files.locked(lock_of(path)):
                files.append(path, b"".join(lines))
        if planned.events:
            name = files.sha256("".join(planned.events).encode())[:16]
            study.record(ev.Draft(ev.Join, name, ev.Named(events=tuple(planned.events))))
        if planned.again:
            study.record(ev.Draft(ev.Redo, planned.again[0], ev.Named(events=tuple(planned.again))))
        for file in _EDITED:
            _settle_edited(study, planned, file, before[file])
        study.settling.settle(study.state)


# ------------------------------------------------------------ planning


def _new_lines(state: State, made: Plan) -> list[ev.AnyEvent]:
    """Lines of the other side's logs that are not here, as they stand there."""
    found: list[ev.AnyEvent] = []
    taken: set[str] = set()
    for path in logs_in(made.other.log):
        made.problems.extend(read_log(path).problems)
        for line in path.read_bytes().splitlines(keepends=True):
            event = _event(line)
            made.known |= {event.id} if event else set()
            if event is None or event.id in state.events or event.id in taken:
                continue
            taken.add(event.id)
            found.append(event)
            made.lines.setdefault(path.name, []).append(line)
    made.events = sorted(taken)
    return found


def _refuse_strangers(study: Study, made: Plan) -> None:
    """Two studies that have neither an event nor their title in common are no copies of each other."""
    mine = study.state.events.keys()
    if not mine or not made.known or mine & made.known:
        return
    title = load_config(made.other.config).title or made.other.root.name
    if title != study.title:
        hint = "If it is a copy of this one after all, give it the same title in its study.yaml."
        raise StudyError(
            f"is another study, “{title}”; this one is “{study.title}”.", made.other.root, hint=hint
        )


def _take_up_again(state: State, made: Plan, union: State) -> None:
    """A merge that one side undid stands again when the two merge anew: nobody's work goes with it."""
    for undo in union.events.values():
        if not isinstance(undo, ev.Undo) or not union.active(undo):
            continue
        joins = [join for name in undo.payload.events if isinstance(join := union.events.get(name), ev.Join)]
        joined = {name for join in joins for name in join.payload.events}
        here, there = undo.id in state.events, undo.id in made.known
        if here != there and joined & (made.known if here else state.events.keys()):
            made.again.append(undo.id)
            message = f"A merge of these two copies, which {undo.coder} had undone, stands again."
            made.problems.append(Problem(message, severity="note"))


def _refuse_names(study: Study, made: Plan, union: State) -> None:
    """A copy in which names were replaced does not take them in again with one in which they were not."""
    purged = {sha for event in union.pseudonymised() for sha in event.payload.purged}
    masked = {transcript_file(event.target) for event in union.pseudonymised()}
    purged |= {event.payload.after for file in masked for event in union.unseen(file)}
    for layout in (study.layout, made.other):
        places = (path for name in ("transcripts", "sources") for path in (layout.root / name).glob("*"))
        if purged and any(files.sha_of(path) in purged for path in places):
            hint = "Run `realist-eval pseudonymise apply` there with the same table, then merge."
            message = "still holds names that were replaced in the other copy."
            raise StudyError(message, layout.root, hint=hint)


def _event(line: bytes) -> ev.AnyEvent | None:
    try:
        return ev.decode(line) if line.endswith(b"\n") else None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _compare_transcripts(study: Study, made: Plan, union: State) -> None:
    """New ones come in; of different ones under one id each gets its own, as the log has it."""
    theirs = Shelf(made.other.transcripts)
    here = study.shelf.headers()
    stored = {head.stored.casefold(): head for head in here.values()}
    faults = []
    for name, head in theirs.headers().items():
        file = transcript_file(name)
        there = files.sha_of(theirs.path(name))
        twin = stored.get(head.stored.casefold())
        if there in union.purged():
            continue
        if file in union.left and name in here:
            mine, other = (_home(union, file, sha) for sha in (study.settling.current(file), there))
            if mine != other:
                made.apart.append(other)
                made.problems.append(_told_apart(name, mine, other))
        elif name not in here and (twin is None or twin.source_sha == head.source_sha):
            made.transcripts.append(name)
        elif name not in here or not {there, study.settling.current(file)} <= expected(union, file).known:
            faults.append(_two_sources(theirs.path(name), name))
    if faults:
        raise StudyError(faults)


def _home(union: State, file: str, sha: str) -> str:
    for name, events in union.replaced_files().items():
        if any(sha in {event.payload.before, event.payload.after} for event in events):
            return Path(name).stem
    return Path(file).stem


def _compare_people(study: Study, made: Plan) -> None:
    theirs, mine = made.other.participants, study.layout.participants
    made.people = theirs.exists() and not mine.exists()
    if theirs.exists() and mine.exists() and theirs.read_bytes() != mine.read_bytes():
        hint = "Yours stays; compare the two by hand."
        made.problems.append(Problem("is not the same as here.", str(theirs), None, "warning", hint))


# ------------------------------------------------------------ carrying out


def _copy_files(study: Study, planned: Plan) -> None:
    """What the events speak of comes before the events."""
    for path in planned.versions:
        files.write_atomic(study.layout.versions / path.name, path.read_bytes())
    theirs = Shelf(planned.other.transcripts)
    for name, head in theirs.headers().items():
        if name not in planned.transcripts:
            _keep_replaced(study, planned, name)
            continue
        source = study.layout.sources / head.stored
        if not source.exists():
            files.write_atomic(source, (planned.other.sources / head.stored).read_bytes())
        files.write_atomic(study.shelf.path(name), theirs.path(name).read_bytes())
    if planned.people:
        files.write_atomic(study.layout.participants, planned.other.participants.read_bytes())


def _keep_replaced(study: Study, planned: Plan, name: str) -> None:
    """Keep the other side's version of a transcript and its source, so that either can be brought back."""
    theirs = Shelf(planned.other.transcripts)
    data, file = theirs.path(name).read_bytes(), transcript_file(name)
    if files.sha256(data) in study.state.purged() | {study.settling.current(file)}:
        return
    study.settling.keep(file)
    study.settling.versions.keep(data)
    source = planned.other.sources / theirs.headers()[name].stored
    if source.is_file():
        study.settling.versions.keep(source.read_bytes())


def _settle_edited(study: Study, planned: Plan, file: str, mine: str) -> None:
    """Of a file that people edit the later version stands; where both changed it, ours does."""
    path = planned.other.root / file
    theirs = study.settling.versions.keep(path.read_bytes()) if path.is_file() else ""
    state = study.state
    chosen = mine
    if theirs and theirs != mine:
        past = {event.payload.before for event in state.replaced(file)}
        chosen = theirs if not mine or (mine in past and theirs not in past) else mine
        if mine and mine not in past and theirs not in past:
            hint = f"Yours stays. Theirs is versions/{theirs}: take over by hand what it changed."
            planned.problems.append(Problem("was changed on both sides.", file, None, "warning", hint))
    if state.replaced(file) and expected(state, file).now != chosen:
        payload = ev.Recoded(before=expected(state, file).now, after=chosen, reason="merge")
        study.record(ev.Draft(ev.Edit, file, payload))
    if chosen == theirs and theirs != mine:
        files.write_atomic(study.layout.root / file, study.settling.versions.get(theirs))


def _told_apart(name: str, mine: str, other: str) -> Problem:
    message = f"Two different sources came in as “{name}”: yours goes by “{mine}”, theirs by “{other}”."
    hint = "Their codings stay with them. Whoever came first keeps the id."
    return Problem(message, severity="note", hint=hint)


def _two_sources(path: Path, name: str) -> Problem:
    hint = "Undo its import in one of the two, import it there under another name, then merge."
    return Problem(f"and the “{name}” of this study are different sources.", str(path), hint=hint)
