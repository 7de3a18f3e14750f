"""What municipalities deliver: received, questioned, counted, confirmed."""
