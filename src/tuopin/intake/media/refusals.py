"""Why a picture or a PDF file is not taken as evidence, and what to do about it."""

from __future__ import annotations

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase as _

TAKE_AGAIN = _("请重新拍摄或重新扫描后上传。")
REFUSALS: dict[str, tuple[str, str]] = {
    "evidence-empty": (_("文件是空的。"), TAKE_AGAIN),
    "evidence-too-large": (_("文件有 {size} MB,超过 {limit} MB 的上限。"), _("请降低拍摄分辨率,或分成几个文件上传。")),
    "evidence-type": (_("不能接收这种文件。"), _("照片和签字请用 JPEG、PNG 或 WebP,文件请用 PDF。")),
    "evidence-heic": (_("不能接收 HEIC 格式的照片。"), _("在手机“设置—相机—格式”中选“兼容性最佳”后重拍;或先把照片转存为 JPEG。")),
    "evidence-wrong-kind": (_("这一类证据不能是 {found} 文件。"), _("请改选证据种类,或换一个文件。")),
    "evidence-damaged": (_("文件不完整或已损坏,不能读出。"), TAKE_AGAIN),
    "evidence-too-many-pixels": (_("图片有 {width}×{height} 个像素,超过 {limit} 万像素的上限。"), _("请缩小后重新上传。")),
    "evidence-too-long-a-side": (_("图片有 {width}×{height} 个像素,长边超过 {limit} 像素的上限。"), _("请裁开成几张,或缩小后重新上传。")),
    "evidence-too-small": (_("图片只有 {width}×{height} 个像素,看不清内容。"), TAKE_AGAIN),
    "evidence-moving": (_("图片是动图。"), _("请上传一张静止的照片。")),
    "evidence-no-ink": (_("签字图片上没有笔迹。"), _("请重新签字后再上传。")),
    "evidence-pdf-locked": (_("PDF 文件加了密码。"), _("去掉密码后另存,再上传。")),
    "evidence-pdf-active": (_("PDF 文件含有会自行运行或附带其他文件的内容({found})。"), _("请打印为新的 PDF,或扫描纸质件后上传。")),
    "evidence-pdf-pages": (_("PDF 文件有 {pages} 页,超过 {limit} 页的上限。"), _("请拆分后分别上传。")),
    "evidence-reader-stopped": (_("读取文件时超出了内存或时间的限制,已停止。"), TAKE_AGAIN),
}


def refuse(code: str, **params: object) -> Refusal:
    """The refusal of a file of evidence."""
    return Refusal(code, *REFUSALS[code], **params)
