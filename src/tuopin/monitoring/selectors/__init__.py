"""What is asked of monitoring."""
