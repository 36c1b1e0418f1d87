"""Agreements: drafted, negotiated clause by clause, signed by both sides, in force."""
