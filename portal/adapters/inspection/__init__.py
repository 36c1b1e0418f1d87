"""Looking into received files: what they are, and whether they are safe to keep and hand out."""
