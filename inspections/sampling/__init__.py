<<<<<<< HEAD
"""Acceptance sampling: the standards' plans, pure; and the ledger by which severity switches."""
=======
"""Which units are looked at, and what follows from what is found."""
>>>>>>> curves
