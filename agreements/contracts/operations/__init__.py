"""What people do with agreements."""
