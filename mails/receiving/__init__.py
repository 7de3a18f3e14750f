"""Receiving: the one door to IMAP, a mail opened, and what it says."""
