"""Tests of lots."""
