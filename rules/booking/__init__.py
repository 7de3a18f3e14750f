"""The booking engine: a whole plan out of one instance."""
