"""What a sweep from house to house may find, and what follows from it."""

from __future__ import annotations

from tuopin.kernel.words import phrase

RESULTS = {
    "fine": phrase("无问题"), "risk": phrase("有返贫致贫风险"), "omitted": phrase("疑似漏评"), "mistaken": phrase("登记有误"), "gone": phrase("整户不在"),
}
TELLS = frozenset({"risk", "omitted"})  # results from which a clue follows
NEEDS_NOTE = frozenset({"risk", "omitted", "mistaken", "gone"})
