"""Packs and the local page over a study."""
