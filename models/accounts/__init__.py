"""Who acts, and what they have been granted."""
