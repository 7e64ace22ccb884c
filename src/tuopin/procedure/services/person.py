"""The natural person behind whoever asks."""

from __future__ import annotations

from tuopin.kernel.refusals import Forbidden
from tuopin.kernel.words import phrase
from tuopin.people.models import Account
from tuopin.people.selectors import Actor


def person_of(actor: Actor) -> Account:
    """The account of the person who asks; Forbidden for whoever is no known person, such as the operator of the command line."""
    account = Account.objects.filter(pk=actor.account_id, is_active=True).first() if actor.account_id else None
    if account is None:
        raise Forbidden("no-person", phrase("办理事项须以个人账户进行。"), phrase("请以有岗位的账户办理(命令行用 --as)。"))
    if account.identity_index is None:
        raise Forbidden("identity-unknown", phrase("您的账户还没有登记身份证号,不能办理须多人办理的事项。"), phrase("请系统管理员用 tuopin account identify 登记。"))
    return account
