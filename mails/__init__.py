"""Letters: their texts in Danish and Norwegian, their calendar parts, the one door to SMTP, and the capture inbox."""
