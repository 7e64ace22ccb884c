"""The pages of the policies: the catalogue, who stands how, one household's benefits, lists that come in, what is printed."""
