"""Assessments: a checklist gone through with a supplier, side by side, and what was found."""
