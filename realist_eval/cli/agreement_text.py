"""Figures of agreement and disagreements as text of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from realist_eval.agreement.disagreements import Disagreement, Reading, confusions
from realist_eval.agreement.figures import Block, Comparison
from realist_eval.agreement.labels import NAMES, entry_words, name_of, shown
from realist_eval.agreement.notes import notes
from realist_eval.cli.console import many
from realist_eval.model import Codebook
from realist_eval.study.agreeing import Round

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
    """Earlier rounds beside the present figures, over the units that somebody coded."""
    if not earlier:
        return
    yield "Rounds (all codes together, over units that somebody coded)"
    yield f"  {'round':20}{'when':12}{'unit':11}figures"
    for one in earlier:
        yield from _round_line(one.round, one.at[:10], one.unit, one.headline)
    yield from _round_line("now", "", found.unit, found.headline)
    yield ""


def _round_line(name: str, when: str, unit: str, figures: Mapping[str, float | None]) -> Iterator[str]:
    said = ", ".join(
        f"{key} {'undefined' if value is None else format(value, '.2f')}" for key, value in figures.items()
    )
    for at, line in enumerate(wrap(said, WIDTH - 45) or [""]):
        lead = f"  {name[:19]:20}{when:12}{unit[:10]:11}" if not at else " " * 45
        yield lead + line


# ---------------------------------------------------------------- disagreements


def _differences(every: Sequence[Disagreement], show: int, codebook: Codebook) -> Iterator[str]:
    total, differ, confused = len(every), every[:show], confusions(every)
    if not total:
        yield "No disagreements."
        return
    first = f", the first {len(differ)}" if 0 < len(differ) < total else ""
    yield f"To talk about: {many(total, 'disagreement')}{first}"
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
