"""What may be wrong with a row of a list that was handed in, and what to do about it."""

from __future__ import annotations

from tuopin.kernel.words import phrase

FAULTS = {
    "name-missing": phrase("没有姓名,请填写"),
    "other-village": phrase("行政村代码不是这个村,请移到该村的名单"),
    "class-unknown": phrase("分类不在六类之中,请核对"),
    "certificate-missing": phrase("没有证件号码,不能核对是否已登记,请补填"),
    "certificate-twice": phrase("证件号码与前面的一行相同,请删去重复的行"),
    "household-twice": phrase("与前面的一行是同一户,一户只列户主一行"),
    "not-on-register": phrase("名单写为建档立卡户或脱贫户,但建档立卡中没有,请核对证件号码,或先按程序识别"),
    "ask-above": phrase("这位户主登记在您辖区之外,请联系上级核对"),
}
