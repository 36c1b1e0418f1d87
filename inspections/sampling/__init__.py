"""Which units are looked at, and what follows from what is found."""
