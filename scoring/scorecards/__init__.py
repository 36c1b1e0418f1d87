"""Scorecards: what a supplier's metrics come to in a period, from draft to published."""
