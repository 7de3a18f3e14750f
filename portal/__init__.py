"""The municipality's door: GET shows, POST does one thing and redirects."""
