"""Letters written, kept in the outbox, handled by the office, and carried."""
