"""Interviews: who is named for them and when they can, what is unusual about a time, and what comes with time."""
