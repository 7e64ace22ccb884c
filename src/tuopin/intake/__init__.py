"""采集 intake: reads the files people send, row by row, in a limited process of its own; it knows no web and no database."""
