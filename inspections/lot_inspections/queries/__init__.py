"""What one can ask of inspections."""
