"""Reading what this room keeps: meetings, changes, visits, designations, the quality of exits."""
