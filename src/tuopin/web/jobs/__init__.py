"""Work that takes longer than a page may: done by a process of its own, its progress kept where any page can read it."""
