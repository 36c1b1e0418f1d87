"""Finding what is asked of lots, and where the ledger stands."""
