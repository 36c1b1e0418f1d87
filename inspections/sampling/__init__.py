"""Acceptance sampling: the standards' plans, pure; and the ledger by which severity switches."""
