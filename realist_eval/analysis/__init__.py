"""Codings to patterns, matrices and chains."""
