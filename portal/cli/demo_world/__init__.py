"""A made-up brand, its suppliers and their papers, brought in through the acts that people use."""
