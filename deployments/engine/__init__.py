"""The engine: the one process that plays flows, and what makes the runs be as they should."""
