"""A walker who tries everything on the whole system: service, page, command and import, with anybody, any evidence and any clock."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

from click.testing import CliRunner
from django.test import Client
from django.urls import resolve

from procedure.cases import DAY, EXIT, a_file, an_official, officials
from procedure.oracle import faults
from procedure.pure import COUNTY, TOWN, VILLAGE
from register import an_actor
from rosters import a_roster_household, bring_in, write_roster
from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Account, Kinship
from tuopin.procedure import services
from tuopin.procedure.commands import case as command
from tuopin.procedure.models import Act, Case
from tuopin.procedure.selectors.past import acts_of, deeds_of, setting_of
from tuopin.procedure.services.clock import today
from tuopin.registry.models import StatusEvent
from tuopin.registry.services.household_cases import HouseholdCases

DUE = {"appraise": "clerk", "verify": "head", "publish": "town_clerk", "review": "town_head", "approve": "county_head"}
HOUSEHOLDS = 3


class SystemWalk:
    """Counts what happened; `wrong` must stay empty."""

    def __init__(self, seed: int, folder, clock) -> None:
        self.chance, self.folder, self.clock = random.Random(seed), folder, clock
        self.steps = self.acts = self.files = 0
        self.wrong: list[str] = []
        self.refused: dict[str, int] = {}
        self.who = officials() | {
            "two_seats": an_official("two_seats", (VILLAGE, "clerk", "会计"), (TOWN, "head", "书记"), (COUNTY, "head", "")),
            "unknown": an_official("unknown", (VILLAGE, "clerk", ""), (TOWN, "clerk", ""), identified=False),
            "stranger": an_official("stranger", ("431128000000", "head", "")), "reader": an_official("reader", (COUNTY, "reader", "")),
        }
        one, other = sorted((self.who["town_deputy"].account_id, self.who["county_head"].account_id))
        Kinship.objects.create(one_id=one, other_id=other)
        self.roster(says="未脱贫")
        self.taken_over = StatusEvent.objects.filter(takeover__isnull=False).count()
        self.numbers = list(StatusEvent.objects.order_by("household__number").values_list("household__number", flat=True).distinct())

    def walk(self, steps: int) -> SystemWalk:
        for _ in range(steps):
            self.steps += 1
            if self.chance.random() < 0.15:
                self.clock(self.chance.choice((timedelta(hours=3), DAY, 4 * DAY, 7 * DAY, -1 * DAY)))
            try:
                self.step()
            except Refusal as refusal:
                self.refused[refusal.code] = self.refused.get(refusal.code, 0) + 1
            if self.steps % 20 == 0:
                self.check()
        self.check()
        return self

    @property
    def exits(self) -> int:
        return StatusEvent.objects.filter(kind="exited").count()

    def check(self) -> None:
        """No exit but by a whole case; nothing taken over twice."""
        if StatusEvent.objects.filter(takeover__isnull=False).count() != self.taken_over:
            self.wrong.append("a file changed a status")
        for event in StatusEvent.objects.filter(kind="exited").select_related("case", "household"):
            if event.case is None:
                self.wrong.append("an exit without a case")
                continue
            acts = acts_of(event.case)
            setting = setting_of(event.case, {act.account_id for act in acts}, HouseholdCases().avoiding(event.household.number))
            self.wrong += faults(setting, deeds_of(acts))
            if event.case.subject != f"household:{event.household.number}":
                self.wrong.append("another household's case")

    def step(self) -> None:
        chance = self.chance
        running = list(Case.objects.filter(state__in=("underway", "on_notice")))
        if chance.random() < 0.008:
            self.roster(says=chance.choice(("已脱贫", "预脱贫", "返贫")))
        elif not running or chance.random() < 0.03:
            services.open_case(
                procedure=chance.choice(("household-exit", "household-exit", "household-return")), number=chance.choice(self.numbers), actor=self.anybody())
        else:
            case = chance.choice(running)
            chance.choice((self.by_service, self.by_service, self.by_page, self.by_command))(case)

    def anybody(self):
        return self.who[self.chance.choice(list(self.who))]

    def proper(self, case: Case):
        """Mostly whoever ought to take what is due, and mostly on what it asks for."""
        chance = self.chance
        actor = self.who[DUE[case.due]] if case.due in DUE and chance.random() < 0.8 else self.anybody()
        step = services_step(case)
        wanted = (step.closing if case.state == "on_notice" else step.evidence) if step else ()
        found = []
        for requirement in wanted:
            for _ in range(requirement.least):
                kind = sorted(requirement.kinds)[0] if chance.random() < 0.97 else "signature"
                subject = case.subject if chance.random() < 0.97 else f"household:{chance.choice(self.numbers)}"
                if chance.random() < 0.97:
                    found.append((requirement.name, a_file(kind, subject, note=requirement.title).uid))
        if found and chance.random() < 0.05:
            found.append(found[0])
        self.files += len(found)
        return actor, tuple(found)

    def by_service(self, case: Case) -> None:
        chance = self.chance
        actor, evidence = self.proper(case)
        said = services.Said(
            happened_on=today() + chance.choice((0, 0, 0, 0, 0, 0, 0, -1, -20, 2)) * DAY, note="理由", evidence=evidence, entitled=60, present=chance.choice((45, 45, 45, 20)),
            in_favour=40 if chance.random() < 0.95 else 10, seen=chance.choice((None, None, case.version, max(case.version - 1, 0))),
            key=UUID(int=chance.randrange(40)) if chance.random() < 0.1 else None,
        )
        if case.state == "on_notice":
            open_ones = list(Act.objects.filter(case=case, kind="object").values_list("seq", flat=True)) or [1]
            act = chance.choice((
                lambda: services.close_notice(case=case.pk, actor=actor, said=said), lambda: services.close_notice(case=case.pk, actor=actor, said=said),
                lambda: services.close_notice(case=case.pk, actor=actor, said=said),
                lambda: services.object_to(case=case.pk, text="他家有车", actor=self.anybody()) if chance.random() < 0.3 else self.answer(case, chance.choice(open_ones)),
            ))
        elif case.due == "publish":
            act = chance.choice((
                lambda: services.publish_notice(case=case.pk, actor=actor, said=said), lambda: services.take_step(case=case.pk, step="publish", actor=actor, said=said)))
        else:
            step = case.due if chance.random() < 0.9 else chance.choice(EXIT.steps).name
            act = chance.choice((
                lambda: services.take_step(case=case.pk, step=step, actor=actor, said=said), lambda: services.complete(case=case.pk, actor=actor, said=said)
                if chance.random() < 0.5 else services.take_step(case=case.pk, step=step, actor=actor, said=said)))
        if chance.random() < 0.01:
            act = lambda: services.withdraw(case=case.pk, actor=actor, said=said)  # noqa: E731
        act()
        self.acts += 1

    def answer(self, case: Case, refers: int):
        actor = self.who["town_deputy"] if self.chance.random() < 0.8 else self.anybody()
        file = a_file("scan", case.subject)
        return services.answer_objection(
            case=case.pk, refers=refers, outcome=self.chance.choice(("dismissed", "dismissed", "upheld")), actor=actor,
            said=services.Said(note="调查", evidence=(("investigation", file.uid),)))

    def by_page(self, case: Case) -> None:
        actor, _evidence = self.proper(case)
        client = Client()
        client.force_login(Account.objects.get(pk=actor.account_id))
        chance = self.chance
        said = {"note": "理由", "entitled": 60, "present": 45, "in_favour": 40, "seen": chance.choice((case.version, case.version, ""))}
        what = chance.choices(("step", "object", "withdraw"), (40, 2, 1))[0]
        address = f"/cases/{case.pk}/{what}/"
        takes = resolve(address).func.takes
        response = client.post(address, {name: value for name, value in (said | {"text": "他家有车"}).items() if name in takes})
        assert response.status_code in (302, 403, 404, 409, 422), response.status_code
        self.acts += response.status_code == 302

    def by_command(self, case: Case) -> None:
        actor, _evidence = self.proper(case)
        chance = self.chance
        asked = ["step", str(case.pk), "--votes", "60", "45", "40"]
        asked += ["--on", str(today() - chance.choice((0, 3, 40)) * DAY)] if chance.random() < 0.1 else []
        account = None if chance.random() < 0.05 else actor.name
        result = CliRunner().invoke(command, asked, obj={"account": account}, standalone_mode=False)
        if isinstance(result.exception, Refusal):
            raise result.exception
        assert result.exception is None, result.exception
        self.acts += 1

    def roster(self, *, says: str) -> None:
        """A roster that says what it likes of the households' status."""
        self.files += 1
        rows = [a_roster_household(n, 脱贫属性=says, 危房级别=self.chance.choice("AAB")) for n in range(1, HOUSEHOLDS + 1)]
        bring_in(write_roster(self.folder / f"{self.files}.xlsx", rows), an_actor(), confirm=True)


def services_step(case: Case):
    """The declared step that is due in the case."""
    from tuopin.procedure.selectors.past import edition_of

    return edition_of(case).step(case.due)
