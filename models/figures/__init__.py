"""Figures, every kind of them, and what is published about them."""
