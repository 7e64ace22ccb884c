"""What a program can ask for, one thing a file."""
