"""What a workshop means for the programme theory: proposals beside those for the codebook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from realist_eval.model import Theory
from realist_eval.study import theories, yaml_edits
from realist_eval.workshop.cards import sentence
from realist_eval.workshop.consensus import Verdict
from realist_eval.workshop.outcomes import Outcome, Proposal
from realist_eval.workshop.plan import Chosen, Plan

STATUS: Mapping[Verdict, str] = {  # of a theory that a finding speaks of
    "accept": "agreed",
    "amend": "to be refined",
    "reject": "contested",
    "differs": "holds for some",
}
PARTS = ("if", "then", "because")
_SENTENCE = re.compile(
    r"\s*if\s(?P<if>.+?)[\s,;]+then\s(?P<then>.+?)[\s,;]+because\s(?P<because>.+?)[\s.]*",
    re.IGNORECASE | re.DOTALL,
)
Labels = Callable[[str], str]


def propose(
    plan: Plan, found: Iterable[Outcome], known: Sequence[Theory], label: Labels, *, begun: bool
) -> Iterator[Proposal]:
    """A status for theories that findings speak of, the wording that was agreed, and theories that are new.

    A finding speaks of a theory that names all its codes. What no theory names becomes a new one where its
    wording was agreed, or where it was accepted and the study has begun a theory.yaml. Pure.
    """
    chosen = {one.id: one for one in plan.items}
    for one in found:
        mine = chosen[one.item.id]
        status = STATUS.get(one.result.verdict)
        if mine.kind != "finding" or status is None:
            continue
        why = f"Workshop {plan.id}, {mine.id}: {one.result.words}, {one.result.figures}."
        wording = dict(one.agreed).get("finding", "")
        spoken = [theory for theory in known if set(mine.codes.values()) <= set(theory.codes)]
        for theory in spoken:
            said = _parts(wording) if wording else {}
            for part, text in {**said, "status": f"{status} (workshop {plan.id})"}.items():
                yield Proposal("", theory.id, part, text, why, mine.id, "theory")
        if not spoken and (wording or (begun and one.result.verdict == "accept")):
            said_so = sentence(mine.codes, mine.valence, mine.polarity, label)
            text = wording or said_so.translate({ord("“"): None, ord("”"): None})
            yield Proposal("", f"{plan.id}-{mine.id}", "new", text, why, mine.id, "theory")


def _parts(wording: str) -> dict[str, str]:
    """A wording of the room taken apart at if, then and because; otherwise all of it says what follows."""
    match = _SENTENCE.fullmatch(wording)
    return {part: match[part].strip() for part in PARTS} if match else {"then": wording}


def edited(plan: Plan, data: bytes, taken: Iterable[Proposal]) -> bytes:
    """The bytes of theory.yaml with proposals taken in; raises StudyError where they would not be one."""
    chosen = {one.id: one for one in plan.items}

    def change(tree: Any) -> None:
        entries = tree["theories"] = tree.get("theories") or []
        for one in taken:
            there = next((entry for entry in entries if entry["id"] == one.code), None)
            if there is None and one.part == "new":
                entries.append(_entry(plan, chosen[one.item], one))
            elif there is not None and one.part != "new":
                there[one.part] = one.text

    changed = yaml_edits.edited(data, change)
    theories.parse(changed)
    return changed


def _entry(plan: Plan, chosen: Chosen, one: Proposal) -> dict[str, Any]:
    said = _parts(one.text)
    codes = [chosen.codes[kind] for kind in ("context", "mechanism", "outcome") if kind in chosen.codes]
    return {"id": one.code, **said, "codes": codes, "status": f"agreed (workshop {plan.id})"}


def in_words(one: Proposal) -> str:
    """A proposal as a sentence."""
    if one.part == "new":
        return f"a new theory, {one.code}: “{one.text.rstrip('.')}”."
    return f"“{one.part}” of the theory {one.code} becomes “{one.text.rstrip('.')}”."
