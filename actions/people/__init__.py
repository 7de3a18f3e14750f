"""Whom letters go to, and the links people act through."""
