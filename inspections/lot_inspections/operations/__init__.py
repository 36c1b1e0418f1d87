"""What people and the clock do with inspections."""
