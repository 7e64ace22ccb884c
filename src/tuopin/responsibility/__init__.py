"""责任 responsibility: who answers for which place, what they have pledged, where they went, what they solved."""
