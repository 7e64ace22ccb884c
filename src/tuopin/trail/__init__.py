"""痕迹 the trail: who did what, when, on which basis; written once, never changed."""
