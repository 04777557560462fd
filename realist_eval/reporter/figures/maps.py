"""Drawings of configurations: the pathway map, one configuration, a ripple chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from realist_eval.analysis import Pattern, Ripple
from realist_eval.model import UNSTATED
from realist_eval.reporter.figures.svg import LINE, PALE, PAPER, Drawing, wrapped
from realist_eval.reporter.report import Figure
from realist_eval.reporter.sections.desk import Desk, sentence, spoken, support

COLUMNS = ("context", "mechanism", "outcome")
MOST_PATTERNS = 30
BOX, GAP = 200, 150
THICKEST = 12.0


def pathway_map(desk: Desk) -> Figure | None:
    """All configurations: contexts, mechanisms, outcomes in columns; width by number of sources."""
    shown = desk.patterns[:MOST_PATTERNS]
    if not shown:
        return None
    drawing = Drawing(3 * BOX + 2 * GAP + 20)
    links = _links(shown)
    places = _placed(desk, shown, links, drawing)
    most = max(links.values())
    for (one, other, polarity), sources in sorted(links.items(), key=str):
        (x, y, height), (to_x, to_y, to_height) = places[one], places[other]
        drawing.curve(
            (x + BOX, y + height / 2),
            (to_x, to_y + to_height / 2),
            stroke=1.2 + (THICKEST - 1.2) * (sources - 1) / max(most - 1, 1),
            dashed=polarity == "-",
        )
    left = len(desk.patterns) - len(shown)
    note = f" The {len(shown)} best supported of {len(desk.patterns)} patterns." if left else ""
    alt = (
        "Contexts on the left lead by way of mechanisms in the middle to outcomes on the right. "
        "The wider a line, the more sources; solid: coming about, dashed: failing or held back. "
        + " ".join(sentence(desk, pattern) for pattern in shown[:5])
    )
    return Figure(
        "pathways",
        f"Pathways from contexts to outcomes.{note} Width: number of sources (up to {most}); "
        "solid: comes about; dashed: fails or is held back",
        drawing.svg(),
        alt,
    )


Node = tuple[str, str]  # kind, code


def _links(shown: Sequence[Pattern]) -> dict[tuple[Node, Node, str], int]:
    """How many sources carry each step."""
    found: dict[tuple[Node, Node, str], set[str]] = defaultdict(set)
    for pattern in shown:
        codes = [(kind, pattern.codes[kind] or UNSTATED) for kind in COLUMNS]
        for one, other in ((codes[0], codes[1]), (codes[1], codes[2])):
            found[one, other, pattern.polarity].update(pattern.sources)
    return {link: len(sources) for link, sources in found.items()}


def _placed(
    desk: Desk, shown: Sequence[Pattern], links: dict[tuple[Node, Node, str], int], drawing: Drawing
) -> dict[Node, tuple[float, float, float]]:
    """Draw the boxes, each near what it is linked to; where they are and how high."""
    columns = {
        kind: list(dict.fromkeys((kind, one.codes[kind] or UNSTATED) for one in shown)) for kind in COLUMNS
    }
    for kind, beside in (("mechanism", "context"), ("outcome", "mechanism"), ("context", "mechanism")):
        columns[kind] = _near(columns[kind], columns[beside], links)
    places: dict[Node, tuple[float, float, float]] = {}
    heights = {
        node: len(wrapped(desk.label(node[1]), BOX - 16, 3)) * LINE + 14
        for nodes in columns.values()
        for node in nodes
    }
    tallest = max(sum(heights[node] + 14 for node in nodes) for nodes in columns.values())
    for at, (kind, nodes) in enumerate(columns.items()):
        x, y = 10 + at * (BOX + GAP), 40.0
        drawing.words(x + BOX / 2, 22, [kind.capitalize() + "s"], anchor="middle", bold=True)
        spare = (tallest - sum(heights[node] + 14 for node in nodes)) / max(len(nodes), 1)
        for node in nodes:
            lines, top = wrapped(desk.label(node[1]), BOX - 16, 3), y + spare / 2
            _box(drawing, x, top, BOX, heights[node], stated=node[1] != UNSTATED)
            drawing.words(x + BOX / 2, top + LINE + 1, lines, anchor="middle")
            places[node] = (x, top, heights[node])
            y += heights[node] + 14 + spare
    return places


def _near(nodes: list[Node], beside: list[Node], links: dict[tuple[Node, Node, str], int]) -> list[Node]:
    """Order the nodes by the middle of what they are linked to, so that lines cross less."""
    rank = {node: place for place, node in enumerate(beside)}

    def middle(node: Node) -> tuple[float, str]:
        weights = [
            (rank[other], sources)
            for (one, two, _), sources in links.items()
            for mine, other in ((one, two), (two, one))
            if mine == node and other in rank
        ]
        total = sum(sources for _, sources in weights)
        return (sum(place * sources for place, sources in weights) / total if total else 0.0, node[1])

    return sorted(nodes, key=middle)


def configuration_diagram(desk: Desk, pattern: Pattern) -> Figure:
    """One pattern as three boxes and what is in them."""
    number = desk.ranks[pattern.key]
    drawing = Drawing(760)
    programme = {"resource": pattern.resource, "reasoning": pattern.reasoning}
    offered = [f"{name}: {text}" for name, text in programme.items() if text]
    valence = f" ({spoken(pattern.valence)})" if pattern.valence else ""
    mechanism = [desk.label(pattern.mechanism), *offered]
    texts = ([desk.label(pattern.context)], mechanism, [f"{desk.label(pattern.outcome)}{valence}"])
    bodies = [[line for text in parts for line in wrapped(text, 190, 5)] for parts in texts]
    height = max(map(len, bodies)) * LINE + 18
    _row(drawing, 30, height, bodies, pattern, heads=("Context", "Mechanism", "Outcome"))
    people = support(pattern.n_sources, pattern.n_quotations)
    drawing.words(380, 30 + height + 22, [people], anchor="middle")
    title, alt = f"Row {number} of the matrix as a configuration", f"{sentence(desk, pattern)} {people}."
    return Figure(f"configuration-{number}", title, drawing.svg(), alt)


def ripple_diagram(desk: Desk, chain: Sequence[Ripple], number: int) -> Figure:
    """A chain in which each outcome becomes the next context, a row a pattern."""
    patterns = [chain[0].first, *(step.then for step in chain)]
    drawing = Drawing(760)
    y = 10.0
    for at, pattern in enumerate(patterns):
        labels = [wrapped(desk.label(code), 194, 3) for code in pattern.codes.values()]
        height = max(map(len, labels)) * LINE + 14
        _row(drawing, y, height, labels, pattern)
        bottom = y + height
        if at + 1 < len(patterns):
            turn = [(635, bottom), (635, bottom + 18), (115, bottom + 18), (115, bottom + 38)]
            drawing.line(turn, arrow=True)
            drawing.words(375, bottom + 33, ["becomes the context of"], anchor="middle")
        y += height + 40
    alt = " This outcome is the context of the next: ".join(sentence(desk, pattern) for pattern in patterns)
    return Figure(f"ripple-{number}", f"Ripple chain {number}", drawing.svg(), alt)


def _row(
    drawing: Drawing,
    y: float,
    height: float,
    bodies: Sequence[Sequence[str]],
    pattern: Pattern,
    heads: Sequence[str] = (),
) -> None:
    """A pattern's three elements side by side, an arrow before the second and the third."""
    for at, (lines, code) in enumerate(zip(bodies, pattern.codes.values(), strict=True)):
        x, middle = 10 + at * 260, y + height / 2
        drawing.words(x + 105, 20, heads[at : at + 1], anchor="middle", bold=True)
        _box(drawing, x, y, 210, height, stated=code is not None)
        drawing.words(x + 105, middle - len(lines) * LINE / 2 + 13, lines, anchor="middle")
        if at:
            dashed = pattern.polarity == "-"
            drawing.line([(x - 50, middle), (x - 2, middle)], stroke=2, dashed=dashed, arrow=True)


def _box(drawing: Drawing, x: float, y: float, width: float, height: float, *, stated: bool) -> None:
    """An element's box: shaded, or empty and dashed where nobody stated it."""
    drawing.box(x, y, width, height, fill=PALE if stated else PAPER, dashed=not stated)
