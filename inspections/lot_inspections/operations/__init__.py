"""Acts on inspections."""
