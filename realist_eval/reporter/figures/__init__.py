"""Drawings as SVG, written by template; no drawing program is needed."""
