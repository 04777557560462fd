"""The command line: click and rich, one command a file, one error boundary."""
