"""One module a format: a report in, bytes out."""
