"""The study folder: the only writer of user data."""
