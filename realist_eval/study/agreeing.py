"""Coders' work handed to the agreement room, and coding rounds kept so that improvement shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import msgspec

from realist_eval import __version__
from realist_eval.agreement.figures import Comparison
from realist_eval.agreement.pairing import linked
from realist_eval.agreement.units import Work
from realist_eval.codebook.words import nearest
from realist_eval.errors import Problem, StudyError
from realist_eval.model import ENGINE, Coding, Configuration, Span
from realist_eval.study import events as ev
from realist_eval.study import files, material
from realist_eval.study.facade import Study
from realist_eval.study.fold import Standing, State
from realist_eval.study.material import Reader

FOLDER = "agreement"
CALIBRATION = "calibration-"  # how the files of samples begin
_NAME = re.compile(r"\w[\w.-]{0,79}")


def works(study: Study, coders: Sequence[str]) -> list[Work]:
    """What each coder did on their own, before anything was adjudicated; raises StudyError.

    A coder is a person, a name that suggestions were kept under, or `engine` for the suggestions at hand.
    """
    if len(set(coders)) < 2:
        hint = f"There are: {', '.join(known_coders(study))}."
        raise StudyError("Agreement is between two coders or more.", hint=hint)
    return work_of(study, *coders)


def work_of(study: Study, *coders: str) -> list[Work]:
    """The same for any number of coders, each once."""
    state, known = study.state, known_coders(study)
    problem = "Nobody named “{}” has coded in this study."
    unknown = [name for name in coders if name not in known]
    if unknown:
        raise StudyError([Problem(problem.format(name), hint=nearest(name, known)) for name in unknown])
    reader = Reader(alone(state), {one.id: one for one in study.transcripts()})
    return [_work(study, reader, name) for name in dict.fromkeys(coders)]


def alone(state: State) -> State:
    """As if nothing had been adjudicated, by people or in a workshop."""
    settled = ev.Adjudicate | ev.Workshop
    return State(event for event in state.events.values() if not isinstance(event, settled))


def known_coders(study: Study) -> list[str]:
    """Who can be compared."""
    return [*dict.fromkeys([*alone(study.state).coders(), *study.state.frozen(), ENGINE])]


def _work(study: Study, reader: Reader, coder: str) -> Work:
    if coder in reader.state.coders():
        return _of_person(reader, coder)
    if coder in reader.state.frozen():
        return _of_frozen(reader, coder)
    made = {name: found for name, one in reader.transcripts.items() if (found := study.suggestions(one))}
    if not made:
        raise StudyError("The engine has suggested nothing yet.", hint="Run: realist-eval suggest")
    codings = [coding for one in made.values() for coding in one.codings]
    links = [link for one in made.values() for link in one.configurations]
    return _made(coder, codings, links, frozenset(made))


def _of_person(reader: Reader, coder: str) -> Work:
    state = reader.state
    codings, links = reader.decided(coder)
    codings = [replace(one, memo=noted(state, coder, one.id, one.memo)) for one in codings]
    links = [replace(one, memo=noted(state, coder, one.id, one.memo)) for one in links]
    standing = list(state.verdicts(coder))
    elements = _elements(reader, codings, links)
    links = material.whole([*codings, *elements], links)
    seen = {one.target for one in standing if one.event.payload.in_view}
    made = linked({one.id: one for one in (*elements, *codings)}, links)
    aided = dict(_in_view(reader, standing))
    aided |= {one.link.id: one.place for one in made if one.link.id in seen}
    worked_on = frozenset(one.fact.transcript for one in standing if one.fact is not None)
    times = {one.target: one.event.at for one in standing}
    return Work(coder, tuple(codings), tuple(links), worked_on, aided, times, tuple(elements))


def noted(state: State, coder: str, target: str, memo: str) -> str:
    """What a coder noted with a decision, and later in the review."""
    said = (memo.payload.text for memo in state.memos(target) if memo.coder == coder)
    return "; ".join(dict.fromkeys(filter(None, [memo, *said])))


def _elements(reader: Reader, codings: Sequence[Coding], links: Sequence[Configuration]) -> list[Coding]:
    """What somebody else coded and this coder linked: who accepts a configuration need not code it anew."""
    own = {one.id for one in codings}
    found = []
    for name in dict.fromkeys(name for link in links for name in link.parts.values() if name not in own):
        items = map(reader.item, reader.state.standing(name))
        found.extend([one for one in items if isinstance(one, Coding)][-1:])
    return found


def _in_view(reader: Reader, standing: Sequence[Standing]) -> Iterator[tuple[str, tuple[str, Span]]]:
    """Where codings were decided with a suggestion in view, rejections too."""
    for one in (one for one in standing if one.event.payload.in_view):
        fact = one.fact
        if isinstance(fact, ev.CodingFact) and fact.transcript in reader.transcripts:
            place = reader.place(fact, reader.transcripts[fact.transcript])
            if place is not None:
                yield one.target, (fact.transcript, place)


def _of_frozen(reader: Reader, coder: str) -> Work:
    kept = reader.state.frozen()[coder]
    items = (reader.item(one) for event in kept for one in _standing(event))
    codings, links = material.arrange(filter(None, items))
    return _made(coder, codings, links, frozenset(event.target for event in kept))


def _standing(kept: ev.Freeze) -> Iterator[Standing]:
    """Kept suggestions as if somebody had accepted them, so that they are read like any other coder's."""
    names = ("id", "coder", "device", "at", "tool")
    same = {name: getattr(kept, name) for name in names}
    for target, fact in kept.payload.facts:
        payload = ev.Decided(verdict="accept", suggested=fact)
        yield Standing(target, "suggested", fact, ev.Decide(**same, target=target, payload=payload))


def _made(
    coder: str, codings: Sequence[Coding], links: Sequence[Configuration], transcripts: frozenset[str]
) -> Work:
    """A machine's work: of codings on the same words only the best fitting one counts, as in reports."""
    best = [one for one in codings if not one.rival]
    return Work(coder, tuple(best), tuple(material.whole(codings, links)), transcripts)


# ------------------------------------------------------------ rounds


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The figures as plain values, without any words of a transcript."""
    return {"v": 1, "tool": __version__, **asdict(comparison)}


class Round(msgspec.Struct, frozen=True):
    """A coding round that was kept; `headline` holds the figures that rounds are compared by."""

    round: str
    at: str
    unit: str
    headline: dict[str, float | None]
    intervals: dict[str, tuple[float, float]] = {}
    coders: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()

    @property
    def main(self) -> str:
        """The figure that is drawn: alpha, where spans are compared unitizing alpha."""
        return "alpha_unitizing" if "alpha_unitizing" in self.headline else "alpha"


def as_round(name: str, at: str, found: Comparison) -> Round:
    """What is kept of a comparison, and compared with other rounds."""
    figures = found.headline
    values = {key: one.value for key, one in figures.items()}
    ends = {k: (v.low, v.high) for k, v in figures.items() if v.low is not None and v.high is not None}
    return Round(name, at, found.unit, values, ends, found.coders, found.transcripts)


def keep_round(study: Study, name: str, comparison: Comparison) -> Path:
    """Keep the figures of a coding round in the study; raises StudyError, also where it is there."""
    if not _NAME.fullmatch(name) or name.startswith(CALIBRATION):
        hint = "Use letters, digits, points, hyphens and underscores."
        raise StudyError(f"“{name}” cannot be the name of a round.", hint=hint)
    path = study.layout.root / FOLDER / f"{name}.json"
    if path.exists():
        hint = "Choose another name for this one."
        raise StudyError(f"The round “{name}” is kept already; rounds are never overwritten.", hint=hint)
    head = msgspec.to_builtins(as_round(name, ev.now(), comparison)) | {"kept_by": study.coder}
    kept = head | as_json(comparison)
    files.create(path, json.dumps(kept, ensure_ascii=False, indent=1).encode() + b"\n")
    return path


def rounds(study: Study) -> list[Round]:
    """The rounds kept so far, in the order of time; raises StudyError for a file that is damaged."""
    paths = (study.layout.root / FOLDER).glob("*.json")
    found = [_round(path) for path in sorted(paths) if not path.name.startswith((".", CALIBRATION))]
    return sorted(found, key=lambda one: (one.at, one.round))


def _round(path: Path) -> Round:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Round)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        hint = "Bring it back from a copy of the study, or take it out."
        raise StudyError("is damaged: it holds no round.", path, hint=hint) from error
