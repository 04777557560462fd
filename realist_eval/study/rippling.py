"""Ripples, from the outcome of one pattern to the context of another: found, then confirmed or rejected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from realist_eval.errors import Problem, StudyError
from realist_eval.study import events as ev
from realist_eval.study.fold import State
from realist_eval.study.ids import key
from realist_eval.study.journal import Draft

if TYPE_CHECKING:
    from realist_eval.analysis import Pattern, Ripple
    from realist_eval.model import Material
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


def judged(state: State) -> dict[str, ev.Ripple]:
    """The latest word on each ripple, by id; codes go by what they are called now."""
    names = state.renamed()
    return {_id(event.payload.first, event.payload.then, names): event for event in state.rippled()}


def found(study: Study, material: Material) -> list[Found]:
    """The ripples of a material, the best supported first, with what was said of each."""
    from realist_eval.analysis import ripple_links

    said = judged(study.state)
    named = ((_id(_key(one.first), _key(one.then)), one) for one in ripple_links(material))
    return [Found(name, one, said.get(name)) for name, one in named]


def judge(study: Study, name: str, verdict: Verdict, memo: str = "") -> Found:
    """Confirm or reject a ripple between decided configurations, by the beginning of its id.

    Raises StudyError where there is none.
    """
    fitting = [one for one in found(study, study.material()) if one.id.startswith(name)]
    if len(fitting) != 1:
        message = (
            f"{len(fitting)} ripples begin with “{name}”." if fitting else f"There is no ripple “{name}”."
        )
        hint = "`realist-eval theory ripples` shows those between configurations that somebody decided."
        raise StudyError(Problem(message, hint=hint))
    (one,) = fitting
    payload = ev.Rippled(first=_key(one.ripple.first), then=_key(one.ripple.then), verdict=verdict, memo=memo)
    study.record(Draft(ev.Ripple, one.id, payload))
    return one


def _key(pattern: Pattern) -> tuple[str, ...]:
    return tuple(part or "" for part in pattern.key)


def _id(first: tuple[str, ...], then: tuple[str, ...], names: dict[str, str] | None = None) -> str:
    now = names or {}
    return key("ripple", *(now.get(part, part) for part in (*first, *then)))
