"""Reports as documents, and their rows."""
