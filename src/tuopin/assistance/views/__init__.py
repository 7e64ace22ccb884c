"""The pages of assistance."""
