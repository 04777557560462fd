"""Drawings of counts: codes by level, a heat map of codes by case, saturation."""

from __future__ import annotations

from collections.abc import Sequence

from realist_eval.analysis import Crosstab
from realist_eval.analysis.evidence import NOT_GIVEN
from realist_eval.reporter.figures.svg import GREY, INK, LINE, PALE, Drawing, wrapped
from realist_eval.reporter.report import Figure
from realist_eval.reporter.sections.desk import Desk, many, spoken, used_rows

MOST_CODES, MOST_CASES = 40, 14


def by_level(desk: Desk, name: str, title: str, counted: Sequence[tuple[str, str, int]]) -> Figure | None:
    """Codes in a column for each level, a bar for the number of sources; `counted`: code, level, sources."""
    if not counted:
        return None
    known = [*desk.evidence.codebook.levels, NOT_GIVEN]
    levels = [level for level in known if any(one == level for _, one, _ in counted)]
    levels += sorted({level for _, level, _ in counted} - set(levels))
    most = max(sources for _, _, sources in counted)
    width = max(190.0, 740.0 / len(levels) - 20)
    drawing = Drawing(20 + len(levels) * (width + 20))
    said = []
    for at, level in enumerate(levels):
        x, y = 10 + at * (width + 20), 60.0
        drawing.box(x, 8, width, 34, fill=PALE)
        drawing.words(x + width / 2, 30, [level.capitalize()], anchor="middle", bold=True)
        for code, _, sources in [one for one in counted if one[1] == level]:
            lines = wrapped(desk.label(code), width - 10, 3)
            drawing.words(x + 4, y + 12, lines)
            y += len(lines) * LINE
            bar = max(3.0, (width - 50) * sources / most)
            drawing.area(x + 4, y + 1, bar, 10, f'fill="{GREY}"')
            drawing.words(x + bar + 10, y + 11, [str(sources)])
            y += 26
            said.append(f"{level}: {desk.label(code)}, {many(sources, 'source')}")
    return Figure(name, f"{title} (bars: number of sources)", drawing.svg(), f"{title}. {'; '.join(said)}.")


def heat_map(desk: Desk, table: Crosstab) -> Figure | None:
    """Codes by cases, the darker the more sources; the number stands in each cell."""
    rows = used_rows(table)[:MOST_CODES]
    columns = table.columns[:MOST_CASES]
    if not rows or len(columns) < 2:
        return None
    counts = {(row, column): table.cell(row, column).sources for row in rows for column in columns}
    most = max(counts.values())
    cell = max(46.0, min(90.0, 480.0 / len(columns)))
    drawing = Drawing(270 + cell * len(columns))
    heads = [wrapped(spoken(column), cell * 1.25, 4) for column in columns]
    top = max(map(len, heads)) * LINE + 10
    for at, lines in enumerate(heads):
        drawing.words(262 + (at + 0.5) * cell, top - len(lines) * LINE + 8, lines, anchor="middle")
    y = top + 4.0
    for row in rows:
        lines = wrapped(desk.label(row), 244, 2)
        height = max(24.0, len(lines) * LINE + 4)
        drawing.words(254, y + height / 2 - (len(lines) - 1) * LINE / 2 + 5, lines, anchor="end")
        for at, column in enumerate(columns):
            number, x = counts[row, column], 262 + at * cell
            shade = 255 - round(190 * number / most)
            ink = "#ffffff" if shade < 140 else INK
            drawing.area(x, y, cell, height, f'fill="rgb({shade},{shade},{shade})" stroke="#ffffff"')
            drawing.words(x + cell / 2, y + height / 2 + 5, [str(number or "–")], anchor="middle", fill=ink)
        y += height
    told = [
        f"{desk.label(row)}: {', '.join(f'{spoken(one)} {counts[row, one]}' for one in columns)}"
        for row in rows[:12]
    ]
    title = "Codes by case (number of sources; the darker, the more)"
    alt = f"Sources in which each code stands, by case. {'; '.join(told)}."
    return Figure("heat-map", title, drawing.svg(), alt)


def saturation(desk: Desk) -> Figure | None:
    """How many codes and patterns are new with each source, in the order of the sources' names."""
    evidence = desk.evidence
    order = list(evidence.order)
    if len(order) < 3 or not evidence.codings:
        return None
    codes = _growth(order, [(coding.transcript, coding.code) for coding in evidence.codings])
    patterns = _growth(order, [(source, one.key) for one in desk.patterns for source in one.sources])
    most = max(codes[-1], patterns[-1], 1)
    drawing = Drawing(760)
    left, top, width, height = 60.0, 20.0, 560.0, 260.0
    drawing.line([(left, top), (left, top + height), (left + width, top + height)])
    for step in sorted({round(most * part / 4) for part in range(5)}):
        y = top + height - height * step / most
        drawing.words(left - 8, y + 5, [str(step)], anchor="end")
        drawing.line([(left, y), (left + width, y)], stroke=0.5, colour="#bbbbbb")
    for values, name, dashed in ((codes, "codes", False), (patterns, "patterns", True)):
        points = [
            (left + width * at / (len(order) - 1), top + height - height * value / most)
            for at, value in enumerate(values)
        ]
        drawing.line(points, stroke=2.2, dashed=dashed)
        near = abs(codes[-1] - patterns[-1]) * height / most < LINE
        shift = (10 if dashed else -6) if near else 5
        drawing.words(left + width + 8, points[-1][1] + shift, [f"{name} ({values[-1]})"])
    drawing.words(left, top + height + 22, [evidence.names[order[0]]])
    drawing.words(left + width, top + height + 22, [evidence.names[order[-1]]], anchor="end")
    last = [evidence.names[order[values.index(values[-1])]] for values in (codes, patterns)]
    alt = (
        f"Over {len(order)} sources the codes in use grow to {codes[-1]}, the last new one in "
        f"{last[0]}; the patterns grow to {patterns[-1]}, the last new one in {last[1]}."
    )
    return Figure("saturation", "Saturation: codes and patterns in use after each source", drawing.svg(), alt)


def _growth(order: Sequence[str], found: Sequence[tuple[str, object]]) -> list[int]:
    """How many different things were found up to and in each source."""
    first: dict[object, int] = {}
    for name, what in found:
        first[what] = min(order.index(name), first.get(what, len(order)))
    return [sum(place <= at for place in first.values()) for at in range(len(order))]
