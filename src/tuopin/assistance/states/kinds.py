"""The words of days and leave that a page must tell apart."""

from tuopin.kernel.words import phrase

VILLAGE_DAY, ASKED = "village", "asked"
ABSENT_KINDS = {"duty": (phrase("公"), phrase("公务外出")), "leave": (phrase("假"), phrase("请假")), "absent": ("×", phrase("不在岗"))}
