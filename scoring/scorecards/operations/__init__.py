"""Acts on scorecards: computing drafts, the objection window, publishing."""
