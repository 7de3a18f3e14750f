"""Programmes published and looked up, and their events as others tell of them."""
