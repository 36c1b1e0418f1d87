"""Tests of the catalogue of defects."""
