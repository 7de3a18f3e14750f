"""Plans as data: one YAML per programme, the loader that names every fault with its line, and the JSON Schema for editors."""
