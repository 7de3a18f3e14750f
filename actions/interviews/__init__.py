"""Interviews: a time for everybody, and whatever happens to it."""
