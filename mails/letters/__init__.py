"""Letters: from a name and a context to subject, text, HTML and calendar part."""
