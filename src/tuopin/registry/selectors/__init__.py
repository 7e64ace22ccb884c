"""Reading the registry: every function takes the asker and answers with what is theirs to see, and nothing else."""
