"""Settling what coders read differently: what waits, both readings side by side, and the decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from realist_eval.agreement.disagreements import Reading
from realist_eval.agreement.labels import entry_words
from realist_eval.model import UNSTATED, Codebook, Coding, Configuration, Span, Transcript
from realist_eval.review.bench import Bench
from realist_eval.review.choices import Choice
from realist_eval.review.details import valence_words
from realist_eval.review.entry import Item, shape_of
from realist_eval.review.looks import look
from realist_eval.review.session import Session
from realist_eval.study.settled import Dispute, disputes, settle

_SIDE_BY_SIDE = 3  # more readings stand below each other
_TRIPLE = ("context", "mechanism", "outcome")


class Settling(Bench):
    """Acts on what several people read differently."""

    def disputes(self) -> list[Dispute]:
        """What waits to be settled, what matters most first; raises StudyError when blind."""
        self._catch_up()
        return disputes(self.study)

    def look_at(self, dispute: Dispute) -> None:
        """Put the cursor on it."""
        self.session = self.session.at(dispute.targets[0])

    def settle(self, dispute: Dispute, keep: Sequence[Item], rationale: str) -> str:
        """Let some of the readings stand, or what they became; raises StudyError without a rationale."""
        events = settle(self.study, dispute, keep, rationale)
        self._refresh(event.target for event in events)
        self.session = self.session.at(keep[0].id if keep else dispute.targets[0])
        stands = " and ".join(map(self.name, keep)) or "none of the readings"
        return f"Settled: {stands}. u takes it back."

    def recoded(self, item: Coding, code: str, valence: str) -> Coding:
        """A reading under another code."""
        entry = self.session.codebook.by_id[code]
        return replace(item, code=code, kind=entry.kind, level=entry.level, valence=valence)

    def relinked(self, link: Configuration, kind: str, coding: str | None) -> Configuration:
        """A reading with another element, or none."""
        changes: dict[str, object] = {kind: coding}
        return replace(link, **changes)  # type: ignore[arg-type]


# ------------------------------------------------------------ in words


def listed(found: Sequence[Dispute]) -> list[Choice]:
    """A line for each; its readings explain it while it is highlighted."""
    return [
        Choice(
            str(number),
            f"{title_of(one)}: {', turn '.join((one.what.transcript, str(one.what.turn)))}",
            "\n".join(f"{side.coder}: {side.said or 'left uncoded'}" for side in one.what.readings),
        )
        for number, one in enumerate(found)
    ]


def title_of(one: Dispute) -> str:
    """What it is about, such as `configuration (mechanism)`."""
    return one.what.about + (f" ({', '.join(one.what.parts)})" if one.what.parts else "")


def side_by_side(one: Dispute, session: Session) -> Iterator[RenderableType]:
    """The readings, the words around them, and what the codebook says of the codes at stake."""
    book, what = session.codebook, one.what
    cells = [
        _reading(n, side, item, book)
        for n, (side, item) in enumerate(zip(what.readings, one.items, strict=True), 1)
    ]
    if len(cells) <= _SIDE_BY_SIDE:
        table = Table.grid(expand=True, padding=(0, 2, 0, 0))
        for _ in cells:
            table.add_column(ratio=1)
        table.add_row(*cells)
        yield table
    else:
        yield from cells
    for code in what.codes:
        entry = book.by_id.get(code)
        said = entry_words(entry) if entry else "is not in the codebook."
        yield Text.assemble((f"\n{book.label(code)}", look("strong")), f" ({code}): {said}")
    yield Text()
    yield from _around(one, session.transcripts[what.transcript])


def _reading(number: int, side: Reading, item: Item | None, book: Codebook) -> Text:
    """One reading: whose, what, the words, why and when."""
    lines = [Text.assemble((f"{number} {side.coder}", look("strong"))), *_said(side, item, book)]
    lines += [Text(f"“{' '.join(side.quote.split())}”")] if side.quote else []
    lines += [Text(f"because: {words}") for words in (side.memo, side.reason) if words]
    when = side.when.replace("T", " ").replace("Z", " UTC")
    view = "suggestion in view" if side.aided else ""
    lines += [Text(", ".join(filter(None, (when, view))), look("name"))] if when or view else []
    return Text("\n").join(lines)


def _said(side: Reading, item: Item | None, book: Codebook) -> Iterator[Text]:
    if isinstance(item, Coding):
        yield _element(item.kind, book.label(item.code), item.code, item.valence)
    elif isinstance(item, Configuration):
        codes = side.said.rpartition(" (")[0].split(" > ")
        for kind, code in zip(_TRIPLE, codes, strict=False):
            yield _element(kind, book.label(code), code if code != UNSTATED else "")
        yield Text("+ brings about" if item.polarity == "+" else "- fails or holds back")
    else:
        yield Text(side.said or "left uncoded")


def _element(kind: str, label: str, code: str, valence: str = "") -> Text:
    shape = shape_of(kind)
    about = ", ".join(filter(None, (code, valence_words(valence))))
    return Text.assemble(
        (f"{shape.open}{shape.letter}{shape.close} {label}", look(f"{kind} undecided")),
        f" ({about})" if about else "",
    )


def _around(one: Dispute, transcript: Transcript) -> Iterator[Text]:
    """The turns that it stands in, from some words before to some words after it."""
    place, inside = one.around(transcript), Span(one.what.start, one.what.end)
    for turn in transcript.turns:
        start, end = max(turn.start, place.start), min(turn.end, place.end)
        if start >= end:
            continue
        first, last = (min(max(edge, start), end) for edge in inside)
        yield Text.assemble(
            (f"{turn.n} {turn.speaker or ''}: ", look("name")),
            "... " if start > turn.start else "",
            transcript.text[start:first],
            (transcript.text[first:last], look("strong")),
            transcript.text[last:end],
            " ..." if end < turn.end else "",
        )
