"""Who comes in: people, their sign-in, their sessions and their tokens."""
