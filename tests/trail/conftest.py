"""A small trail with everything in it: households, an account, a judgement, checkpoints in the database and in a folder."""
