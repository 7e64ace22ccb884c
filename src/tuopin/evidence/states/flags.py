"""What can be doubtful about a file of evidence, in words. A flag refuses nothing: it is put before whoever decides."""

from __future__ import annotations

from tuopin.kernel.words import phrase as _

FLAGS: dict[str, str] = {
    "place-missing": _("照片没有拍摄位置。"),
    "place-zero": _("拍摄位置是经纬度 0,0,不是真实位置。"),
    "place-swapped": _("拍摄位置的经度和纬度填反了。"),
    "place-impossible": _("拍摄位置不在地球上,或不在国内。"),
    "place-outside-county": _("拍摄位置不在本县范围内。"),
    "place-far-from-village": _("拍摄位置与本村其他照片相距很远。"),
    "place-shifted": _("拍摄位置像是加偏坐标(GCJ-02),与同一对象的其他照片相差一个固定偏移。"),
    "place-feigned": _("拍摄位置由模拟定位软件给出。"),
    "time-missing": _("照片没有拍摄时间。"),
    "time-unset": _("拍摄设备的日期未设置或早于 2000 年。"),
    "time-in-future": _("拍摄时间晚于收到的时间。"),
    "time-long-ago": _("照片拍摄于收到前 30 天以上。"),
    "edited": _("照片用修图软件处理过。"),
}
