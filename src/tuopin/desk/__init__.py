"""The desk where things are handed in: a form takes effect once, and long work is done in the background until it is settled."""
