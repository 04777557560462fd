"""Words and ids as people type them, to places and items of a study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from realist_eval.errors import StudyError
from realist_eval.model import Span, Transcript
from realist_eval.study.facade import Study
from realist_eval.study.ids import begun
from realist_eval.study.material import Item, Reader

_MARKS = {mark: f"[{marks}]" for marks in ("'’‘ʼ`", '"“”„«»') for mark in marks}


def places(transcript: Transcript, quote: str, turn: int | None = None) -> list[Span]:
    """Everywhere that the words stand, whatever the spaces, line ends and kinds of quotation marks."""
    words = ["".join(_MARKS.get(letter) or re.escape(letter) for letter in word) for word in quote.split()]
    if not words:
        return []
    within = next((one.span for one in transcript.turns if one.n == turn), None) if turn else None
    found = (Span(*match.span()) for match in re.finditer(r"\s+".join(words), transcript.text))
    return [
        span for span in found if within is None or (within.start <= span.start and span.end <= within.end)
    ]


def place(transcript: Transcript, quote: str, turn: int | None = None) -> Span:
    """The one place where the words stand; raises StudyError where there is none, or several."""
    if turn is not None and turn not in {one.n for one in transcript.turns}:
        raise StudyError(f"has no turn {turn}; its last one is {len(transcript.turns)}.", transcript.id)
    found = places(transcript, quote, turn)
    if len(found) == 1:
        return found[0]
    if not found:
        where = f"{transcript.id}, turn {turn}" if turn else transcript.id
        hint = "Copy them from the transcript, word for word."
        raise StudyError(f"does not hold the words “{quote}”.", where, hint=hint)
    turns = sorted({transcript.turn_at(span.start).n for span in found})
    hint = f"Name the turn ({', '.join(map(str, turns))}), or more of the words."
    raise StudyError(f"holds these words {len(found)} times.", transcript.id, hint=hint)


def item(study: Study, name: str) -> Item:
    """A coding, configuration or suggestion by its id or the beginning of it; raises StudyError."""
    hint = "`realist-eval codings list` shows them."
    return begun(everything(study), name, "coding", hint, lambda one: one.id)


def everything(study: Study) -> Iterator[Item]:
    """All that stands, contested or not, then what is suggested and undecided."""
    state = study.state
    transcripts = {found.id: found for found in study.transcripts()}
    reader = Reader(state, transcripts)
    for target in state.targets():
        standing = state.standing(target)
        made = next((found for one in standing if (found := reader.item(one)) is not None), None)
        if made is not None:
            yield made
    for transcript in transcripts.values():
        suggested = study.suggestions(transcript)
        items: list[Item] = [*suggested.codings, *suggested.configurations] if suggested else []
        yield from (one for one in items if not state.decided(one.id))


def event_id(ids: Iterable[str], name: str) -> str:
    """The id of an event by its beginning; raises StudyError."""
    return begun(ids, name, "event", "`realist-eval log` shows them.", str)
