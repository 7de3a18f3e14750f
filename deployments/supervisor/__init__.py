"""`tovholder up`: the parts, started, watched, kept alive, stopped."""
