"""What is done in the registry: files received, merged, settled, exported; each a verb, whole or not at all."""
