"""The evidence of a household: what there is, and handing in a photo, a scan, a signature or a PDF file, from a phone too."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tuopin.evidence.selectors import evidence_of
from tuopin.evidence.services import accept_file
from tuopin.intake.media.parent import LARGEST
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import told_of
from tuopin.registry.selectors.households import household_of
from tuopin.web.pages.sending import sent

PICTURES, PAPERS = "image/jpeg,image/png,image/webp", "image/jpeg,image/png,image/webp,application/pdf"
WAYS = {  # kind: title, what the phone offers, what to do
    "photo": (gettext_lazy("拍照"), {"accept": PICTURES, "capture": "environment"}, gettext_lazy("请在现场拍摄,打开手机的定位;照片中的位置和时间会被读出并封存。")),
    "signature": (gettext_lazy("签字"), {"accept": PICTURES}, gettext_lazy("请本人在方框内签字;不能在屏幕上签的,拍下纸上的签字上传。")),
    "scan": (gettext_lazy("上传扫描件"), {"accept": PAPERS}, gettext_lazy("JPEG、PNG、WebP 图片或 PDF。")),
    "document": (gettext_lazy("上传 PDF"), {"accept": "application/pdf"}, gettext_lazy("不超过 300 页,不能带密码、脚本或附件。")),
}


class EvidenceForm(forms.Form):
    """One file, and what it shows."""

    file = forms.FileField(label=gettext_lazy("文件"))
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=200, required=False, help_text=gettext_lazy("例如“改造前的主房”。加密保存。")
    )

    def __init__(self, *given: object, kind: str, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["file"].widget.attrs |= WAYS[kind][1]
        self.fields["file"].help_text = WAYS[kind][2]


@asks("read")
@require_safe
def household_evidence(request: HttpRequest, number: str) -> HttpResponse:
    """The files of one household, newest first."""
    household = household_of(request.actor, number)
    request.area_code = household.village_code
    files = evidence_of(request.actor, f"household:{number}")
    request.people_told = told_of((one.file for one in files), "actor", "recorded_at")
    return render(request, "web/household/evidence.html", {
        "household": household, "files": files,
        "may_add": request.actor.may("correct", household.village_code), "ways": [(kind, way[0]) for kind, way in WAYS.items()],
    })


@asks("correct", takes=(EvidenceForm,))
@require_http_methods(["GET", "POST"])
def add_evidence(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Hand in one file of a kind about a household."""
    household = household_of(request.actor, number)
    request.area_code = household.village_code
    if kind not in WAYS:
        raise NotFound("no-such-kind", phrase("没有这一种证据。"), phrase("请从户的证据页面进入。"))
    request.actor.require("correct", household.village_code)
    form = EvidenceForm(*sent(request), kind=kind)
    if request.method == "POST" and form.is_valid():
        refusal = _hand_in(request, household, kind, form)
        if refusal is None:
            return redirect("household-evidence", number)
        form.add_error("file", refusal)
    return render(request, "web/household/add_evidence.html", {
        "household": household, "form": form, "kind": kind, "title": WAYS[kind][0],
    }, status=422 if request.method == "POST" else 200)


def _hand_in(request: HttpRequest, household, kind: str, form: EvidenceForm) -> str | None:
    """Take the file; the sentence that says why not, when it was refused."""
    handed = form.cleaned_data["file"]
    try:
        row = accept_file(
            kind=kind, subject=f"household:{household.number}", area_code=household.village_code, file=handed.read(LARGEST + 1),
            actor=request.actor, on=request.on, note=form.cleaned_data["note"],
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return " ".join(refusal.say(lambda sentence: _(sentence) if sentence else ""))
    messages.success(request, _("已收下,文件摘要 {digest}。").format(digest=row.digest[:12]))
    return None
