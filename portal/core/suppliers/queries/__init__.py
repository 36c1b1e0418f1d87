"""Finding suppliers and what belongs to them."""
