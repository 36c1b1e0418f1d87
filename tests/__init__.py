"""Tests, in the same tree as the rooms, and journeys from door to door."""
