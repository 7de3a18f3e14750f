"""Figures made, doubted, and hidden where they would give somebody away."""
