"""Nouns: pydantic for what is written beforehand, SQLAlchemy rows for what happens."""
