"""Figures of agreement and disagreements as text of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from realist_eval.agreement.disagreements import Disagreement, Reading, confusions
from realist_eval.agreement.estimates import two_decimals
from realist_eval.agreement.figures import Block, Comparison
from realist_eval.agreement.labels import NAMES, SHORT, entry_words, name_of, shown
from realist_eval.agreement.notes import notes
from realist_eval.cli.console import many
from realist_eval.model import Codebook
from realist_eval.study.agreeing import Round, as_round

WIDTH = 80
_LABEL = 24


def text(
    title: str,
    found: Comparison,
    differ: Sequence[Disagreement],
    show: int,
    earlier: Sequence[Round],
    codebook: Codebook,
) -> str:
    """The whole answer of `agree`."""
    lines = [f"Agreement: {title}", *_facts(found), ""]
    for block in found.blocks:
        lines += [*_block(found, block), ""]
    lines += [line for note in notes(found) for line in (*_wrapped(note), "")]
    lines += _rounds(found, earlier)
    lines += _differences(differ, show, codebook)
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _wrapped(words: str, indent: str = "") -> list[str]:
    lines = [line for part in words.splitlines() for line in wrap(part, WIDTH, initial_indent=indent,
             subsequent_indent=indent, break_long_words=True, break_on_hyphens=False)]  # fmt: skip
    return lines or [indent]


def _facts(found: Comparison) -> Iterator[str]:
    yield from _wrapped(f"Coders: {', '.join(found.coders)}")
    yield f"Unit: {found.unit}, in {many(len(found.transcripts), 'transcript')}"
    if found.samples:
        yield f"[Intervals]: 95 %, {found.samples:,} bootstrap samples of whole {found.drawn}s"
    if found.left_out:
        yield from _wrapped(
            f"Left out, since fewer than two of them worked on it: {', '.join(found.left_out)}"
        )


def _block(found: Comparison, block: Block) -> Iterator[str]:
    name = f" ({block.name})" if block.by == "code" and block.name != block.label else ""
    yield from _wrapped(f"{block.label}{name}")
    yield from _wrapped("by " + ", ".join(f"{coder} {used:,}" for coder, used in block.used.items()), "  ")
    sets = list(block.figures)
    for first in range(0, len(sets), 2):
        yield from _columns(found, block, sets[first : first + 2])


def _columns(found: Comparison, block: Block, sets: Sequence[str]) -> Iterator[str]:
    width = (WIDTH - _LABEL - 2) // 2
    room = 2 * width if len(sets) == 1 else width
    for lines in _beside([wrap(found.over(block, key), room - 2) for key in sets]):
        yield f"  {'':{_LABEL}}" + "".join(f"{part:{width}}" for part in lines)
    for key in block.figures[sets[0]]:
        cells = [wrap(shown(key, block.figures[one][key]), width - 2) for one in sets]
        label = [NAMES[key]] if key in NAMES else wrap(name_of(key), _LABEL - 1)
        for at, lines in enumerate(_beside([label, *cells])):
            first = lines[0] if at < len(label) else ""
            yield f"  {first:{_LABEL}}" + "".join(f"{part:{width}}" for part in lines[1:])


def _beside(columns: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    for at in range(max(map(len, columns))):
        yield [column[at] if at < len(column) else "" for column in columns]


# ---------------------------------------------------------------- rounds


def _rounds(found: Comparison, earlier: Sequence[Round]) -> Iterator[str]:
    """Earlier rounds and the present figures: alpha on one scale, then the other figures."""
    if not earlier:
        return
    every = [*earlier, as_round("now", "", found)]
    yield f"From round to round: {name_of(every[-1].main)} of all codes together,"
    yield "over units that somebody coded, with its interval"
    scale = _scale({0.0: "0", 0.667: ".667", 0.8: ".8", 1.0: "1"})
    yield f"  {'':19}{'':11}{'unit':10}{scale}"
    for one in every:
        value = one.headline.get(one.main)
        said = "undefined" if value is None else two_decimals(value)
        lead = f"  {one.round[:18]:19}{one.at[:10]:11}{one.unit:10}"
        yield f"{lead}{_drawn(value, one.intervals.get(one.main))} {said}"
    yield ""
    keys = [key for key in SHORT if any(key in one.headline for one in every)]
    yield f"  {'':19}" + "".join(f"{SHORT[key]:>10}" for key in keys)
    for one in every:
        cells = (one.headline.get(key, "") for key in keys)
        said = "".join(f"{_cell(cell):>10}" for cell in cells)
        yield f"  {one.round[:18]:19}{said}"
    yield ""


_STEPS = 31  # of the scale from 0 to 1


def _place(value: float) -> int:
    return round(min(max(value, 0.0), 1.0) * (_STEPS - 1))


def _scale(marks: Mapping[float, str]) -> str:
    line = [" "] * (_STEPS + 4)
    for at, words in marks.items():
        start = _place(at) - len(words) // 2
        line[start : start + len(words)] = words
    return "".join(line)


def _drawn(value: float | None, interval: tuple[float, float] | None) -> str:
    """`|    --o--    :   : |`: a figure between 0 and 1, with the customary bounds for alpha."""
    line = [" "] * _STEPS
    for at, mark in ((0.0, "|"), (0.667, ":"), (0.8, ":"), (1.0, "|")):
        line[_place(at)] = mark
    if value is not None:
        low, high = map(_place, interval or (value, value))
        line[low : high + 1] = "-" * (high + 1 - low)
        line[_place(value)] = "o"
    return "".join(line)


def _cell(value: float | str | None) -> str:
    return value if isinstance(value, str) else "undefined" if value is None else two_decimals(value)


# ---------------------------------------------------------------- disagreements


def _differences(every: Sequence[Disagreement], show: int, codebook: Codebook) -> Iterator[str]:
    total, differ, confused = len(every), every[:show], confusions(every)
    if not total:
        yield "No disagreements."
        return
    first = f", the first {len(differ)}" if 0 < len(differ) < total else ""
    settled = sum(bool(one.settled) for one in every)
    yield f"To talk about: {many(total, 'disagreement')}{f' ({settled:,} settled)' if settled else ''}{first}"
    if confused:
        pairs = ", ".join(f"{a} / {b} ({n} times)" for (a, b), n in confused)
        yield from _wrapped(f"Codes most often taken for each other: {pairs}")
    for number, one in enumerate(differ, 1):
        yield ""
        parts = f": {', '.join(one.parts)}" if one.parts else ""
        often = f" (these codes: {one.often} times)" if one.often > 1 else ""
        yield from _wrapped(f"{number}. {one.about}{parts}; {one.transcript}, turn {one.turn}{often}")
        for reading in one.readings:
            yield from _reading(reading.coder, reading)
        if one.settled:
            yield from _wrapped(f"settled by {one.settled}", "   ")
        for code in one.codes:
            yield from _entry(code, codebook)


def _reading(coder: str, reading: Reading) -> Iterator[str]:
    view = ", suggestion in view" if reading.aided else ""
    yield from _wrapped(f"{coder}: {reading.said or 'left uncoded'}{view}", "   ")
    if reading.quote:
        yield from _wrapped(f"“{reading.quote}”", "     ")
    for words in (reading.memo, reading.reason):
        if words:
            yield from _wrapped(f"because: {words}", "     ")


def _entry(code: str, codebook: Codebook) -> Iterator[str]:
    entry = codebook.by_id.get(code)
    if entry is None:
        yield f"   [{code}] is not in the codebook."
        return
    yield from _wrapped(f"[{code}] {entry_words(entry)}", "   ")
