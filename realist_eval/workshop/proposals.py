"""What a workshop means for codebook and theory: proposals, as a diff, that the team accepts or not."""

from __future__ import annotations

import difflib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from realist_eval.errors import Problem, StudyError
from realist_eval.study import Study, files, theories
from realist_eval.workshop import theory
from realist_eval.workshop.cards import WITHDRAWN, items
from realist_eval.workshop.consensus import Verdict
from realist_eval.workshop.outcomes import Outcome, Proposal
from realist_eval.workshop.plan import Chosen, Plan, folder, load

Step = Callable[[Any], None]  # changes the tree of a YAML file in place

_EXAMPLES: Mapping[Verdict, str] = {  # what a passage becomes, under the study's code
    "accept": "typical",
    "divided": "atypical",
    "amend": "close_but_no",
    "reject": "close_but_no",
}


def propose(study: Study, plan: Plan, found: Sequence[Outcome]) -> list[Proposal]:
    """What the workshop's results mean for the codebook, and for the theory."""
    chosen = {one.id: one for one in plan.items}
    known, begun = theories.load(study), study.layout.theory.exists()
    wanted = [made for one in found for made in _proposed(plan, chosen[one.item.id], one)]
    wanted += theory.propose(plan, found, known, study.codebook().label, begun=begun)
    return [msgspec.structs.replace(made, id=f"P{number}") for number, made in enumerate(wanted, 1)]


def _proposed(plan: Plan, chosen: Chosen, one: Outcome) -> Iterator[Proposal]:
    why = f"Workshop {plan.id}, {chosen.id}: {one.result.words}, {one.result.figures}."
    if chosen.kind == "code":
        for part, text in one.agreed:
            yield Proposal("", chosen.code, part, text, why)
        if one.result.verdict == "reject" and not one.agreed:
            yield Proposal("", chosen.code, "retired", "", why)
    elif chosen.kind == "passage":
        if one.result.verdict in _EXAMPLES:
            example = _EXAMPLES[one.result.verdict]
            yield Proposal("", chosen.code, example, "", why, chosen.id)
        if one.result.verdict == "amend":
            yield Proposal("", one.result.code, "typical", "", why, chosen.id)


def accept(study: Study, name: str, only: Sequence[str] = ()) -> list[Proposal]:
    """Change codebook and theory as proposed, or by some proposals; raises StudyError, CodebookError."""
    plan = load(study, name)
    known = _load(folder(study, name) / "proposals.json")
    missing = set(only) - {one.id for one in known}
    if missing or not known:
        hint = f"There are: {', '.join(one.id for one in known) or 'none'}."
        raise StudyError(
            Problem(f"There is no proposal {', '.join(sorted(missing)) or 'to accept'}.", hint=hint)
        )
    taken = [one for one in known if not only or one.id in only]
    from realist_eval.study.recoding import note_edits, rewrite

    if study.layout.theory.exists():
        theories.note_version(study, f"before what workshop {plan.id} proposed")
    with files.locked(study.layout.lock):
        note_edits(study)
        changes = [one for one in _changed(study, plan, taken) if one[1] != one[2]]
        if not changes:
            raise StudyError(Problem("Codebook and theory say all that already."))
        said = f"workshop {plan.id}: {', '.join(one.id for one in taken)}"
        for path, _, after in changes:
            rewrite(study, path.name, after, said)
    return taken


def _changed(study: Study, plan: Plan, taken: Iterable[Proposal]) -> Iterator[tuple[Path, bytes, bytes]]:
    """The files that proposals speak of, as they are and as they would be."""
    by_file = {name: [one for one in taken if one.file == name] for name in ("codebook", "theory")}
    before = study.layout.codebook.read_bytes()
    yield study.layout.codebook, before, edited(study, plan, before, by_file["codebook"])
    if by_file["theory"]:
        before = study.layout.theory.read_bytes() if study.layout.theory.exists() else b""
        start = before or theories.of_codebook(study)
        yield study.layout.theory, before, theory.edited(plan, start, by_file["theory"])


def edited(study: Study, plan: Plan, data: bytes, taken: Iterable[Proposal]) -> bytes:
    """The codebook's bytes with proposals taken in; comments and order stay. Raises CodebookError."""
    from realist_eval.codebook import parse_codebook
    from realist_eval.study import yaml_edits

    quotes = {one.id: one.quotes for one in items(plan, study.codebook(), study.transcript)}
    steps: list[Step] = []
    for one in taken:
        said = quotes.get(one.item, ())
        text = one.text or (said[0].text if said and said[0].text != WITHDRAWN else "")
        if text or one.part == "retired":
            steps.append(_step(one, text))

    def change(book: Any) -> None:
        for step in steps:
            step(book)

    if not steps:
        return data
    changed = yaml_edits.edited(data, change)
    parse_codebook(changed.decode(), str(study.layout.codebook))
    return changed


def _step(one: Proposal, text: str) -> Step:
    def step(book: Any) -> None:
        entry = next((entry for entry in book["codes"] if entry["id"] == one.code), None)
        if entry is None:
            return
        if one.part == "retired":
            entry["retired"] = True
        elif one.part in ("definition", "include", "exclude"):
            entry[one.part] = text
        else:
            examples = entry.setdefault("examples", {})
            there = examples.setdefault(one.part, [])
            if text not in there:
                there.append(text)

    return step


def save(place: Path, proposals: Sequence[Proposal]) -> Path:
    """Write proposals.json."""
    path = place / "proposals.json"
    files.write_atomic(path, msgspec.json.format(msgspec.json.encode(proposals), indent=1) + b"\n")
    return path


def _load(path: Path) -> list[Proposal]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Proposal])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        hint = "Close the workshop first: realist-eval workshop close"
        raise StudyError(Problem("is missing or damaged.", str(path), hint=hint)) from error


def save_diffs(study: Study, plan: Plan, proposals: Sequence[Proposal]) -> list[Path]:
    """The changes to look at; they quote, so they lie with the reports, which a withdrawal lists."""
    written = []
    for path, before, after in _changed(study, plan, proposals):
        old, new = (io.StringIO(data.decode("utf-8-sig")).readlines() for data in (before, after))
        diff = "".join(difflib.unified_diff(old, new, path.name, f"{path.name}, as proposed"))
        if diff:
            written.append(study.layout.reports / f"workshop-{plan.id}" / f"{path.stem}.diff")
            files.write_atomic(written[-1], diff.encode())
    return written
