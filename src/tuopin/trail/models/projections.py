"""Which rows make the state of a checkpoint that was witnessed: what was shown, and how it was judged; nothing of it changes afterwards."""

from tuopin.trail.states.projections import Projection, Root, declare, part

WITNESSED = declare(Projection(
    "witnessed", 1, root=Root("trail_witnessed", "r.id::text", knows=False), present="SELECT id::text FROM trail_witnessed",
    parts=(part("witnessed", "trail_witnessed", "id", "id origin area_code key size root text signature heads refused_for chain seq", "made_at witnessed_at"),),
))
