"""`make bench`: what performance is promised, measured as ratios in one run."""
