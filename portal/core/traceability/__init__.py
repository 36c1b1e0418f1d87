"""Which goods: lots, and later what they were made of and where they went."""
