"""What must hold in a delivered dataset."""
