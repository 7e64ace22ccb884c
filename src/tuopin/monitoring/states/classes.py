"""The six classes of all households of a village, and how each is treated (分类帮扶)."""

from __future__ import annotations

from tuopin.kernel.words import phrase

CLASSES = ("registered_poor", "marginal", "exited", "middling", "rich", "cadre")
TITLES = {
    "registered_poor": phrase("建档立卡贫困户"), "marginal": phrase("边缘贫困户"), "exited": phrase("脱贫户"), "middling": phrase("中等户"),
    "rich": phrase("富裕户"), "cadre": phrase("干部户"), "": phrase("未分类"),
}
APPROACHES = {
    "registered_poor": phrase("重点帮扶,保障脱贫"), "marginal": phrase("结对帮扶,帮助发展"), "exited": phrase("巩固提升,增收致富"),
    "middling": phrase("大力支持,做大做强"), "rich": phrase("给予尊重,带动发展"), "cadre": phrase("从严要求,带动引领"), "": phrase("请先分类"),
}
POOR = frozenset({"poor", "pre_exit", "returned"})  # statuses that count as poor


def economic_class(status: str, said: str) -> str:
    """The class by how a household lives: its status on the register where it has one, else what a person said; "" when nobody did."""
    if status in POOR:
        return "registered_poor"
    return "exited" if status == "exited" else said


def class_of(status: str, said: str, cadre: bool) -> str:
    """The class that a household is counted in: a cadre's household as such, every other by how it lives."""
    return "cadre" if cadre else economic_class(status, said)


def counts_as_poor(status: str) -> bool:
    """Whether a household counts in the number of the poor: by its status alone, whatever class it was put into."""
    return status in POOR
