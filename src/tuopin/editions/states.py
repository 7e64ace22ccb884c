"""The words for what changed between two editions."""

from tuopin.kernel.words import phrase

KIND_NAMES = {
    "entered": phrase("进入名册"), "left": phrase("离开名册"), "moved": phrase("所属村变动"), "merged": phrase("并入另一户"),
    "split": phrase("由另一户分出"), "verdict": phrase("评判结果变化"),
}
VERDICT_NAMES = {"holds": phrase("达标"), "fails": phrase("不达标"), "unknown": phrase("未知")}
