"""Looking at nonconformities."""
