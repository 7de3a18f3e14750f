"""Reports composed: which figures, tables, plots and sentences."""
