"""Inspections of lots: booked, planned, done, decided by computing, revised, released."""
