"""Looking at scorecards."""

from scoring.scorecards.queries.finding import published_scores

__all__ = ["published_scores"]
