"""What the office names, found; and what it does with it."""
