"""Datasets: their columns and sheets, the ones that come with the house, and a delivered one as values."""
