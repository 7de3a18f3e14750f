"""How everything stands: the board, the cohort, one municipality, what stands still, the journal."""
