"""What a person sees when something cannot be done: what, why, and what to do next, in their language."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.whole_files import causes_of, is_out_of_room
from tuopin.web.shell import TAGS

PAGES = {
    400: (_("请求无法识别"), _("链接或表单的内容不完整或格式不对。"), _("请返回上一页,核对后重试。")),
    403: (_("无权办理"), _("您的岗位不能办理这件事。"), _("请由有权限的岗位办理。")),
    404: (_("没有找到"), _("没有这一页,或者它不属于您的辖区。"), _("请核对编号或代码;如属其他辖区,请联系上级。")),
    405: (_("不能这样打开"), _("这个地址只接受页面上的按钮提交。"), _("请返回上一页,使用页面上的按钮。")),
    409: (_("不能办理"), "", ""),
    413: (_("文件太大"), _("提交的内容超过了上限。"), _("请减小文件,或分成几个文件提交。")),
    503: (_("暂时不能办理"), _("数据库暂时连接不上,这次请求没有办理,或不能确定是否办成。"), _("请过几秒刷新后重试;同一张表单重复提交不会办两次。")),
    507: (_("磁盘空间不足"), _("服务器磁盘空间不足,这次没有办理;查询照常。"), _("请通知系统管理员腾出空间,之后重新提交即可。")),
    500: (_("系统出错"), _("系统没有完成这次请求,数据没有改变。"), _("请稍后重试;若再次出现,请把出错时间告诉系统管理员。")),
}


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page for a refusal: 404 for what is not there (or not theirs to see), 403 for an act not theirs, else 409."""
    status = {NotFound: 404, Forbidden: 403}.get(type(refusal), 409)
    request.refused = refusal.code  # for the log
    message, fix = refusal.say(lambda sentence: gettext(sentence) if sentence else "")
    return fault_page(request, status, message, fix)


def fault_page(request: HttpRequest, status: int, message: str = "", fix: str = "") -> HttpResponse:
    title, usual_message, usual_fix = PAGES[status]
    known = getattr(request, "actor", None) is not None and request.actor.areas
    return render(request, "web/fault.html", {
        "frame": "web/base.html" if known else "web/gate.html",
        "status": status, "title": title, "message": message or usual_message, "fix": fix or usual_fix,
    }, status=status)


def in_words(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response; where it says without a word that the page is not opened this way (a button's address, loaded anew), a page that says so."""
    if not isinstance(response, HttpResponseNotAllowed):
        return response
    page = fault_page(request, 405)
    page["Allow"] = response["Allow"]
    return page


def bad_request(request, exception=None):
    return fault_page(request, 400)


def permission_denied(request, exception=None):
    return fault_page(request, 403)


def page_not_found(request, exception=None):
    return fault_page(request, 404)


def form_expired(request, reason=""):
    """A form whose token is not ours: sent from elsewhere, or left open too long."""
    request.refused = "form-expired"
    return fault_page(request, 403, gettext("表单已过期,或不是从本系统的页面提交的。"), gettext("请返回上一页,刷新后重新提交。"))


def server_error(request):
    """The page for a fault of ours: touches neither the database nor the session, which may be what failed."""
    status = status_of(sys.exc_info()[1])
    title, message, fix = PAGES[status]
    page = render_to_string("web/fault.html", {
        "frame": "web/gate.html", "shell": {"language": TAGS.get(get_language() or settings.LANGUAGE_CODE, "en")}, "status": status,
        "title": title, "message": message, "fix": fix, "plain": True,
    })
    return HttpResponse(page, status=status, headers={"Retry-After": "5"} if status == 503 else {})


def status_of(fault: BaseException | None) -> int:
    """507 where space ran out, 503 where the database is away or ended the work, 500 for all else."""
    if is_out_of_room(fault):
        return 507
    return 503 if any(isinstance(one, OperationalError | InterfaceError) for one in causes_of(fault)) else 500
