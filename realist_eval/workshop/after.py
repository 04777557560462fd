"""After a workshop: what was decided goes to the log beside people's decisions, never in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from realist_eval.errors import Problem, StudyError
from realist_eval.model import Configuration
from realist_eval.study import Study, files
from realist_eval.study import events as ev
from realist_eval.workshop import box, proposals
from realist_eval.workshop.ballots import Room
from realist_eval.workshop.cards import items
from realist_eval.workshop.minutes import write_minutes
from realist_eval.workshop.outcomes import Outcome, Proposal, outcomes
from realist_eval.workshop.plan import Plan, folder, load
from realist_eval.workshop.serving import LOCK

_VERDICTS: dict[str, Literal["accept", "reject"]] = {"accept": "accept", "reject": "reject"}


@dataclass(frozen=True)
class Closed:
    """What closing a workshop came to."""

    outcomes: tuple[Outcome, ...]
    proposals: tuple[Proposal, ...]
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def coder(plan: Plan) -> str:
    """Whose the workshop's decisions are in the log."""
    return f"workshop-{plan.id}"


def close(study: Study, name: str) -> Closed:
    """Write decisions, proposals and minutes; doing it again adds only what is new. Raises StudyError."""
    plan, place = load(study, name), folder(study, name)
    with files.locked(place / LOCK, wait=0.5):
        box.mend(place / "ballots.jsonl")
        lines, problems = box.read(place / "ballots.jsonl")
        shown = items(plan, study.codebook(), study.transcript)
        room = Room(lines)
        found = outcomes(plan, shown, room)
        if not found:
            hint = "Serve the page, or collect ballots, first."
            raise StudyError(Problem("holds no ballots yet.", str(place), hint=hint))
        _note_theory(study, plan)
        found = tuple(_Deciding(study, plan).write(found))
        proposed = tuple(proposals.propose(study, plan, found))
        written = [proposals.save(place, proposed), *proposals.save_diffs(study, plan, proposed)]
        written += write_minutes(plan, found, proposed, room, place, study.codebook().label)
    return Closed(found, proposed, tuple(written), tuple(problems))


def _note_theory(study: Study, plan: Plan) -> None:
    """Keep the theory as the workshop found it, so that what the team then changes can be told."""
    if study.layout.theory.exists():
        from realist_eval.study import theories

        theories.note_version(study, f"as workshop {plan.id} found it")


# ------------------------------------------------------------ decisions


class _Deciding:
    """Writes verdicts on the configurations behind findings, as the workshop's own."""

    def __init__(self, study: Study, plan: Plan) -> None:
        self.study, self.plan, self.coder = study, plan, coder(plan)
        self.chosen = {one.id: one for one in plan.items}
        self._links: dict[str, Configuration] | None = None

    def write(self, found: Sequence[Outcome]) -> Iterator[Outcome]:
        drafts: list[ev.Draft] = []
        for one in found:
            mine = list(self._drafts(one))
            drafts += mine
            new = sum(draft.kind is ev.Workshop for draft in mine)
            yield replace(one, written=new, against=self._against(one))
        self.study.record(*drafts, coder=self.coder)

    def _drafts(self, one: Outcome) -> Iterator[ev.Draft]:
        chosen = self.chosen[one.item.id]
        if one.result.verdict == "too_few" or not chosen.targets:
            return
        said = f"{one.result.words}, {one.result.figures}"
        note = f"Workshop {self.plan.id}, {one.item.id}, round {one.round}: {said}."
        verdict = _VERDICTS.get(one.result.verdict) if chosen.kind == "finding" else None
        for target in chosen.targets:
            yield from self._verdict(target, verdict, note) if verdict else self._memo(target, note)

    def _verdict(self, target: str, verdict: Literal["accept", "reject"], note: str) -> Iterator[ev.Draft]:
        state = self.study.state
        own = state.standing(target, self.coder)
        if any((one.status == "rejected") == (verdict == "reject") for one in own):
            return
        people = [one for one in state.standing(target) if one.coder != self.coder and one.fact is not None]
        replaces = tuple(one.event.id for one in own)
        if people:
            last = people[-1]
            changed = last.fact if last.status == "amended" and verdict == "accept" else None
            payload = ev.Decided(
                verdict=verdict,
                suggested=last.fact,
                result=changed,
                replaces=replaces,
                memo=note,
                in_view=True,
            )
            yield ev.Draft(ev.Workshop, target, payload)
        elif target in self.links:
            yield from self._undecided(self.links[target], verdict, note)

    def _undecided(
        self, link: Configuration, verdict: Literal["accept", "reject"], note: str
    ) -> Iterator[ev.Draft]:
        """A suggestion that nobody decided: with its elements, where it is accepted."""
        deciding = self.study.deciding(link.transcript)
        made = self.study.suggestions(link.transcript)
        drafts = deciding.with_elements(link, made) if made and verdict == "accept" else []
        for draft in (*drafts, deciding.decide(link, verdict, memo=note)):
            yield ev.Draft(ev.Workshop, draft.target, draft.payload)

    def _memo(self, target: str, note: str) -> Iterator[ev.Draft]:
        mine = [memo for memo in self.study.state.memos(target) if memo.coder == self.coder]
        if not any(memo.payload.text == note for memo in mine):
            yield ev.Draft(ev.Memo, target, ev.Noted(text=note, replaces=tuple(memo.id for memo in mine)))

    @property
    def links(self) -> dict[str, Configuration]:
        """Every configuration, suggestions too."""
        if self._links is None:
            self._links = {
                one.id: one for one in self.study.material(include_suggestions=True).configurations
            }
        return self._links

    def _against(self, one: Outcome) -> int:
        """How many people's decisions say something else."""
        verdict = _VERDICTS.get(one.result.verdict)
        chosen = self.chosen[one.item.id]
        if verdict is None or chosen.kind != "finding":
            return 0
        state = self.study.state
        return sum(
            any(
                (other.status == "rejected") != (verdict == "reject")
                for other in state.standing(target)
                if other.coder != self.coder
            )
            for target in chosen.targets
        )
