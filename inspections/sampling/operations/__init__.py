"""Setting what is asked of lots, and keeping the switching ledger."""
