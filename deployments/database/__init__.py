"""The database server, the two databases on it, one seat at it, and what it calls out."""
