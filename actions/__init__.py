"""Happenings: one transaction script each. `session` and `now` come in; nothing here commits or touches the network."""
