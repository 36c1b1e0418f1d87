"""What is measured of suppliers, how it becomes points, and the facts it is counted from."""
