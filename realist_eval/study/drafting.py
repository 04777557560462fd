"""Codes for open coding, from what the study's transcripts say and nobody has coded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from realist_eval.model import OnProgress, Span
from realist_eval.study.facade import Study
from realist_eval.study.material import Reader

if TYPE_CHECKING:
    from realist_eval.engine.opencoding import Drafted


def draft(study: Study, most: int, on_progress: OnProgress) -> list[Drafted]:
    """Draft at most so many codes of phrases that lie outside what was coded and that no code's words fit."""
    from realist_eval.engine.opencoding import draft_codes, uncovered

    codebook, language = study.codes(), study.config.language or "en"
    taken: dict[str, list[Span]] = {}
    for coding in Reader(study.state, {one.id: one for one in study.transcripts()}).decided()[0]:
        if coding.status != "rejected":
            taken.setdefault(coding.transcript, []).append(coding.span)
    phrases = []
    for done, (transcript, digest) in enumerate(study.digests()):
        on_progress(transcript.id, done, len(study.ids()))
        phrases += uncovered(transcript, digest, codebook, taken.get(transcript.id, ()), language)
    phrases.sort(key=lambda phrase: phrase.transcript)  # those that were at hand came first
    return draft_codes(phrases, language, most, ids=codebook.by_id if codebook else ())
