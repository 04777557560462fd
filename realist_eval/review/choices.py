"""What the pickers offer: codes, valences, elements to link to, transcripts and filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from realist_eval.model import UNSTATED, Code, Coding, Configuration
from realist_eval.review.details import valence_words
from realist_eval.review.entry import STATE_WORDS, Entry, shape_of
from realist_eval.review.filters import Filters
from realist_eval.review.marks import element_words, sample
from realist_eval.review.session import Session

NEAR = 40  # elements offered to link to
SCORES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Choice:
    """One line of a picker; `detail` explains it while it is highlighted."""

    id: str
    label: str
    detail: str = ""
    style: str = "plain"
    note: str = ""  # stands after the label, and is not searched

    def matches(self, typed: str) -> bool:
        """Whether every word typed stands somewhere in it."""
        said = f"{self.label} {self.id} {self.detail}".casefold()
        return all(word in said for word in typed.casefold().split())


def found(choices: Iterable[Choice], typed: str) -> list[Choice]:
    """Those that match, with those first in whose label all that was typed stands."""
    matching = [choice for choice in choices if choice.matches(typed)]
    return sorted(matching, key=lambda choice: not replace(choice, detail="").matches(typed))


def codes(session: Session, kind: str = "") -> list[Choice]:
    """All codes in use, those of a kind first."""
    book = session.codebook
    order = sorted(book.kinds, key=lambda one: one != kind)
    live = [code for code in book.codes if not code.retired]
    return [_code(code) for one in order for code in live if code.kind == one]


def _code(code: Code) -> Choice:
    shape = shape_of(code.kind)
    label = f"{shape.open}{shape.letter}{shape.close} {code.label}"
    said = [code.definition, f"Include: {code.include}" if code.include else ""]
    said.append(f"Exclude: {code.exclude}" if code.exclude else "")
    detail = "\n".join(" ".join(part.split()) for part in said if part)
    return Choice(code.id, label, f"{detail}\n{code.id}".strip(), f"{code.kind} undecided")


def valences(session: Session, kind: str) -> list[Choice]:
    """The valences of a kind, and none."""
    allowed = session.codebook.valences.get(kind, ())
    return [
        *(Choice(name, valence_words(name)) for name in allowed),
        Choice("", "(none: the words do not say)"),
    ]


def kinds_of_links(session: Session, link: Configuration) -> list[Choice]:
    """The three places of a configuration, with what stands in each."""
    return [
        Choice(kind, f"{kind}: {_element(session, session.queue.entry(link.parts.get(kind)))}")
        for kind in ("context", "mechanism", "outcome")
    ]


def elements(session: Session, link: Configuration, kind: str) -> list[Choice]:
    """Elements of a kind near a configuration, nearest first; and none."""
    entry = session.queue.entry(link.id)
    at = entry.start if entry is not None else 0
    near = sorted(
        (
            one
            for one in session.queue.entries
            if one.transcript == link.transcript and one.kind == kind and one.live
        ),
        key=lambda one: (abs(one.start - at), one.id),
    )
    offered = [
        Choice(one.id, f"turn {one.turn}: {_element(session, one)}", style=f"{kind} undecided")
        for one in near[:NEAR]
    ]
    return [*offered, Choice("", UNSTATED)]


def _element(session: Session, entry: Entry | None) -> str:
    if entry is None or not isinstance(entry.item, Coding):
        return UNSTATED
    words = element_words(entry.item, session.transcripts[entry.transcript].text, 60)
    shown = sample(entry.kind, words, entry.state).replace("\u00a0", " ")
    return f"{shown} {session.codebook.label(entry.item.code)}"


def transcripts(session: Session) -> list[Choice]:
    """Every transcript, with how far it is decided."""
    queue = session.queue
    lines = []
    for name, transcript in session.transcripts.items():
        done = queue.progress_in(name)
        said = f"{done.decided} of {done.total} decided, {len(transcript.turns)} turns"
        lines.append(Choice(name, name, transcript.source, note=said))
    return lines


# ------------------------------------------------------------ filters


def filters(session: Session) -> list[Choice]:
    """What may be narrowed, with what is set."""
    chosen = session.filters.narrowing
    names = ("state", "kind", "code", "score", "speaker", "case", "transcript")
    lines = [Choice(name, f"{name}: {chosen.get(name, 'any')}") for name in names]
    return [*lines, Choice("", "show everything again")] if chosen else lines


def values(session: Session, name: str) -> list[Choice]:
    """The values of a filter that occur, with how often; and any."""
    if name == "score":
        return [Choice("", "any"), *(Choice(str(least), f"{least} or more") for least in SCORES)]
    counts = Counter(value for entry in session.queue.entries for value in _values(entry, name) if value)
    named = {value: _value_label(session, name, value) for value in counts}
    order = sorted(counts, key=lambda value: named[value])
    lines = [Choice(value, named[value], note=f"{counts[value]:,}") for value in order]
    return [Choice("", "any"), *lines]


def _values(entry: Entry, name: str) -> Iterable[str]:
    return dict.fromkeys(entry.codes) if name == "code" else (getattr(entry, name),)


def _value_label(session: Session, name: str, value: str) -> str:
    if name == "code":
        return session.codebook.label(value)
    return STATE_WORDS[value] if name == "state" else value  # type: ignore[index]


def narrowed(filters_: Filters, name: str, value: str) -> Filters:
    """A filter set, or taken away where the value is empty; without a name, all of them."""
    if not name:
        return Filters()
    changes: dict[str, str | float] = {name: (float(value or 0) if name == "score" else value)}
    return replace(filters_, **changes)  # type: ignore[arg-type]
