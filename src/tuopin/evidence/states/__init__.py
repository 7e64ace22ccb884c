"""What is doubtful about a file of evidence, and how much of it one person may hand in: plain functions without a database."""
