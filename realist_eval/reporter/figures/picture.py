"""SVG to PNG, for the programs that show no SVG."""

from __future__ import annotations


def png(svg: str, scale: float = 2.0) -> bytes:
    """The drawing as a PNG picture, `scale` times its size."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale))
