"""Commands about what municipalities deliver."""
