"""How far a municipality is: enrolled, its steps, what is asked of it, what it waits for."""
