"""Puts the keys on paper in shares that several people keep, and brings them back from any few of those."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tuopin.kernel.areas import NATION
from tuopin.kernel.crypto import Keyring
from tuopin.kernel.home import home, key_store, read_keys_anew
from tuopin.kernel.keystore import fingerprint, packed, unpacked
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.shamir import SharesWrong, combine, printed, read, split
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.privacy.selectors.keys import PAPER_MARK
from tuopin.trail.services import record


def split_keys(*, shares: int, needed: int, actor: Actor, on: date) -> list[str]:
    """The shares of the present keys as text to print; that it was done, and of which keys, is on record. Raises Refusal."""
    if not 2 <= needed <= shares <= 20:
        raise Refusal("shares-form", phrase("分片数不对。"), phrase("恢复所需的份数至少为 2,且不多于总份数(最多 20)。"))
    ring = read_keys_anew()
    made = [printed(share) for share in split(packed(ring), shares=shares, needed=needed)]
    with transaction.atomic():
        record(area_code=NATION, verb="split_keys", subject=f"key:{ring.current}", actor=actor, on=on, shares=shares, needed=needed)
        (home() / PAPER_MARK).write_text(fingerprint(ring))
    return made


def recover_keys(*, texts: list[str]) -> Keyring:
    """Put the keys that the shares give in place; raises Refusal when keys are there already or the shares do not give any.

    It leaves no trail: without keys nothing can be written. The next start tries them on the register and refuses wrong ones.
    """
    store = key_store()
    try:
        ring = unpacked(combine([read(text) for text in texts]))
    except SharesWrong as fault:
        raise Refusal(
            "shares-wrong", phrase("这些分片不能恢复密钥:{why}。"), phrase("请核对抄写;每行末尾的四位是校验码。"), why=str(fault)
        ) from fault
    try:
        store.write(ring, first=True)
    except FileExistsError as fault:
        raise Refusal("keys-there", phrase("密钥文件已存在,没有覆盖。"), phrase("确认不再需要后,先把 keys.json 移走。")) from fault
    return ring

