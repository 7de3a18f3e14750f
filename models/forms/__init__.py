"""Forms as programmes ask them, and what was wrong with an answer."""
