"""What somebody wrote in a form, read and checked."""
