"""Figures of agreement and disagreements as text of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from realist_eval.agreement.disagreements import Disagreement
from realist_eval.agreement.figures import NAMES, Block, Comparison
from realist_eval.agreement.notes import notes
from realist_eval.model import Codebook

WIDTH = 80
_LABEL = 24
_ROUND = ("percent", "alpha", "ac1", "alpha_unitizing", "f1_spans", "f1_whole")  # shown beside earlier rounds


def text(
    title: str,
    found: Comparison,
    differ: Sequence[Disagreement],
    total: int,
    earlier: Sequence[Mapping[str, Any]],
    codebook: Codebook,
) -> str:
    """The whole answer of `agree`."""
    lines = [f"Agreement: {title}", *_facts(found), ""]
    for block in found.blocks:
        lines += [*_block(found, block), ""]
    lines += [line for note in notes(found) for line in (*_wrapped(note), "")]
    lines += _rounds(found, earlier)
    lines += _differences(differ, total, codebook)
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _wrapped(words: str, indent: str = "") -> list[str]:
    lines = [line for part in words.splitlines() for line in wrap(part, WIDTH, initial_indent=indent,
             subsequent_indent=indent, break_long_words=True, break_on_hyphens=False)]  # fmt: skip
    return lines or [indent]


def _facts(found: Comparison) -> Iterator[str]:
    yield from _wrapped(f"Coders: {', '.join(found.coders)}")
    yield f"Unit: {found.unit}, in {len(found.transcripts)} transcripts"
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
        cells = [wrap(str(block.figures[one][key]), width - 2) for one in sets]
        label = wrap(_name(key), _LABEL - 1) if key not in NAMES else [NAMES[key]]
        for at, lines in enumerate(_beside([label, *cells])):
            first = lines[0] if at < len(label) else ""
            yield f"  {first:{_LABEL}}" + "".join(f"{part:{width}}" for part in lines[1:])


def _beside(columns: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    for at in range(max(map(len, columns))):
        yield [column[at] if at < len(column) else "" for column in columns]


def _name(key: str) -> str:
    """`cohen: ana, ben` and `context_alpha` as words."""
    if ": " in key:
        first, _, coders = key.partition(": ")
        return f"{NAMES[first]} {coders}"
    part, _, figure = key.rpartition("_")
    return f"{part}, {NAMES[figure].replace('Krippendorff', 'K.').lower() if figure == 'percent' else figure}"


# ---------------------------------------------------------------- rounds


def _rounds(found: Comparison, earlier: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Earlier rounds beside the present figures, over the units that somebody coded."""
    if not earlier:
        return
    yield "Rounds (all codes together, over units that somebody coded)"
    yield f"  {'round':20}{'when':12}{'unit':10}{'figures'}"
    for one in earlier:
        when = str(one.get("at", ""))[:10]
        yield from _round_line(str(one["round"]), when, str(one.get("unit", "")), _old(one))
    yield from _round_line("now", "", found.unit, _new(found))
    yield ""


def _round_line(name: str, when: str, unit: str, figures: Mapping[str, float | None]) -> Iterator[str]:
    said = ", ".join(
        f"{key} {'undefined' if value is None else format(value, '.2f')}" for key, value in figures.items()
    )
    for at, line in enumerate(wrap(said, WIDTH - 44) or [""]):
        lead = f"  {name[:19]:20}{when:12}{unit:10}" if not at else " " * 44
        yield lead + line


def _new(found: Comparison) -> dict[str, float | None]:
    every = {
        key: one.value
        for block in found.blocks
        if block.by in {"pooled", "configuration"}
        for key, one in block.figures.get("coded", block.figures["all"]).items()
    }
    return {key: every[key] for key in _ROUND if key in every}


def _old(one: Mapping[str, Any]) -> dict[str, float | None]:
    every = {
        key: value["value"]
        for block in one["blocks"]
        if block["by"] in {"pooled", "configuration"}
        for key, value in block["figures"].get("coded", block["figures"]["all"]).items()
    }
    return {key: every[key] for key in _ROUND if key in every}


# ---------------------------------------------------------------- disagreements


def _differences(differ: Sequence[Disagreement], total: int, codebook: Codebook) -> Iterator[str]:
    if not total:
        yield "No disagreements."
        return
    yield f"To talk about: {total:,} disagreements" + (
        f", the first {len(differ)}" if len(differ) < total else ""
    )
    for number, one in enumerate(differ, 1):
        yield ""
        parts = f": {', '.join(one.parts)}" if one.parts else ""
        often = f" (these codes: {one.often} times)" if one.often > 1 else ""
        yield from _wrapped(f"{number}. {one.about}{parts}; {one.transcript}, turn {one.turn}{often}")
        for reading in one.readings:
            yield from _reading(reading.coder, reading)
        for code in one.codes:
            yield from _entry(code, codebook)


def _reading(coder: str, reading: Any) -> Iterator[str]:
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
    said = (("", entry.definition), ("Include: ", entry.include), ("Exclude: ", entry.exclude))
    yield from _wrapped(f"[{code}] " + " ".join(lead + words for lead, words in said if words), "   ")
