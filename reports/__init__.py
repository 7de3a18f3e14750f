"""Reports on paper: plots, typesetting, and the press that does both."""
