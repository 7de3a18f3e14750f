"""Standing before a gate: the run suspended with a form, and the form."""
