"""Answers that came by mail."""
