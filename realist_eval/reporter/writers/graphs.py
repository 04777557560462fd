"""Graphs of codes for other programs: GraphML, DOT, Mermaid. Drawings as SVG and PNG. Tables as Parquet."""

from __future__ import annotations

import io
import re
from importlib.util import find_spec
from xml.sax.saxutils import escape, quoteattr

from realist_eval.errors import OutputError, extra_needed
from realist_eval.model import UNSTATED
from realist_eval.reporter.report import Edge, Figure, Listing, Report, Table, printable
from realist_eval.reporter.writers.data import lines

KEYS = (  # name, of what, type
    ("label", "node", "string"),
    ("kind", "node", "string"),
    ("pattern", "edge", "int"),
    ("polarity", "edge", "string"),
    ("sources", "edge", "int"),
    ("quotations", "edge", "int"),
    ("status", "edge", "string"),
)


Nodes = dict[tuple[str, str], str]  # kind and code to a plain id: no unstated context is an unstated outcome


def _nodes(report: Report) -> Nodes:
    ends = [(edge.start_kind, edge.start) for edge in report.edges]
    ends += [(edge.end_kind, edge.end) for edge in report.edges]
    return {node: f"n{number}" for number, node in enumerate(dict.fromkeys(ends), 1)}


def _ends(nodes: Nodes, edge: Edge) -> tuple[str, str]:
    return nodes[edge.start_kind, edge.start], nodes[edge.end_kind, edge.end]


def _label(report: Report, code: str) -> str:
    return printable(report.labels.get(code, code))


def write_graphml(report: Report) -> bytes:
    """An edge for each step of each pattern, with its support."""
    nodes = _nodes(report)
    keys = "".join(
        f'<key id="{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n' for name, of, kind in KEYS
    )
    points = "".join(
        f'<node id="{id_}"><data key="label">{escape(_label(report, code))}</data>'
        f'<data key="kind">{escape(kind)}</data></node>\n'
        for (kind, code), id_ in nodes.items()
    )
    lines = "".join(_graphml_edge(nodes, edge) for edge in report.edges)
    title = quoteattr(printable(report.full_title))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        f"<desc>{escape(printable(report.full_title))}</desc>\n{keys}"
        f'<graph id={title} edgedefault="directed">\n{points}{lines}</graph>\n</graphml>\n'
    ).encode()


def _graphml_edge(nodes: Nodes, edge: Edge) -> str:
    values = {name: getattr(edge, name) for name, of, _ in KEYS if of == "edge"}
    data = "".join(f'<data key="{name}">{escape(str(value))}</data>' for name, value in values.items())
    start, end = _ends(nodes, edge)
    return f'<edge source="{start}" target="{end}">{data}</edge>\n'


def write_dot(report: Report) -> bytes:
    """For Graphviz."""
    nodes = _nodes(report)
    lines = [f"digraph {_dot(report.full_title)} {{", "rankdir=LR; node [shape=box, style=rounded];"]
    for (_, code), id_ in nodes.items():
        dashed = ', style="rounded,dashed"' if code == UNSTATED else ""
        lines.append(f"{id_} [label={_dot(_label(report, code))}{dashed}];")
    for edge in report.edges:
        dashed = ", style=dashed" if edge.polarity == "-" else ""
        ends = " -> ".join(_ends(nodes, edge))
        lines.append(f"{ends} [penwidth={min(edge.sources, 8)}, label={_dot(str(edge.sources))}{dashed}];")
    return ("\n".join([*lines, "}"]) + "\n").encode()


def _dot(text: str) -> str:
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def write_mermaid(report: Report) -> bytes:
    """For Markdown viewers that draw Mermaid."""
    nodes = _nodes(report)
    lines = [f"%% {' '.join(printable(report.full_title).split())}", "flowchart LR"]
    lines += [f'{id_}["{_mermaid(_label(report, code))}"]' for (_, code), id_ in nodes.items()]
    for edge in report.edges:
        arrow = "-.->" if edge.polarity == "-" else "-->"
        start, end = _ends(nodes, edge)
        lines.append(f"{start} {arrow}|{edge.sources}| {end}")
    return ("\n".join(lines) + "\n").encode()


def _mermaid(text: str) -> str:
    """Text with every sign that Mermaid or its HTML could read as more than itself as an entity."""
    return re.sub(r"[^\w .,()\-]", lambda sign: f"#{ord(sign[0])};", text)


def write_figures(report: Report) -> dict[str, bytes]:
    """Each drawing as SVG and as PNG."""
    from realist_eval.reporter.figures.svg import png, titled

    found: dict[str, bytes] = {}
    for block in report.blocks():
        if isinstance(block, Figure):
            drawing = titled(block.svg, block.title)
            found[f"{block.id}.svg"] = drawing.encode()
            found[f"{block.id}.png"] = png(drawing)
    return found


def write_parquet(report: Report) -> dict[str, bytes]:
    """A file a table, for pandas, R and DuckDB; needs pyarrow."""
    if find_spec("pyarrow") is None:
        raise OutputError(extra_needed("parquet"))
    return {f"{table.id}.parquet": _parquet(table) for table in report.tables}


def _parquet(table: Table | Listing) -> bytes:
    """Columns of one type each: whole numbers where all are, else text."""
    import pandas as pd

    columns: dict[str, list[object]] = {}
    rows = list(lines(table))
    for at, column in enumerate(table.columns):
        name = column.title
        while name in columns:
            name += " "
        values: list[object] = [row[at] for row in rows]
        mixed = any(isinstance(value, str) for value in values)
        columns[name] = [None if value is None else str(value) for value in values] if mixed else values
    out = io.BytesIO()
    pd.DataFrame(columns).to_parquet(out, index=False)
    return out.getvalue()
