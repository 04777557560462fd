"""From a study to a workshop: what it is about is chosen once; the pack may be written again."""

from __future__ import annotations

from pathlib import Path

from realist_eval.errors import Problem
from realist_eval.study import Study
from realist_eval.workshop.cards import gone, items
from realist_eval.workshop.consensus import Rule
from realist_eval.workshop.handouts import write_pack
from realist_eval.workshop.plan import Plan, Wanted, choose, folder, load, new_name, save


def pack(
    study: Study,
    name: str,
    wanted: Wanted,
    rule: Rule,
    *,
    ask_names: bool = False,
    large: bool = False,
) -> tuple[Plan, list[Path], list[Problem]]:
    """Choose a workshop's items, unless it has them, and write its pack; raises StudyError, OutputError."""
    name = name or new_name(study)
    if (folder(study, name) / "workshop.json").exists():
        plan, kept = load(study, name), [_kept(name)]
    else:
        plan = choose(study, name, wanted, rule, ask_names=ask_names)
        kept = []
        save(study, plan)
    shown = items(plan, study.codebook(), study.transcript)
    place = study.layout.reports / f"workshop-{name}"
    return plan, write_pack(plan, shown, place, large=large), [*kept, *gone(shown)]


def _kept(name: str) -> Problem:
    hint = "For other ones, make a workshop under a new name."
    message = (
        f"Workshop {name} was there already and keeps its items, and the tables of ballots what is in them."
    )
    return Problem(message, severity="note", hint=hint)
