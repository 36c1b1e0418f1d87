"""Acts about nonconformities."""
