"""Coders' codings to coefficients and aligned differences."""
