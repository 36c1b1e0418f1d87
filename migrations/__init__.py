"""How the tables came to be, numbered, one head, up and down."""
