"""What other systems tell of deliveries and of defects found after acceptance."""
