"""Sending: the envelope, the one door to SMTP, and the folder that captures instead."""
