"""How a company stands on its way in, and what is left to do."""
