"""The pages of the policy room: the rulebook as people read it, and the doubts that wait for a finding."""
