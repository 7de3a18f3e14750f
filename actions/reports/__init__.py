"""Reports drafted, printed and handed over."""
