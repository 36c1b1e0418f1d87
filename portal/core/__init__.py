"""The ground floor: people, suppliers, proof, and what happened to them."""
