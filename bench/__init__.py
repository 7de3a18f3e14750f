"""Measurements of the whole installation, beside the bounds no design can beat and a peer others would build."""
