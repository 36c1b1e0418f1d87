"""Finding people, sessions, links and tokens."""
