"""Pictures and PDF files that are handed in as evidence: what they are, what they tell, and a clean copy of them."""
