"""Transcript and codebook to suggestions; the only user of spaCy."""
