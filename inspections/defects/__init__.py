"""The catalogue of defects: what can be wrong with a unit, how grave it is, how it looks."""
