"""What a person sees when something cannot be done: what, why, and what to do next, in their language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.web.shell import TAGS

PAGES = {
    400: (_("请求无法识别"), _("链接或表单的内容不完整或格式不对。"), _("请返回上一页,核对后重试。")),
    403: (_("无权办理"), _("您的岗位不能办理这件事。"), _("请由有权限的岗位办理。")),
    404: (_("没有找到"), _("没有这一页,或者它不属于您的辖区。"), _("请核对编号或代码;如属其他辖区,请联系上级。")),
    405: (_("不能这样打开"), _("这个地址只接受页面上的按钮提交。"), _("请返回上一页,使用页面上的按钮。")),
    409: (_("不能办理"), "", ""),
    500: (_("系统出错"), _("系统没有完成这次请求,数据没有改变。"), _("请稍后重试;若再次出现,请把出错时间告诉系统管理员。")),
}


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page for a refusal: 404 for what is not there (or not theirs to see), 403 for an act not theirs, else 409."""
    status = {NotFound: 404, Forbidden: 403}.get(type(refusal), 409)
    message, fix = refusal.say(lambda sentence: gettext(sentence) if sentence else "")
    return fault_page(request, status, message, fix)


def fault_page(request: HttpRequest, status: int, message: str = "", fix: str = "") -> HttpResponse:
    title, usual_message, usual_fix = PAGES[status]
    known = getattr(request, "actor", None) is not None and request.actor.areas
    return render(request, "web/fault.html", {
        "frame": "web/base.html" if known else "web/gate.html",
        "status": status, "title": title, "message": message or usual_message, "fix": fix or usual_fix,
    }, status=status)


def bad_request(request, exception=None):
    return fault_page(request, 400)


def permission_denied(request, exception=None):
    return fault_page(request, 403)


def page_not_found(request, exception=None):
    return fault_page(request, 404)


def form_expired(request, reason=""):
    """A form whose token is not ours: sent from elsewhere, or left open too long."""
    return fault_page(request, 403, gettext("表单已过期,或不是从本系统的页面提交的。"), gettext("请返回上一页,刷新后重新提交。"))


def server_error(request):
    """The page for a fault of ours: touches neither the database nor the session, which may be what failed."""
    title, message, fix = PAGES[500]
    page = render_to_string("web/fault.html", {
        "frame": "web/gate.html", "shell": {"language": TAGS.get(get_language() or "", "zh-Hans")}, "status": 500,
        "title": title, "message": message, "fix": fix, "plain": True,
    })
    return HttpResponse(page, status=500)
