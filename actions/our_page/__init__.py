"""What a municipality sees and does behind its link."""
