"""What a gate needs, and how people decide there."""
