"""Prefect's own server, told to keep to itself and to ring when somebody acts."""
