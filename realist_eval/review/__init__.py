"""The terminal screen over a study."""
