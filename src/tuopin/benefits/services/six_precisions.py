"""The checklist of the six precisions for one village: each item a count of exceptions that can be looked at, none a matter of opinion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tuopin.benefits.selectors.checks import after_death, causes_unmet, doubles
from tuopin.benefits.services.standings import standings_of
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.models import Standing
from tuopin.registry.models import Posting


@dataclass(frozen=True)
class Precision:
    """One of the six: what it asks, how many exceptions there are (None = nothing is known of it), and the page that lists them."""

    name: str
    title: str
    asks: str
    exceptions: int | None
    page: str = ""  # the name of an address

    @property
    def holds(self) -> bool | None:
        return None if self.exceptions is None else self.exceptions == 0


def six_precisions(actor: Actor, *, village: str, on: date) -> list[Precision]:
    """The six items for the village on the day; raises NotFound outside the asker's areas."""
    actor.require("read", village)
    standings = standings_of(actor, area=village, on=on)
    counts = [standing.counts() for standing in standings]
    stood = Standing.objects.filter(year=on.year, village_code=village)
    judged = stood.exists()
    astray = sum(c["over"] for c in counts) + len(doubles(actor, area=village, on=on)) + len(after_death(actor, area=village, on=on))
    posted = Posting.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), village_code=village, starts_on__lte=on).exists()
    return [
        Precision("targets", phrase("扶持对象精准"), phrase("没有待核实疑点的户"), stood.filter(doubts__gt=0).count() if judged else None, "doubts"),
        Precision("projects", phrase("项目安排精准"), phrase("致贫原因都有针对它的帮扶"), len(causes_unmet(actor, area=village, on=on)), "policy-checks"),
        Precision("funds", phrase("资金使用精准"), phrase("没有不应享已享、重复享受、死亡后发放"), astray, "policy-checks"),
        Precision("measures", phrase("措施到户精准"), phrase("应享尽享,没有应享未享"), sum(c["gap"] for c in counts), "policies"),
        Precision("cadres", phrase("因村派人精准"), phrase("有第一书记或驻村工作队"), 0 if posted else 1, "village"),
        Precision("results", phrase("脱贫成效精准"), phrase("已脱贫户都达到退出标准"),
                  stood.filter(status="exited", may_exit=False).count() if judged else None, "households"),
    ]
