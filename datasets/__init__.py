"""What municipalities deliver as spreadsheets: guarded, read, and written as templates."""
