"""Ripples, from the outcome of one pattern to the context of another: found, then confirmed or rejected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from realist_eval.study import events as ev
from realist_eval.study.fold import State
from realist_eval.study.ids import begun, key

if TYPE_CHECKING:
    from realist_eval.analysis import Ripple
    from realist_eval.model import Material, RippleKey
    from realist_eval.study.facade import Study

Verdict = Literal["confirmed", "rejected"]


@dataclass(frozen=True)
class Found:
    """A ripple under an id that is the same on every machine, and the latest word on it, if any."""

    id: str
    ripple: Ripple
    said: ev.Ripple | None

    @property
    def status(self) -> str:
        """How it was decided, or that it waits."""
        return self.said.payload.verdict if self.said else "undecided"


def judged(state: State, coder: str | None = None) -> dict[str, ev.Ripple]:
    """The latest word on each ripple, by id, of everybody or of one coder alone."""
    return {_id(key): event for key, event in _judged(state, coder).items()}


def verdicts(state: State, coder: str | None = None) -> dict[RippleKey, str]:
    """The same by what the ripple is, for reports."""
    return {key: event.payload.verdict for key, event in _judged(state, coder).items()}


def _judged(state: State, coder: str | None) -> dict[RippleKey, ev.Ripple]:
    """Codes go by what they are called now."""
    names = state.renamed()

    def now(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(code, code) for code in codes)

    events = (event for event in state.rippled() if coder in {None, event.coder})
    return {(now(event.payload.first), now(event.payload.then)): event for event in events}


def found(study: Study, material: Material) -> list[Found]:
    """The ripples of a material, the best supported first, with what was said of each."""
    from realist_eval.analysis import ripple_links

    said = judged(study.state)
    named = ((_id(one.key), one) for one in ripple_links(material))
    return [Found(name, one, said.get(name)) for name, one in named]


def judge(study: Study, name: str, verdict: Verdict, memo: str = "") -> Found:
    """Confirm or reject a ripple between decided configurations, by the beginning of its id.

    Raises StudyError where there is none.
    """
    hint = "`realist-eval theory ripples` shows those between configurations that somebody decided."
    one = begun(found(study, study.material()), name, "ripple", hint, lambda ripple: ripple.id)
    first, then = one.ripple.key
    payload = ev.Rippled(first=first, then=then, verdict=verdict, memo=memo)
    study.record(ev.Draft(ev.Ripple, one.id, payload))
    return one


def _id(ripple: RippleKey) -> str:
    first, then = ripple
    return key("ripple", *first, *then)
