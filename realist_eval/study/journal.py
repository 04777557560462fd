"""The log with the state that follows from it: what a person does is on disk before it counts."""

from __future__ import annotations

import getpass
from pathlib import Path

import msgspec

from realist_eval import __version__
from realist_eval.errors import Problem, StudyError
from realist_eval.study import events as ev
from realist_eval.study.fold import State
from realist_eval.study.log import Log


def login() -> str:
    """The name that this person is logged in under."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "coder"


class Journal:
    """Reads the logs once, keeps the state up to date, and writes what its coder does."""

    def __init__(self, folder: Path, coder: str, *, blind: bool = False) -> None:
        """Name the folder `log/` and who writes; the logs are read when the state is first asked for."""
        self.log = Log(folder, coder, blind=blind)
        self.problems: list[Problem] = []
        self._state: State | None = None

    @property
    def coder(self) -> str:
        """Who writes."""
        return self.log.coder

    @property
    def state(self) -> State:
        """What follows from all events that this coder may see."""
        if self._state is None:
            events, self.problems = self.log.load()
            self._state = State.of(events)
        return self._state

    def refresh(self) -> State:
        """The state with what others have written since; costs a look at the files' sizes."""
        if self._state is not None and self.log.changed():
            self._state = None
        return self.state

    def record(self, *drafts: ev.Draft, coder: str = "") -> list[ev.Event]:
        """Write events in one go, to be undone in one go; they count once they are on disk.

        `coder`: another name to write under, in a log of its own. Raises StudyError, and then none counts.
        """
        log = self.log if not coder or coder == self.coder else Log(self.log.folder, coder)
        made = self.prepare(*drafts, log=log)
        state = self.state
        log.append(made)
        turned = any(isinstance(event, ev.Undo | ev.Redo) for event in made)
        if log is not self.log or (state.left and turned):  # another source may have the first claim to an id
            self._state = None
            return made
        for event in made:
            state.apply(event)  # type: ignore[arg-type]
        return made

    def prepare(self, *drafts: ev.Draft, log: Log | None = None) -> list[ev.Event]:
        """Events that come after all that is known, not written yet."""
        state = self.refresh()
        made: list[ev.Event] = []
        last, parents = state.last, tuple(sorted(state.heads))
        for draft in drafts:
            made.append(_event(draft, log or self.log, last, parents))
            last, parents = made[-1].id, (made[-1].id,)
        return [_in_batch(event, made[0].id) for event in made] if len(made) > 1 else made

    def undo(self) -> list[ev.AnyEvent]:
        """Take back what this coder did last; gives what was taken back."""
        chosen = self.refresh().undoable(self.coder)
        if not chosen:
            raise StudyError(f"There is nothing that {self.coder} could undo.")
        taken = list(map(self._known, chosen))
        self.record(ev.Draft(ev.Undo, chosen[0], ev.Named(events=chosen)))
        return taken

    def redo(self) -> list[ev.AnyEvent]:
        """Bring back what this coder undid last; gives what came back."""
        chosen = self.refresh().redoable(self.coder)
        if not chosen:
            raise StudyError(f"There is nothing that {self.coder} could redo.")
        undos = [undo for undo in map(self._known, chosen) if isinstance(undo, ev.Undo)]
        back = [self._known(name) for undo in undos for name in undo.payload.events]
        self.record(ev.Draft(ev.Redo, chosen[0], ev.Named(events=chosen)))
        return back

    def _known(self, name: str) -> ev.AnyEvent:
        event = self.state.events.get(name)
        if event is None:
            raise StudyError(f"There is no event “{name}” in the log.", hint="See `realist-eval log`.")
        return event


def _event(draft: ev.Draft, log: Log, last: str, parents: tuple[str, ...]) -> ev.Event:
    name = ev.new_id(last)
    return draft.kind(  # type: ignore[call-arg]
        id=name,
        parents=parents,
        coder=log.coder,
        device=log.device,
        at=ev.now(),
        target=draft.target or name,
        tool=__version__,
        payload=draft.payload,
    )


def _in_batch(event: ev.Event, batch: str) -> ev.Event:
    payload = msgspec.structs.replace(event.payload, batch=batch)  # type: ignore[attr-defined]
    return msgspec.structs.replace(event, payload=payload)
