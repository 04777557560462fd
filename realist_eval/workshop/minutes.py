"""Minutes, and the page "you said, we changed", in Word: what the room said, not what interviews did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from realist_eval.model import UNREVIEWED
from realist_eval.reporter.report import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Section,
    Table,
)
from realist_eval.workshop import theory
from realist_eval.workshop.ballots import Room
from realist_eval.workshop.cards import Item
from realist_eval.workshop.consensus import Verdict
from realist_eval.workshop.layout import Sheet, write_pages
from realist_eval.workshop.outcomes import Outcome, Proposal
from realist_eval.workshop.plan import Plan

_FOLLOWS: dict[Verdict, str] = {  # of a finding
    "accept": "The finding stays as it is.",
    "amend": "The finding is to be amended; the team decides how.",
    "reject": "The finding waits for the team to decide between the workshop and the coding.",
    "differs": "The team looks for whom, and in what circumstances, it holds.",
    "divided": "The finding stays, with the note that the workshop was divided.",
    "too_few": "Nothing follows: too few people voted.",
}
_HEADINGS = {"finding": "Findings", "code": "Codes", "passage": "Which code fits?"}
_OPEN = "(to be filled in by the team)"


def write_minutes(
    plan: Plan,
    found: Sequence[Outcome],
    proposed: Sequence[Proposal],
    room: Room,
    place: Path,
    label: Callable[[str], str],
) -> list[Path]:
    """minutes.docx and you-said-we-changed.docx, with pages of the same; raises OutputError."""
    mark = UNREVIEWED if any(one.item.mark for one in found) else ""
    held = sorted({vote.at[:10] for one in found for vote in room.votes(one.item.id, one.round)})
    facts = {
        "subtitle": f"Validation workshop {plan.id}",
        "date": " to ".join(dict.fromkeys((held[0], held[-1]))),
    }
    minutes = Report(
        f"{plan.title}: Minutes", tuple(_minutes(plan, found, proposed, room, label)), mark=mark, facts=facts
    )
    changed = Report(
        f"{plan.title}: You said, we changed",
        (_changed(found, proposed, room, label),),
        mark=mark,
        facts=facts,
    )
    return [
        *write_pages(minutes, place / "minutes", Sheet(1.0, cover="title", least=20)),
        *write_pages(changed, place / "you-said-we-changed", Sheet(1.1, cover="title", least=21)),
    ]


def _minutes(
    plan: Plan,
    found: Sequence[Outcome],
    proposed: Sequence[Proposal],
    room: Room,
    label: Callable[[str], str],
) -> Iterator[Section]:
    voters = {vote.voter for one in found for vote in room.votes(one.item.id, one.round)}
    took = f"{len(voters)} {'person' if len(voters) == 1 else 'people'} voted on {len(found)} items."
    summary = Table("summary", "Results", _COLUMNS, [_row(one) for one in found], number=1)
    names = sorted(filter(None, room.voters.values()))
    here = [Paragraph.of(f"Present, as far as they gave a name: {', '.join(names)}.")] if names else []
    yield Section(
        "summary", "Summary", (Paragraph.of(took), *here, summary, Paragraph.of(str(plan.rule), style="note"))
    )
    for kind, heading in _HEADINGS.items():
        blocks = [block for one in found if one.item.kind == kind for block in _item(one, room)]
        if blocks:
            yield Section(kind, heading, tuple(blocks))
    if proposed:
        lines = tuple(f"{one.id}: {_in_words(one, label)} {one.why}" for one in proposed)
        yield Section("proposals", "Proposed for the codebook and the theory", (Bullets(lines),))


_COLUMNS = (
    Column("Item", 0.5),
    Column("What was voted on", 2.6),
    Column("Round", 0.4, "number"),
    Column("Votes", 0.4, "number"),
    Column("Median", 0.5, "number"),
    Column("Interquartile range", 0.7, "number"),
    Column("Result", 1.3),
)


def _row(one: Outcome) -> Row:
    result = one.result
    about = one.item.sentence or one.item.answer
    figures = (one.round, result.votes, result.median, result.spread)
    return Row((Cell(one.item.id), Cell(about), *map(Cell, figures), Cell(result.words)), mark=one.item.mark)


def _item(one: Outcome, room: Room) -> Iterator[Block]:
    mark = f" ({one.item.mark})" if one.item.mark else ""
    yield Heading(f"{one.item.title}{mark}", 2)
    yield Paragraph.of(one.item.sentence or f"The study’s code: {one.item.answer}.")
    for number in room.rounds(one.item.id):
        told = f" {one.result.words}; {one.result.figures}." if number == one.round else ""
        yield Paragraph.of(f"Round {number}: {_counts(one.item, room, number)}.{told}")
    if one.item.kind == "finding":
        yield Paragraph.of(_follows(one))
        yield from _log(one)
    for part, text in one.agreed:
        if part != "finding":
            yield Paragraph.of(f"Agreed wording ({part}): {text}")
    for title, said in (("Comments", one.comments), ("What should change", one.changes)):
        if said:
            yield Heading(title, 3)
            yield Bullets(said)


def _counts(item: Item, room: Room, number: int, least: int = 0) -> str:
    choices = [vote.choice for vote in room.votes(item.id, number)]
    counted = {label: choices.count(choice) for choice, label in item.choices.items()}
    return ", ".join(f"{label}: {count}" for label, count in counted.items() if count >= least)


def _log(one: Outcome) -> Iterator[Block]:
    if one.against:
        many = "decision" if one.against == 1 else "decisions"
        yield Paragraph.of(
            f"This differs from {one.against} {many} of coders. Both stand in the log; until somebody "
            "settles them (realist-eval review, key d), reports leave these configurations out."
        )


def _in_words(one: Proposal, label: Callable[[str], str]) -> str:
    if one.file == "theory":
        return theory.in_words(one)
    code = f"“{label(one.code)}”"
    if one.part == "retired":
        return f"retire {code}."
    if one.text:
        return f"{one.part} of {code} becomes “{one.text.rstrip('.')}”."
    return f"passage {one.item} becomes an example of {code} ({one.part.replace('_', ' ')})."


def _changed(
    found: Iterable[Outcome], proposed: Sequence[Proposal], room: Room, label: Callable[[str], str]
) -> Section:
    columns = (Column("What we showed you", 2.0), Column("You said", 2.0), Column("We changed", 2.0))
    rows = [
        Row(
            (
                Cell(one.item.sentence or one.item.title),
                Cell(_said(one, room)),
                Cell(_became(one, proposed, label)),
            )
        )
        for one in found
        if one.result.verdict != "too_few"
    ]
    thanks = Paragraph.of("Thank you for your time and your thoughts. This is what became of them.")
    return Section(
        "changed",
        "You said, we changed",
        (thanks, Table("changed", "You said, we changed", columns, rows, number=1)),
    )


def _said(one: Outcome, room: Room) -> str:
    """The result in words, with counts rather than medians, and what people asked for."""
    counts = f"{one.result.words}. {_counts(one.item, room, one.round, least=1)}."
    return "\n".join([counts, *(f"“{said}”" for said in one.changes)])


def _became(one: Outcome, proposed: Sequence[Proposal], label: Callable[[str], str]) -> str:
    mine = [_in_words(made, label) for made in proposed if f", {one.item.id}:" in made.why]
    said = [f"Proposed: {words}" for words in mine]
    if one.item.kind != "finding":
        return "\n".join(said) or _OPEN
    return "\n".join([_follows(one), *said])


def _follows(one: Outcome) -> str:
    """What follows for a finding: the room's own wording, if there is one."""
    wording = dict(one.agreed).get("finding", "")
    return f"The finding now says: “{wording}”" if wording else _FOLLOWS[one.result.verdict]
