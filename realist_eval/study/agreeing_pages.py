"""The hand-out for a meeting of coders: how far they agree, and every disagreement side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from realist_eval.agreement.disagreements import Disagreement, Reading, confusions
from realist_eval.agreement.estimates import two_decimals
from realist_eval.agreement.figures import Block, Comparison
from realist_eval.agreement.labels import SHORT, entry_words, name_of, shown
from realist_eval.agreement.notes import notes
from realist_eval.codebook.words import many
from realist_eval.model import Codebook
from realist_eval.reporter import report as rp
from realist_eval.study.agreeing import Round, as_round
from realist_eval.study.facade import Study

MOST = 60  # disagreements on paper; nobody talks through more in one meeting
MARKS = {0.667: "tentative", 0.8: "reliable"}  # Krippendorff's customary bounds for alpha
_ANSWERS = ("We decided: ", "Because: ", "To change in the codebook: ")
_CODE = re.compile(r"[^\s()>]+")


def hand_out(
    study: Study, found: Comparison, differ: Sequence[Disagreement], earlier: Sequence[Round] = ()
) -> rp.Report:
    """The hand-out as a report; the reporter writes it as Word or as a page."""
    codebook = study.codebook()
    last = max((event.at for event in study.state.events.values()), default="")
    sections = (
        rp.Section("agreement", "How far the coders agree", tuple(_figures(found))),
        rp.Section("rounds", "From round to round", tuple(_rounds(found, earlier))),
        rp.Section("talk", "What to talk about", tuple(_talk(codebook, differ))),
        rp.Section("codes", "Code by code", tuple(_many(found, "code", "Agreement on each code"))),
    )
    facts = {
        "subtitle": "Agreement between coders: hand-out for the meeting",
        "authors": f"Coders: {', '.join(found.coders)}",
        "date": f"Decisions up to {_time(last)}",
    }
    return rp.Report(study.title, tuple(_numbered(one for one in sections if one.blocks)), facts=facts)


def _numbered(sections: Iterable[rp.Section]) -> Iterator[rp.Section]:
    counts = {rp.Table: count(1), rp.Figure: count(1)}

    def number(block: rp.Block) -> rp.Block:
        if isinstance(block, rp.Table | rp.Figure):
            return replace(block, number=next(counts[type(block)]))
        return block

    for section in sections:
        yield replace(section, blocks=tuple(map(number, section.blocks)))


def _time(at: str) -> str:
    return f"{at[:16].replace('T', ' ')} UTC" if at else ""


# ---------------------------------------------------------------- figures


def _figures(found: Comparison) -> Iterator[rp.Block]:
    samples = f"intervals from {found.samples:,} bootstrap samples of whole {found.drawn}s"
    sources = many(len(found.transcripts), "transcript")
    said = f"Unit: {found.unit}; {sources}; {samples if found.samples else ''}"
    yield rp.Paragraph.of(f"{said.rstrip('; ')}.")
    if found.left_out:
        yield rp.Paragraph.of(f"Fewer than two of them worked on: {', '.join(found.left_out)}.", style="note")
    yield rp.Bullets(tuple(notes(found)))
    for by in ("pooled", "configuration"):
        yield from (_one(found, block) for block in found.blocks if block.by == by)
    yield from _many(found, "kind", "Agreement on each kind")


def _one(found: Comparison, block: Block) -> rp.Table:
    """A figure a row, a set of units a column."""
    sets = list(block.figures)
    rows = [_row(name_of(key).strip(), *(shown(key, block.figures[one][key]) for one in sets))
            for key in block.figures[sets[0]]]  # fmt: skip
    columns = (rp.Column("Figure", 1.4), *(rp.Column(found.over(block, one), 1.6) for one in sets))
    return rp.Table(f"agreement-{block.by}", block.label, columns, rows, f"Used by: {_used(block)}.")


def _many(found: Comparison, by: str, title: str) -> Iterator[rp.Block]:
    """A kind or code and a set of units a row, a figure a column."""
    blocks = [block for block in found.blocks if block.by == by]
    if not blocks:
        return
    keys = list(blocks[0].figures["all"])
    rows = [_row(block.label, _used(block), found.over(block, one),
                 *(_whole(shown(key, block.figures[one][key])) for key in keys))
            for block in blocks for one in block.figures]  # fmt: skip
    heads = (rp.Column(by.capitalize(), 1.4), rp.Column("Used by", 0.8), rp.Column("Over", 1.2))
    columns = (*heads, *(rp.Column(name_of(key).strip(), 1.2) for key in keys))
    yield rp.Table(f"agreement-{by}", title, columns, rows, wide=True)


def _whole(figure: str) -> str:
    """No line ends inside an interval, nor before a percent sign."""
    return figure.replace(", ", ",\u00a0").replace(" %", "\u00a0%")


def _used(block: Block) -> str:
    return ", ".join(f"{coder} {count:,}" for coder, count in block.used.items())


def _row(*cells: str) -> rp.Row:
    return rp.Row(tuple(map(rp.Cell, cells)))


# ---------------------------------------------------------------- rounds


def _rounds(found: Comparison, earlier: Sequence[Round]) -> Iterator[rp.Block]:
    if not earlier:
        return
    every = [*earlier, as_round("now", "", found)]
    yield _picture(every)
    keys = [key for key in SHORT if any(key in one.headline for one in every)]
    first = rp.Column("Round", 1.4, letters=10), rp.Column("When", 0.9, letters=10)
    figures = (rp.Column(name_of(key), 1.0) for key in keys)
    columns = (*first, rp.Column("Unit", 0.8), rp.Column("Transcripts", 0.8, "number"), *figures)
    rows = [_row(one.round, one.at[:10], one.unit, str(len(one.transcripts) or ""),
                 *(_value(one, key) for key in keys)) for one in every]  # fmt: skip
    note = "Of all codes together, over units that somebody coded. Units that differ do not compare."
    yield rp.Table("rounds", "The rounds kept so far, and now", columns, rows, note)


def _value(one: Round, key: str) -> str:
    value = one.headline.get(key)
    return "" if key not in one.headline else "undefined" if value is None else two_decimals(value)


def _picture(every: Sequence[Round]) -> rp.Figure:
    """Alpha of each round on one scale from 0 to 1, with its interval."""
    from realist_eval.reporter.figures.svg import Drawing

    drawing, left, wide, step = Drawing(760), 190.0, 480.0, 30.0
    bottom = 30 + step * len(every)
    for mark, words in ({0.0: "0", 1.0: "1"} | {at: f"{at:.3f}"[1:] for at in MARKS}).items():
        at = left + wide * mark
        drawing.line([(at, 24), (at, bottom)], stroke=0.8, dashed=mark in MARKS, colour="#6b6b6b")
        drawing.words(at, 16, [words], anchor="middle")
    for number, one in enumerate(every):
        y, value = 30 + step * (number + 0.5), one.headline.get(one.main)
        drawing.words(left - 12, y + 5, [one.round[:24]], anchor="end")
        if value is None:
            drawing.words(left + 8, y + 5, ["undefined"])
            continue
        low, high = one.intervals.get(one.main, (value, value))
        low, value, high = (left + wide * min(max(edge, 0.0), 1.0) for edge in (low, value, high))
        drawing.line([(low, y), (high, y)], stroke=2)
        drawing.box(value - 5, y - 5, 10, 10, fill="#1a1a1a")
        drawing.words(left + wide + 12, y + 5, [_value(one, one.main)])
    said = "; ".join(f"{one.round} {_value(one, one.main)}" for one in every)
    alt = f"{name_of(every[-1].main)} of all codes together, round by round: {said}."
    return rp.Figure("improvement", f"{name_of(every[-1].main)} from round to round", drawing.svg(), alt)


# ---------------------------------------------------------------- disagreements


def _talk(codebook: Codebook, differ: Sequence[Disagreement]) -> Iterator[rp.Block]:
    if not differ:
        yield rp.Paragraph.of("The coders differ nowhere.")
        return
    yield rp.Paragraph.of(
        f"{many(len(differ), 'disagreement')}, those that matter most first: configurations and kinds, "
        "then long passages, then codes that are often taken for each other."
    )
    confused = [f"{codebook.label(a)} and {codebook.label(b)}: {n} times" for (a, b), n in confusions(differ)]
    if confused:
        yield rp.Paragraph.of("Codes most often taken for each other:")
        yield rp.Bullets(tuple(confused))
    if len(differ) > MOST:
        yield rp.Paragraph.of(f"The first {MOST} are printed here.", style="note")
    for number, one in enumerate(differ[:MOST], 1):
        parts = f" ({', '.join(one.parts)})" if one.parts else ""
        yield rp.Heading(f"{number}. {one.about.capitalize()}{parts}: {one.transcript}, turn {one.turn}", 2)
        yield _sides(number, one, codebook)
        answers = [f"Settled by {one.settled}"] if one.settled else [words + "_" * 40 for words in _ANSWERS]
        yield from map(rp.Paragraph.of, answers)


def _sides(number: int, one: Disagreement, codebook: Codebook) -> rp.Table:
    def said(reading: Reading) -> str:
        return _CODE.sub(lambda code: codebook.label(code[0]), reading.said) or "left uncoded"

    def entries(reading: Reading) -> str:
        return "\n".join(_entry(code, codebook) for code in one.codes if code in reading.codes)

    lines: dict[str, Callable[[Reading], str]] = {"Reading": said, **_LINES, "Codebook": entries}
    cells = [(name, *map(read, one.readings)) for name, read in lines.items()]
    columns = (rp.Column("Coder", 0.7), *(rp.Column(reading.coder, 2) for reading in one.readings))
    often = f"These codes are confused {one.often} times." if one.often > 1 else ""
    rows = [_row(*row) for row in cells if any(row[1:])]
    return rp.Table(f"sides-{number}", "Both readings, and what the codebook says", columns, rows, often)


def _entry(code: str, codebook: Codebook) -> str:
    entry = codebook.by_id.get(code)
    return f"{entry.label} ({code}): {entry_words(entry)}" if entry else f"{code} is not in the codebook."


def _when(reading: Reading) -> str:
    return ", ".join(filter(None, (_time(reading.when), "suggestion in view" if reading.aided else "")))


_LINES: dict[str, Callable[[Reading], str]] = {
    "Words": lambda one: f"“{one.quote}”" if one.quote else "",
    "Memo": lambda one: one.memo,
    "Reason": lambda one: one.reason,
    "When": _when,
}
