"""What was delivered and counted, as far as the asker may see it."""
