"""What is asked before a gate, what is decided there, and passing it."""
