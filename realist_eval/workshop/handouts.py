"""The pack for a room: cards, ballots, an agenda and slips, for print and for the screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from realist_eval.model import UNREVIEWED
from realist_eval.reporter.report import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Quote,
    Quoted,
    Report,
    Row,
    Section,
    Table,
)
from realist_eval.reporter.writers.package import repacked
from realist_eval.study import files
from realist_eval.workshop.cards import Item, Said
from realist_eval.workshop.consensus import CHOICES
from realist_eval.workshop.layout import LARGE_PRINT, Sheet, write_pages
from realist_eval.workshop.plan import Plan

BOX = "☐"
LETTERS = "ABCDEFG"
ENTRY = ("ballot", "item", "vote", "comment", "change")  # the columns of a file of ballots

_AGENDA = (
    (10, "Welcome", "Who is here; what the study asked; what happens with what is said."),
    (10, "Ground rules and consent", "Read the slips aloud; answer questions; nobody has to stay."),
    (
        15,
        "How findings are told",
        "One finding as an example: in this context, this mechanism, this outcome.",
    ),
    (
        50,
        "Findings, first round",
        "One card at a time: read it aloud, vote in silence, then look at the result.",
    ),
    (15, "Break", ""),
    (
        25,
        "Which code fits?",
        "Passages and codes: vote without talking, then reveal and talk about the differences.",
    ),
    (
        35,
        "Findings, second round",
        "Only those on which the room differed: see the result, discuss, vote again.",
    ),
    (10, "What we heard", "Say back what was agreed, what was not, and what will change in the report."),
    (10, "Close", "How and when everybody hears what became of it."),
)
_RULES = (
    "There are no right answers: we want to know where the findings fit and where they do not.",
    "Speak from your own experience. “It does not fit my experience” is as useful as “I agree”.",
    "One person speaks at a time; everybody who wants to speak is heard.",
    "What is said here stays here: talk about what you learned, not about who said it.",
    "Do not try to find out who is quoted on a card.",
    "You may pass on any card, and leave at any time, without saying why.",
)
_CONSENT = (
    "I have been told what this workshop is for and what happens with what I say.",
    "I take part of my own free will, and may stop at any time.",
    "My votes and comments are kept without my name.",
    "What I say may be quoted without my name in the report.",
)


_WIDE = (
    ".scroll{overflow:visible}th:nth-child(2){width:30%}th:nth-last-child(-n+2){width:15%}"
    "@media print{@page{size:A4 landscape}td,th{padding:.25rem .2rem}}"
)
_SHEETS = {  # how each part of the pack is laid out, and the same in large print
    "cards": (
        Sheet(1.45, "A4 card", "all", cover="none"),
        Sheet(1.6, "A4 card", "all", cover="none", least=LARGE_PRINT),
    ),
    "codebook-cards": (
        Sheet(1.3, "A5 landscape card", "all", cover="none"),
        Sheet(1.8, "A4 landscape card", "all", cover="none", least=LARGE_PRINT),
    ),
    "ballot": (
        Sheet(1.1, "A4", "all", cover="none", least=21, style=_WIDE),
        Sheet(1.5, "A4", "all", cover="none", least=LARGE_PRINT, style=_WIDE),
    ),
    "facilitator": (
        Sheet(1.1, "A4", "last", cover="none", least=21),
        Sheet(1.5, "A4", "last", cover="none", least=LARGE_PRINT),
    ),
    "slips": (
        Sheet(1.3, "A4", "all", cover="none"),
        Sheet(1.5, "A4", "all", cover="none", least=LARGE_PRINT),
    ),
}


def write_pack(plan: Plan, items: Sequence[Item], place: Path, *, large: bool = False) -> list[Path]:
    """Every file of the pack; raises OutputError."""
    suffix = "-large" if large else ""
    reports = {
        "cards": _report(plan, "Cards", _cards(items), items),
        "codebook-cards": _report(plan, "Codebook cards", _codes(items), items),
        "ballot": _report(plan, "Ballot", _ballot(plan, items), items),
        "facilitator": _report(plan, "For the facilitator", _facilitator(plan, items), items),
        "slips": _report(plan, "Consent and ground rules", _slips(), ()),
    }
    written = [
        path
        for name, report in reports.items()
        if report.sections
        for path in write_pages(report, place / f"{name}{suffix}", _SHEETS[name][large])
    ]
    return [*written, *_entry_files(items, place)]


def _report(plan: Plan, title: str, sections: Iterable[Section], items: Iterable[Item]) -> Report:
    mark = UNREVIEWED if any(item.mark for item in items) else ""
    return Report(
        f"{plan.title}: {title}", tuple(sections), mark=mark, facts={"subtitle": f"Workshop {plan.id}"}
    )


def _cards(items: Iterable[Item]) -> list[Section]:
    return [Section(item.id, _title(item), _card(item)) for item in items if item.kind == "finding"]


def _title(item: Item) -> str:
    return f"{item.title} ({item.mark})" if item.mark else item.title


def _card(item: Item) -> tuple[Block, ...]:
    return (
        Heading(item.sentence),
        Bullets(tuple(f"{name}: {said}" for name, said in item.facts)),
        *map(quoted, item.quotes),
        Paragraph.of(item.asks),
        Paragraph.of(
            " \u2003".join(f"{BOX}\u00a0{label}".replace(" ", "\u00a0") for label in item.choices.values())
        ),
    )


def quoted(said: Said) -> Quoted:
    """A quotation with whose it may be said to be, and no place that would lead to the person."""
    return Quoted(Quote("", said.text, "", said.by))


def _codes(items: Iterable[Item]) -> list[Section]:
    return [
        Section(item.id, item.title, (Bullets(tuple(f"{name}: {said}" for name, said in item.facts)),))
        for item in items
        if item.kind == "code"
    ]


# ------------------------------------------------------------ ballots


def _ballot(plan: Plan, items: Sequence[Item]) -> list[Section]:
    how = Paragraph.of(
        "Mark one box in each row: put an x over it. Leave a row empty to pass. No name is needed. "
        "Filled in on a computer, save the file under a name of your own and send it back.",
    )
    asked = (("findings", "Findings", "finding"), ("codes", "Codes", "code"))
    parts = [_votes(*one, items) for one in asked]
    sections = [Section("ballot", f"Ballot of workshop {plan.id}", (how, *(part for part in parts if part)))]
    passages = [item for item in items if item.kind == "passage"]
    if passages:
        blocks = [block for item in passages for block in _asked(item)]
        sections.append(Section("passages", "Which code fits?", (*blocks, _answers(passages))))
    return sections


def _votes(name: str, title: str, kind: str, items: Iterable[Item]) -> Table | None:
    columns = (
        Column("Item", 0.5),
        Column(title, 2.6),
        *(Column(label, 0.7) for label in CHOICES.values()),
        Column("Comment", 1.4),
        Column("What should change", 1.4),
    )
    rows = [
        _row(item.id, item.sentence, *[BOX] * len(CHOICES), "", "") for item in items if item.kind == kind
    ]
    return (
        Table(name, title, columns, rows, wide=True, number=1 if kind == "finding" else 2) if rows else None
    )


def _row(*cells: str) -> Row:
    return Row(tuple(map(Cell, cells)))


def _asked(item: Item) -> tuple[Block, ...]:
    offered = tuple(
        f"{letter}: {label}" for letter, label in zip(LETTERS, item.choices.values(), strict=False)
    )
    return (Heading(_title(item)), *map(quoted, item.quotes), Bullets(offered))


def _answers(items: Iterable[Item]) -> Table:
    columns = (Column("Item", 0.5), *(Column(letter, 0.5) for letter in LETTERS), Column("Comment", 3.0))
    rows = [
        _row(item.id, *(BOX if at < len(item.choices) else "" for at in range(len(LETTERS))), "")
        for item in items
    ]
    return Table("passages", "Passages", columns, rows, number=3)


def _entry_files(items: Iterable[Item], place: Path) -> list[Path]:
    """Files to type paper ballots into: a row a vote. One that somebody typed into stays as it is."""
    rows = [["1", item.id, "", "", ""] for item in items]
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([ENTRY, *rows])
    empty = {place / "ballots.csv": out.getvalue().encode("utf-8-sig")}
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = "ballots"
    for row in [ENTRY, *rows]:
        sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    empty[place / "ballots.xlsx"] = repacked(data.getvalue(), Report("", ()))
    new = [path for path in empty if not path.exists()]
    for path in new:
        files.write_atomic(path, empty[path])
    return new


# ------------------------------------------------------------ the facilitator's sheets


def _facilitator(plan: Plan, items: Sequence[Item]) -> list[Section]:
    kinds = {"findings": "finding", "codes": "code", "passages": "passage"}
    holds = ", ".join(f"{sum(item.kind == kind for item in items)} {name}" for name, kind in kinds.items())
    columns = (Column("From", 0.5), Column("Minutes", 0.5, "number"), Column("What", 1.2), Column("How", 3.0))
    agenda = Table("agenda", "Agenda of half a day", columns, list(_timed(_AGENDA)), number=1)
    key = Table(
        "key",
        "The study's codes for the passages: keep this sheet to yourself",
        (Column("Item", 0.5), Column("Code", 3.0)),
        [_row(item.id, item.answer) for item in items if item.kind == "passage"],
        number=2,
    )
    sections = [
        Section("agenda", "Agenda", (Paragraph.of(f"This workshop holds {holds}."), agenda)),
        Section("rule", "When the group agrees", (Paragraph.of(str(plan.rule)), Bullets(_STEPS))),
    ]
    return [*sections, Section("key", "Answers", (key,))] if key.rows else sections


_STEPS = (
    "Open one card. Read the sentence and both quotations aloud.",
    "Everybody votes before anybody speaks.",
    "Close the card, show the result, and ask first those who said that it does not fit their experience.",
    "Where the room differs, discuss and open the next round. Two rounds are enough.",
    "Write down the wording that the room agrees on, in its own words.",
)


def _timed(agenda: Iterable[tuple[int, str, str]]) -> Iterable[Row]:
    at = 0
    for minutes, what, how in agenda:
        yield Row((Cell(f"{at // 60}:{at % 60:02}"), Cell(minutes), Cell(what), Cell(how)))
        at += minutes


def _slips() -> list[Section]:
    agreed: list[Block] = [Paragraph.of(f"{BOX} {line}") for line in _CONSENT]
    sign = Paragraph.of("Date: ________________   Initials: ____________")
    cut = Paragraph.of("- " * 36)
    copies = (Heading("For the team"), *agreed, sign, cut, Heading("For you to keep"), *agreed, sign)
    return [Section("rules", "Ground rules", (Bullets(_RULES),)), Section("consent", "Consent", copies)]
