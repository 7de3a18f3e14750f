"""The postman, what wakes it, and the server that captures letters."""
