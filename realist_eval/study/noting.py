"""Memos: what they may be on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from realist_eval.study import finding
from realist_eval.study.fold import STUDY

if TYPE_CHECKING:
    from realist_eval.study.facade import Study


def resolve(study: Study, target: str) -> str:
    """The full id of what a memo is on; raises StudyError where there is no such thing."""
    if target == STUDY or target in study.ids():
        return target
    if study.layout.codebook.exists() and target in study.codebook().by_id:
        return target
    return finding.item(study, target).id


def write_memo(study: Study, target: str, text: str) -> str:
    """Note something; gives the full id of what it is on."""
    name = resolve(study, target)
    study.memo(name, text)
    return name
