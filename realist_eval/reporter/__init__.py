"""Tables and figures to files."""
