"""Tests of tiers and their policy."""
