"""What is done with cases and what is read of them."""
