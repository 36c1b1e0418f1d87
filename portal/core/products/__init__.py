"""What we sell: products, who makes them, and what they must be like, version by version."""
