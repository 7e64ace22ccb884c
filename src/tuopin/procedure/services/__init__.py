"""What is done with cases, one act a file."""
