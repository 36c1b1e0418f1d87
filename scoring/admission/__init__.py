"""The way of a company into the list of suppliers: what stands in it, on whose word, until when."""
