"""The log in words: what happened, who did it, when, and what it was made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from realist_eval.codebook.words import many, nearest
from realist_eval.errors import StudyError
from realist_eval.model import Span
from realist_eval.study import events as ev
from realist_eval.study.facade import Study
from realist_eval.study.finding import places
from realist_eval.study.fold import State
from realist_eval.study.material import Reader

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T[\d:]*Z?)?)?)?")
_FEW = 3  # events of one undo or join that are named; more are counted
_PAST = {"accept": "accepted", "amend": "amended", "reject": "rejected"}


@dataclass(frozen=True)
class Told:
    """An event in words."""

    id: str
    at: str
    coder: str
    op: str
    target: str
    words: str
    undone: bool
    tool: str


@dataclass(frozen=True)
class Blame:
    """Who coded certain words as what, with all that led to it."""

    transcript: str
    turn: int
    quote: str
    target: str
    history: tuple[Told, ...]


def tell(one: ev.AnyEvent, state: State) -> Told:
    """One event in plain words; never words of a transcript, since the log holds none."""
    words, undone = _WORDS[one.op](one, one.payload), not state.active(one)
    return Told(one.id, one.at, one.coder, one.op, one.target, words, undone, one.tool)


def story(
    study: Study, *, coder: str = "", op: str = "", target: str = "", since: str = ""
) -> Iterator[Told]:
    """The log in order; each filter that is given narrows it. `target` may be a transcript, code or id.

    Raises StudyError where a filter can fit nothing.
    """
    if op and op not in _WORDS:
        raise StudyError(f"Nothing is called “{op}” in a log.", hint=nearest(op, _WORDS))
    if since and not _DATE.fullmatch(since):
        raise StudyError(f"“{since}” is no date.", hint="Write it as 2026-01-31.")
    state = study.state
    known = {event.coder for event in state.events.values()}
    if coder and coder not in known:
        raise StudyError(f"Nobody named “{coder}” is in the log.", hint=nearest(coder, known))
    for event in state.events.values():
        wanted = event.coder == (coder or event.coder) and event.op == (op or event.op) and event.at >= since
        if wanted and (not target or _concerns(event, target)):
            yield tell(event, state)


def blame(study: Study, quote: str, transcript: str = "") -> list[Blame]:
    """Codings over the words of a quotation, with every judgement on each; also undone ones."""
    found = []
    for name in [transcript] if transcript else study.ids():
        text = study.transcript(name)
        reader = Reader(study.state, {name: text})
        spans = places(text, quote)
        for target, here in _standing_places(study.state, reader, name) if spans else ():
            if any(here.overlaps(span) for span in spans):
                history = tuple(tell(event, study.state) for event in study.state.history(target))
                found.append(Blame(name, text.turn_at(here.start).n, text.quote(here), target, history))
    return found


def _standing_places(state: State, reader: Reader, transcript: str) -> Iterator[tuple[str, Span]]:
    for target in state.targets(transcript):
        facts = (_fact(event.payload) for event in state.history(target))
        mine = (one for one in facts if isinstance(one, ev.CodingFact) and one.transcript == transcript)
        here = [place for one in mine if (place := reader.place(one, reader.transcripts[transcript]))]
        if here:
            yield target, here[-1]


def _fact(payload: ev.Made | ev.Decided) -> ev.AnyFact | None:
    return payload.fact if isinstance(payload, ev.Made) else payload.result or payload.suggested


def _concerns(event: ev.AnyEvent, name: str) -> bool:
    if event.target.startswith(name) or event.id.startswith(name):
        return True
    fact = _fact(event.payload) if isinstance(event, ev.Judgement) else None
    if fact is None:
        return False
    return name == fact.transcript or (isinstance(fact, ev.CodingFact) and fact.code == name)


# ------------------------------------------------------------ words for each operation


def described(fact: ev.AnyFact | None) -> str:
    """A coding or configuration without its words."""
    if fact is None:
        return "something"
    if isinstance(fact, ev.LinkFact):
        kinds = [kind for kind in ("context", "mechanism", "outcome") if getattr(fact, kind)]
        return f"{'-'.join(kinds)} ({fact.polarity}) in {fact.transcript}"
    valence = f" ({fact.valence})" if fact.valence else ""
    return f"{fact.code}{valence} at {fact.transcript} {fact.start}-{fact.end}"


def _with_memo(words: str, memo: str) -> str:
    return f"{words}; memo: {memo}" if memo else words


def _made(_event: Any, payload: ev.Made) -> str:
    return _with_memo(f"by hand: {described(payload.fact)}", payload.memo)


def _decided(_event: Any, payload: ev.Decided) -> str:
    words = f"{_PAST[payload.verdict]} {described(payload.suggested)}"
    if payload.result is not None:
        words += f" as {described(payload.result)}"
    if payload.suggested is not None and payload.suggested.engine:
        words += f", suggested by {payload.suggested.rule}"
    return _with_memo(words, payload.memo)


def _noted(event: Any, payload: ev.Noted) -> str:
    return f"on {event.target}: {payload.text}" if payload.text else f"took the memo on {event.target} away"


def _turned(_event: Any, payload: ev.Named) -> str:
    ids = f": {', '.join(payload.events)}" if len(payload.events) <= _FEW else ""
    return many(len(payload.events), "event") + ids


def _recoded(event: Any, payload: ev.Recoded) -> str:
    into = f" into {', '.join(payload.into)}" if payload.into else ""
    return "; ".join(filter(None, (f"{event.target}{into}", payload.reason)))


def _moved(event: Any, payload: ev.Moved) -> str:
    lost = f", {len(payload.lost)} lost" if payload.lost else ""
    moved = f"{event.target}: {many(len(payload.moves), 'coded place')} moved{lost}"
    return "; ".join(filter(None, (moved, payload.reason)))


def _pattern(key: tuple[str, ...]) -> str:
    return " > ".join(code for code in key[:3] if code)


def _masked(event: Any, payload: ev.Masked) -> str:
    names = many(len(payload.edits), "name or other detail", "names or other details")
    return f"{event.target}: {names} replaced in its text"


def _weighed(event: Any, payload: ev.Weighed) -> str:
    return _with_memo(f"{event.target} {payload.weight} {payload.theory}", payload.memo)


def _rippled(event: Any, payload: ev.Rippled) -> str:
    ripple = f"{_pattern(payload.first)} ripples on to {_pattern(payload.then)}"
    return _with_memo(f"{payload.verdict} {event.target}: {ripple}", payload.memo)


_WORDS: dict[str, Callable[[Any, Any], str]] = {
    **dict.fromkeys(("code", "link"), _made),
    **dict.fromkeys(("decide", "adjudicate", "workshop"), _decided),
    "memo": _noted,
    "weigh": _weighed,
    "ripple": _rippled,
    **dict.fromkeys(("undo", "redo", "join"), _turned),
    **dict.fromkeys(("rename", "merge", "split", "retire", "edit", "change"), _recoded),
    "import": lambda event, payload: f"{event.target}, read by {payload.reader}",
    **dict.fromkeys(("reanchor", "forget"), _moved),
    "pseudonymise": _masked,
    "freeze": lambda event, payload: f"{many(len(payload.facts), 'suggestion')} for {event.target}",
}
