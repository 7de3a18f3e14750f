"""Decisions: pure functions, values in, values out. No clock, disk, session or network."""
