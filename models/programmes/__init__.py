"""A programme as it is written beforehand, and the rows of what was published."""
