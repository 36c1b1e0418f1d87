"""Tests of a company's way in."""
