"""What somebody would build who follows Prefect's documentation, to be measured beside ours."""
