"""One act as it stands in its chain, the end of each chain, and what opens an act's commitments."""

from __future__ import annotations

from functools import cached_property

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuopin.kernel.home import keyring


def opening_place(chain: str, seq: int) -> str:
    """Where the values of an event are bound to: sealed for here, they open nowhere else."""
    return f"trail.opening|{chain}|{seq}"


class Entry(models.Model):
    """One row per act that changed the state of the register, in its chain; append-only, guarded by triggers.

    Its values are not here: `payload` holds a commitment for each, and `Opening` what opens them until it is destroyed.
    """

    chain = models.CharField(_("链"), max_length=12, db_collation="C")
    seq = models.BigIntegerField(_("链上序号"))
    alg = models.SmallIntegerField(_("摘要算法"))  # 1 SHA-256, 2 SM3
    recorded_at = models.DateTimeField(_("记录时间"))  # the server's clock, with the end of the chain held
    happened_on = models.DateField(_("发生日期"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    verb = models.CharField(_("动作"), max_length=40)
    subject = models.CharField(_("对象"), max_length=80, db_collation="C")
    actor = models.CharField(_("经办人"), max_length=150)
    post = models.CharField(_("经办岗位"), max_length=200, blank=True)  # role@area, several joined by +
    state = models.CharField(_("状态摘要"), max_length=69, blank=True)
    evidence = models.TextField(_("凭证摘要"), blank=True)  # SHA-256 of each file, joined by ,
    payload = models.TextField(_("内容承诺"), blank=True)  # key=commitment, joined by ,
    prev = models.BinaryField(_("前一摘要"))
    hash = models.BinaryField(_("摘要"))

    class Meta:
        verbose_name = _("痕迹")
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="trail_chain_seq")]
        indexes = [
            models.Index(fields=["subject", "id"], name="trail_by_subject"),
            models.Index(fields=["area_code", "id"], name="trail_by_area"),
            models.Index(fields=["actor", "id"], name="trail_by_actor"),
        ]

    def __str__(self):
        return f"{self.recorded_at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject}"

    @cached_property
    def values(self) -> dict[str, object]:
        """What the act's commitments stand for, as far as it has not been erased."""
        sealed = self.sealed if hasattr(self, "sealed") else Opening.objects.filter(chain=self.chain, seq=self.seq).values_list("sealed", flat=True).first()
        return {key: orjson.loads(value) for key, (_salt, value) in opened(self.chain, self.seq, sealed).items()}

    @property
    def detail(self) -> dict[str, object]:
        """What was noted with the act, by name."""
        return {key: value for key, value in self.values.items() if key != "basis"}

    @property
    def basis(self) -> str:
        """The document or reason that the act rests on."""
        return self.values.get("basis", "")


def opened(chain: str, seq: int, sealed: bytes | None) -> dict[str, list[str]]:
    """Key → salt and JSON text of each value that is still kept; raises TamperedField when it was not sealed here."""
    return orjson.loads(keyring().open(bytes(sealed), opening_place(chain, seq))) if sealed else {}


class Head(models.Model):
    """One row per chain: its last event. Moved by the trigger that admits an event, and by nothing else."""

    chain = models.CharField(_("链"), max_length=12, primary_key=True, db_collation="C")
    seq = models.BigIntegerField(_("链上序号"))
    hash = models.BinaryField(_("摘要"))
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("链头")

    def __str__(self):
        return f"{self.chain} {self.seq}"


class Opening(models.Model):
    """One row per event with values: each value with the salt of its commitment, sealed. Erasing it leaves the chain whole."""

    chain = models.CharField(_("链"), max_length=12, db_collation="C")
    seq = models.BigIntegerField(_("链上序号"))
    sealed = models.BinaryField(_("封存的值"))

    class Meta:
        verbose_name = _("承诺的值")
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="opening_of_event")]

    def __str__(self):
        return f"{self.chain} {self.seq}"
