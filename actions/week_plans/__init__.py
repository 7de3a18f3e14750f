"""Week plans, and the addresses under which calendars subscribe to them."""
