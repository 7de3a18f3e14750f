"""What a programme means, and what can be wrong with it."""
