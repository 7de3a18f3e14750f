"""Other people's calendars: what they say, read without trusting it, and what we write into them."""
