"""Records whose account it is, so that one natural person cannot act as two; and who is kin to whom."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tuopin.kernel.areas import NATION
from tuopin.kernel.certificates import chinese, read_identity
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Account, Kinship
from tuopin.people.selectors import Actor, account_named
from tuopin.trail.services import record


@transaction.atomic
def identify_account(*, username: str, certificate: str, actor: Actor, on: date) -> Account:
    """Record the holder's identity number, sealed. Raises a Refusal for a number that is none, or that is another account's already."""
    account, number = account_named(username), certificate.strip().upper()
    if isinstance(read_identity(number), str):
        raise Refusal("bad-certificate", phrase("身份证号不对。"), phrase("请核对 18 位号码和校验码。") if chinese() else phrase("请照证件核对号码。"))
    ring = keyring()
    taken = Account.objects.filter(identity_index__in=ring.all_indexes("certificate", number)).exclude(pk=account.pk)
    account.identity_sealed = ring.seal(number, f"people.account|identity|{account.username}")
    account.identity_index = ring.find_by("certificate", number)
    try:
        with transaction.atomic():
            if taken.exists():
                raise IntegrityError
            account.save(update_fields=["identity_sealed", "identity_index"])
    except IntegrityError as fault:
        raise Refusal("identity-taken", phrase("此人已有另一个账户。"), phrase("一人只能有一个账户;请停用其中一个。")) from fault
    record(area_code=NATION, verb="account", subject=f"account:{account.username}", actor=actor, on=on, what="identify")
    return account


@transaction.atomic
def declare_kin(*, username: str, other: str, actor: Actor, on: date) -> Kinship:
    """Record that two account holders are kin: neither acts in a case in which the other has acted. Twice is the same as once."""
    one, two = sorted((account_named(username), account_named(other)), key=lambda account: account.pk)
    if one.pk == two.pk:
        raise Refusal("kin-to-oneself", phrase("请填写两个不同的账户。"), phrase("用 tuopin account list 查看账户。"))
    kinship, is_new = Kinship.objects.get_or_create(one=one, other=two)
    if is_new:
        record(area_code=NATION, verb="account", subject=f"account:{one.username}", actor=actor, on=on, what="kin", other=two.username)
    return kinship
