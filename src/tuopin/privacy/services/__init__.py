"""What is done with personal data: keys changed, numbers revealed, persons erased, old copies thrown away, figures published."""
