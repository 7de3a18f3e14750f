"""Everything about running: the database server, Prefect's server, the engine, and the supervisor that keeps them alive."""
