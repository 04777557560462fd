"""The few strokes that all our drawings use: boxes, lines, words broken into lines. Legible in grey."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from realist_eval.reporter.report import printable

INK, GREY, PALE, PAPER = "#1a1a1a", "#6b6b6b", "#e9edf0", "#ffffff"
FONT = "Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', sans-serif"
SIZE = 13
LETTER = 7.1  # what a letter takes at SIZE, on the safe side
LINE = 17
DASHES = ' stroke-dasharray="7 5"'


def wrapped(text: str, width: float, most: int = 4) -> list[str]:
    """The words in lines that fit a width, at most so many; what is left out shows as an ellipsis."""
    room = max(int(width / LETTER), 4)
    lines: list[str] = [""]
    for word in printable(text).split():
        while len(word) > room:
            lines[-1:] = [*([lines[-1]] if lines[-1] else []), word[: room - 1] + "-", ""]
            word = word[room - 1 :]  # noqa: PLW2901 - the rest of a word longer than the line
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: room - 1].rstrip() + "…"]
    return lines


@dataclass
class Drawing:
    """An SVG in the making."""

    width: float
    height: float = 0.0
    parts: list[str] = field(default_factory=list)

    def area(self, x: float, y: float, width: float, height: float, look: str) -> None:
        """A rectangle of a certain look."""
        size = f'width="{width:.1f}" height="{height:.1f}"'
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" {size} {look}/>')

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = PAPER, dashed: bool = False
    ) -> None:
        """A rounded box."""
        dash = ' stroke-dasharray="6 4"' if dashed else ""
        self.area(x, y, width, height, f'rx="5" fill="{fill}" stroke="{INK}" stroke-width="1.2"{dash}')
        self.height = max(self.height, y + height)

    def words(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        anchor: str = "start",
        bold: bool = False,
        fill: str = INK,
    ) -> None:
        """Lines of text, the first baseline at y."""
        weight = ' font-weight="bold"' if bold else ""
        for n, line in enumerate(lines):
            self.parts.append(
                f'<text x="{x:.1f}" y="{y + n * LINE:.1f}" text-anchor="{anchor}" fill="{fill}"{weight}>'
                f"{escape(line)}</text>"
            )
        self.height = max(self.height, y + (len(lines) - 1) * LINE + 6)

    def line(
        self,
        points: Iterable[tuple[float, float]],
        *,
        stroke: float = 1.5,
        dashed: bool = False,
        arrow: bool = False,
        colour: str = INK,
    ) -> None:
        """A line through points."""
        head = ' marker-end="url(#arrow)"' if arrow else ""
        path = " ".join(f"{'L' if n else 'M'}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(points))
        self._path(path, f'stroke="{colour}"', stroke, DASHES * dashed + head)

    def curve(
        self, start: tuple[float, float], end: tuple[float, float], *, stroke: float, dashed: bool
    ) -> None:
        """A curve from left to right."""
        (x, y), (to_x, to_y), middle = start, end, (start[0] + end[0]) / 2
        bent = f"M{x:.1f} {y:.1f} C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
        self._path(bent, f'stroke="{INK}" stroke-opacity="0.6"', stroke, DASHES * dashed)

    def _path(self, path: str, colour: str, stroke: float, more: str) -> None:
        self.parts.append(f'<path d="{path}" fill="none" {colour} stroke-width="{stroke:.1f}"{more}/>')

    def svg(self) -> str:
        """The whole drawing."""
        height = self.height + 10
        marker = (
            '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
            f'orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="{INK}"/></marker></defs>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {self.width:.0f} {height:.0f}" font-family="{FONT}" font-size="{SIZE}">'
            f'{marker}<rect width="100%" height="100%" fill="{PAPER}"/>{"".join(self.parts)}</svg>'
        )


def titled(svg: str, title: str) -> str:
    """The drawing with its title below it: alone in a file it has no caption that says what it is."""
    old = re.match(r'(<svg [^>]*?)width="(\d+)" height="(\d+)" viewBox="0 0 \d+ \d+"', svg)
    if not old:
        return svg
    width, height = max(int(old[2]), 8 * len(title) + 20), int(old[3]) + 30
    words = f'<text x="10" y="{height - 10}" fill="{INK}">{escape(title)}</text></svg>'
    head = f'{old[1]}width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return head + svg[old.end() :].removesuffix("</svg>") + words


def png(svg: str, width: int | None = None) -> bytes:
    """The drawing as a PNG picture, so many pixels wide or twice its size, where no SVG can stand."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width, zoom=None if width else 2.0))
