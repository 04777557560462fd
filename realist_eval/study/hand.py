"""Coding by hand, without a screen, by quoting the words; and memos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from realist_eval.errors import StudyError
from realist_eval.model import KINDS, Code, Coding, Configuration, Span
from realist_eval.study import finding
from realist_eval.study.deciding import known_code
from realist_eval.study.facade import Study
from realist_eval.study.fold import STUDY
from realist_eval.study.material import Item


def add_coding(
    study: Study,
    transcript: str,
    quote: str,
    code: str,
    *,
    turn: int | None = None,
    valence: str = "",
    memo: str = "",
) -> Coding:
    """Code the quoted words; raises StudyError where they or the code cannot be found."""
    span = finding.place(study.transcript(transcript), quote, turn)
    entry = known_code(study.codebook(), code)
    coding = by_hand(study, transcript, span, entry, valence or entry.expected, memo)
    return replace(coding, id=study.make(coding, memo=memo))


def by_hand(study: Study, transcript: str, span: Span, code: Code, valence: str, memo: str) -> Coding:
    """A coding that is not recorded yet."""
    return Coding(
        "", transcript, *span, code.kind, code.id, valence, study.coder, "manual", level=code.level, memo=memo
    )


def link(study: Study, parts: list[str], polarity: str = "+", memo: str = "") -> Configuration:
    """Link codings into a configuration: one of each kind at the most; raises StudyError."""
    found = [finding.item(study, name) for name in parts]
    codings = [one for one in found if isinstance(one, Coding)]
    kinds = [coding.kind for coding in codings]
    if len(codings) < len(found) or len(set(kinds)) < len(kinds):
        hint = "Name two or three codings: a context, a mechanism, an outcome."
        raise StudyError("A configuration links codings of different kinds.", hint=hint)
    if len({coding.transcript for coding in codings}) > 1:
        raise StudyError("A configuration stands in one transcript.", hint="These stand in several.")
    if any(coding.status == "suggested" for coding in codings):
        raise StudyError("Only codings that somebody decided can be linked.", hint="Accept them first.")
    elements: dict[str, Any] = {one.kind: one.id for one in codings if one.kind in KINDS}
    made = Configuration(
        "", codings[0].transcript, **elements, coder=study.coder, status="manual", memo=memo,
        polarity="-" if polarity == "-" else "+",
    )  # fmt: skip
    return replace(made, id=study.make(made, memo=memo))


def remove(study: Study, name: str, memo: str = "") -> Item:
    """Take a coding or configuration out, or reject a suggestion; it stays in the log."""
    found = finding.item(study, name)
    study.decide(found, "reject", memo=memo, in_view=False)
    return found


def accept(study: Study, name: str, memo: str = "") -> Item:
    """Accept a suggestion, or confirm a coding under its code's present definition."""
    found = finding.item(study, name)
    if found.status in {"manual", "amended"}:
        study.decide(found, "amend", result=found, memo=memo, in_view=False)
    else:
        study.decide(found, "accept", memo=memo)
    return found


def amend(study: Study, name: str, changes: Mapping[str, str], memo: str = "") -> Item:
    """Change code, valence or words (`quote`) of a coding, or the polarity of a configuration."""
    found = finding.item(study, name)
    said = {key: value for key, value in changes.items() if value}
    if isinstance(found, Configuration):
        if set(said) - {"polarity"}:
            raise StudyError("Of a configuration only the polarity can be amended.", hint="Use --polarity.")
        result: Item = replace(found, polarity="-" if said.get("polarity") == "-" else "+")
    else:
        result = _amended(study, found, said)
    study.decide(found, "amend", result=result, memo=memo, in_view=False)
    return result


def _amended(study: Study, coding: Coding, said: Mapping[str, str]) -> Coding:
    if "code" in said:
        entry = known_code(study.codebook(), said["code"])
        valence = coding.valence if entry.kind == coding.kind else entry.expected
        coding = replace(coding, code=entry.id, kind=entry.kind, level=entry.level, valence=valence)
    if "valence" in said:
        coding = replace(coding, valence=said["valence"])
    if "quote" in said:
        text = study.transcript(coding.transcript)
        span = finding.place(text, said["quote"], text.turn_at(coding.start).n)
        coding = replace(coding, start=span.start, end=span.end)
    return coding


def write_memo(study: Study, target: str, text: str) -> str:
    """Note something on the study, a transcript, a code or an item; gives its full id. Raises StudyError."""
    name = memo_target(study, target)
    study.memo(name, text)
    return name


def memo_target(study: Study, target: str) -> str:
    """The full id of what a memo is on; raises StudyError where there is no such thing."""
    codebook = study.codes()
    if target == STUDY or target in study.ids() or (codebook and target in codebook.by_id):
        return target
    return finding.item(study, target).id
