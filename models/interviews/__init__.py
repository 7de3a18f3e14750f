"""Interviews as rows, and the calendars of those who hold them."""
