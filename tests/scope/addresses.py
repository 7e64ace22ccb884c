"""What lies in one village, and what can be asked of it: for every address of the map, the method, the address and the form."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.urls import resolve, reverse
from django.utils import timezone

import pictures
from register import a_household, a_village_form
from rosters import a_roster_household, receive, write_roster
from scope.duty_addresses import NOBODYS_OF_DUTY, lay_out_duties, of_duties
from scope.help_addresses import Helped, help_addresses, lay_out_help
from scope.party_addresses import lay_out_party, of_party
from scope.program_addresses import of_programs
from tuopin.benefits.models import DeliveryBatch
from tuopin.benefits.services import Handed, record_delivery
from tuopin.desk.models import Job
from tuopin.desk.services import hand_in
from tuopin.desk.services.sealed import seal_words
from tuopin.divisions.models import Succession
from tuopin.editions.services.make_edition import make_edition
from tuopin.evidence.services import accept_file
from tuopin.identification.models import Comparison, Meeting
from tuopin.kernel.acts import undeclared
from tuopin.kernel.home import keyring
from tuopin.monitoring.models import Signal, Sweep, SweepLine, Watch, WatchMeasure, WatchRoster
from tuopin.people.selectors import actor_for, operator, working_as
from tuopin.policy.models import Doubt
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.privacy.models import PublicEdition, Reveal
from tuopin.procedure.models import Case
from tuopin.registry.models import Membership, StagedBlock
from tuopin.trail.services import make_checkpoint
from web import kit

NOBODYS = {  # addresses that show no row of the register: (why)
    **NOBODYS_OF_DUTY, "tokens": "one's own", "revoke-token": "one's own", "api-own": "one's own", "api-policies": "the published catalogue", "api-openapi": "what can be asked for",
    "login": "open", "login-code": "open", "login-password": "open", "end-session": "one's own", "confirm": "one's own", "enroll": "one's own", "disenroll": "one's own",
    "end-other-sessions": "one's own", "logout": "one's own", "language": "one's own", "account": "one's own", "import-template": "empty headings", "delivery-template": "empty headings", "watch-roster-template": "empty headings",
    "public-figures": "open: published figures", "public-edition": "open: published figures", "rules": "published rules", "divisions": "the published list of divisions",
    "division": "the published list of divisions; its lineage is tried below",
}
SECRET = "盘秘密"


@dataclass
class Register:
    """What lies in the village, as the addresses name it."""

    number: str
    doubt: int
    batch: int
    block: int
    succession: int
    token: str
    certificate: str
    phone: str
    person: str
    reveal: int
    case: int
    checkpoint: int
    evidence: str
    edition: str
    delivery: int
    list: int
    watch: int = 0
    roster: int = 0
    measure: int = 0
    signal: int = 0
    sweep: int = 0
    help: Helped | None = None
    comparison: int = 0
    meeting: int = 0


def lay_out_register(tmp_path: Path) -> Register:
    """A judged household with a doubt, a file that waits and a job, all in one village; its neighbours have one of their own."""
    kit.lay_out_places()
    lay_out_duties(SECRET)
    mine = a_household(village=kit.VILLAGE, house_grade="", income={"wage": 1})
    for village in (kit.NEIGHBOUR, kit.OTHER_VILLAGE):
        a_household(village=village)
    a_village_form(code=kit.VILLAGE)
    person = Membership.objects.filter(household=mine).first().person
    type(person).objects.filter(pk=person.pk).update(name=SECRET)
    with working_as(operator()):
        judge_counties(year=2018, counties=[kit.COUNTY, kit.OTHER_COUNTY], actor=operator())
    doubt = Doubt.objects.filter(village_code=kit.VILLAGE).first() or Doubt.objects.create(
        household=mine, village_code=kit.VILLAGE, year=2018, check_code="Q01")
    waits = a_roster_household(7)
    waits["members"][1]["姓名"], waits["row"]["工资性收入"] = SECRET, "12000元"
    batch = receive(write_roster(tmp_path / "秘密名册.xlsx", [waits]), operator())
    link = Succession.objects.create(
        predecessor_code=kit.VILLAGE, predecessor_name="栗林村", successor_code=kit.VILLAGE, successor_name="栗安村", kind="renamed",
        on=date(2016, 1, 1), confidence=1)
    somebody = actor_for(kit.an_official(kit.VILLAGE, username="somebody"), on=date(2019, 1, 1))
    job = hand_in(kind="read", actor=somebody, arguments={"file_name": "秘密名册.xlsx", "year": 2018, "mapping": {}}, chunks=[SECRET.encode()])
    token = job.token
    Job.objects.filter(pk=job.pk).update(state="done", outcome=seal_words(token, "outcome", {"batch": batch.pk}))
    certificate = keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}")
    phone = "13900001111"
    form = mine.forms.get()
    form.phone_index = keyring().find_by("phone", phone)
    form.save()
    block = StagedBlock.objects.filter(batch=batch, kind="household").get()
    lay_out_party(SECRET)
    seen = Reveal.objects.create(
        account="somebody", area_code=kit.VILLAGE, subject=f"person:{person.number}", field="certificate", household_number=mine.number,
        who=person.number, purpose="identity", revealed_at=timezone.now())
    return Register(mine.number, doubt.pk, batch.pk, block.pk, link.pk, token, certificate, phone, person.number, seen.pk, a_case(mine, somebody).pk,
                    make_checkpoint(area_code=kit.VILLAGE, folder=tmp_path / "anchors").pk,
                    str(accept_file(kind="photo", subject=f"household:{mine.number}", area_code=kit.VILLAGE, file=pictures.a_photo(1),
                                    actor=operator(), on=date(2019, 1, 1)).uid), an_edition(tmp_path / "edition"), *a_delivery(mine), comparison=a_hit(mine), meeting=a_meeting(somebody),
                    **lay_out_monitoring(mine), help=lay_out_help(mine, kit.VILLAGE))


def a_delivery(household) -> tuple[int, int]:
    """A loan that the household got, and a list that was brought in for its village."""
    handed = Handed("micro-credit", date(2018, 5, 1), Decimal(100), "bank", "1")
    with working_as(operator()):
        delivery = record_delivery(number=household.number, person="", handed=handed, actor=operator(), on=date(2018, 12, 31))
    batch = DeliveryBatch.objects.create(area_code=kit.VILLAGE, file_name="秘密名册.xlsx", digest="0" * 64, rows=0, actor="operator")
    return delivery.pk, batch.pk


def an_edition_of_figures() -> int:
    """The number of a published edition of the village's figures."""
    return PublicEdition.objects.get_or_create(year=2018, area_code=kit.VILLAGE, defaults={"actor": "x", "basis": SECRET})[0].pk


def an_edition(folder: Path) -> str:
    """The digest of an edition of the village."""
    with working_as(operator()):
        return make_edition(year=2018, area=kit.VILLAGE, out=folder, actor=operator(), on=date(2019, 1, 1)).manifest.digest


def a_hit(household) -> int:
    """What another department's list says of the household."""
    return Comparison.objects.create(household=household, item="house", department="住建局", told=SECRET, compared_on=date(2018, 5, 1)).pk


def a_meeting(actor) -> int:
    """A meeting of the village that voted on nobody."""
    return Meeting.objects.create(
        village_code=kit.VILLAGE, procedure="household-exit", step="appraise", held_on=date(2018, 5, 1), entitled=9, present=9, account_id=actor.account_id).pk


def a_case(household, actor) -> Case:
    return Case.objects.create(
        procedure="household-exit", edition=date(2016, 4, 23), declaration="0" * 64, subject=f"household:{household.number}", due="appraise",
        area_code=household.village_code, account_id=actor.account_id)


def addresses(found: Register, code: str = kit.VILLAGE) -> dict[str, list[tuple[str, str, dict]]]:
    """For each address of the map by its name, what is asked of it: method, address, form. `code` is the place asked about, where one is."""
    batch, home, village = {"pk": found.batch}, {"number": found.number}, {"code": kit.VILLAGE}
    fact = home | {"year": 2018}
    reason = {"reason": "核实", "value": "A", "amount_yuan": "1", "evidence": "card", "seen": "0", "basis": "文件"}
    area, get, post = f"?area={code}", "GET", "POST"
    return {
        "home": [(get, f"{reverse('home')}{area}", {})],
        "area": [(get, reverse("area", kwargs={"code": code}), {})],
        "map": [(get, f"{reverse('map')}{area}", {})],
        "map-of": [(get, reverse("map-of", kwargs={"code": code}) + tail, {}) for tail in ("", "?csv=1", "?on_map=today", "?csv=1&on_map=today")],
        "search": [(get, f"{reverse('search')}?q={text}", {}) for text in (found.number, found.number[:-2], SECRET, found.certificate, found.phone)] + [
            (post, reverse("search"), {"q": SECRET})],
        "households": [(get, reverse("households") + tail, {}) for tail in (
            area, f"{area}&print=yes", f"?search={found.certificate}", f"?search={found.phone}", f"?search={SECRET}", "?verdict=unknown")] + [
            (post, reverse("households"), {"area": code, "search": SECRET})],
        "export-households": [(get, reverse("export-households") + area, {}),
                              *((post, reverse("export-households") + area, {"purpose": "看看", "suffix": s}) for s in ("csv", "xlsx"))],
        "household": [(get, reverse("household", kwargs=home) + tail, {}) for tail in ("", "?year=2018&on=2018-12-31&compare=2017")],
        "reveal": [(m, reverse("reveal", kwargs=home | {"field": field, "who": who}), {"purpose": "identity"})
                   for m in (get, post) for field, who in (("certificate", found.person), ("phone", "2018"), ("account", "2018"), ("x", "x"))],
        "reveal-shown": [(get, reverse("reveal-shown", kwargs={"pk": found.reveal}), {})],
        "household-evidence": [(get, reverse("household-evidence", kwargs=home), {})],
        "add-evidence": [(m, reverse("add-evidence", kwargs=home | {"kind": "photo"}), {"note": "x"}) for m in (get, post)],
        **{name: [(get, reverse(name, kwargs={"uid": found.evidence}), {})] for name in ("evidence", "evidence-file", "evidence-thumbnail")},
        "correct-fact": [(m, reverse("correct-fact", kwargs=fact | {"name": "house_grade"}), reason) for m in (get, post)],
        "correct-income": [(m, reverse("correct-income", kwargs=fact | {"word": "wage"}), reason) for m in (get, post)],
        "correct-number": [(m, reverse("correct-number", kwargs=fact | {"what": what}), reason) for m in (get, post) for what in ("phone", "account", "x")],
        "member": [(get, reverse("member", kwargs=fact | {"person": found.person}), {})],
        "correct-member": [(m, reverse("correct-member", kwargs=fact | {"person": found.person, "name": "health"}), reason) for m in (get, post)],
        "correct-person": [(m, reverse("correct-person", kwargs=fact | {"person": found.person, "what": what}), reason)
                           for m in (get, post) for what in ("name", "certificate", "x")],
        "correct-village": [(m, reverse("correct-village", kwargs=village | {"year": 2018, "name": "persons"}), reason) for m in (get, post)],
        "villages": [(get, reverse("villages") + area, {})],
        "village": [(get, reverse("village", kwargs=village) + tail, {}) for tail in ("", "?on=2018-12-31&compare=2017")],
        "record-lineage": [(post, reverse("record-lineage", kwargs=village | {"kind": kind}), reason) for kind in ("rename", "merge", "split", "x")],
        "withdraw-lineage": [(post, reverse("withdraw-lineage", kwargs={"code": code, "succession": found.succession}), reason)
                             for code in (kit.VILLAGE, kit.OTHER_VILLAGE)],
        "imports": [*((get, reverse("imports") + tail, {}) for tail in ("", area, "?after=1")), (post, reverse("imports"), {"year": "2018"})],
        "import-job": [(get, reverse("import-job", kwargs={"token": found.token}), {})],
        "my-jobs": [(get, reverse("my-jobs") + tail, {}) for tail in ("", "?state=done")],
        "jobs": [(get, reverse("jobs") + tail, {}) for tail in ("", "?state=done")],
        "job-retry": [(post, reverse("job-retry", kwargs={"token": found.token}), {"back": "all"})],
        "job-give-up": [(post, reverse("job-give-up", kwargs={"token": found.token}), {"back": "all"})],
        "import-again": [(post, reverse("import-again", kwargs={"token": found.token}), {"year": "2018"})],
        "import-batch": [(get, reverse("import-batch", kwargs=batch) + tail, {}) for tail in ("", "?household=10431120007", "?outcome=W")],
        **{name: [(post, reverse(name, kwargs=batch), {"heading": "x", "field": "name"})]
           for name in ("import-confirm", "import-merge", "import-abandon", "import-map")},
        "import-errors": [(get, reverse("import-errors", kwargs=batch), {})],
        "import-block": [(m, reverse("import-block", kwargs=batch | {"block": found.block}), {"confirm": "1"}) for m in (get, post)],
        "trail": [(get, reverse("trail") + tail, {}) for tail in ("", f"?subject=household:{found.number}", "?actor=operator", "?day=2018-12-31")],
        "trail-chain": [(get, reverse("trail-chain", kwargs={"code": code}), {}) for code in (kit.VILLAGE, kit.COUNTY)],
        "trail-event": [(get, reverse("trail-event", kwargs={"chain": kit.VILLAGE, "seq": n}), {}) for n in (1, 2)],
        "checkpoints": [(get, reverse("checkpoints"), {})],
        "checkpoint": [(get, reverse("checkpoint", kwargs={"pk": found.checkpoint}), {})],
        "what-if": [(get, reverse("what-if", kwargs={"name": "household-exit"}), {})],
        "rule": [(get, reverse("rule", kwargs={"name": "household-exit"}), {})],
        "doubts": [(get, reverse("doubts") + tail, {}) for tail in (area, f"{area}&settled=yes", f"{area}&check=Q01")],
        "published": [(get, reverse("published"), {})],
        "publish": [(post, reverse("publish"), {"of_year": "2018", "of_area": code, "lowest": "village", "basis": "文件"})],
        "cases": [(get, reverse("cases") + tail, {}) for tail in ("", "?tab=running", "?tab=ended", f"?household={found.number}")],
        "cases-roster": [(get, reverse("cases-roster"), {})],
        "open-case": [(post, reverse("open-case", kwargs=home | {"procedure": "household-exit"}), {})],
        "case": [(get, reverse("case", kwargs={"pk": found.case}), {})],
        "case-notice": [(get, reverse("case-notice", kwargs={"pk": found.case}), {})],
        **{f"case-{name}": [(post, reverse(f"case-{name}", kwargs={"pk": found.case}), {"text": "异议", "note": "理由"})] for name in ("step", "object", "reject", "withdraw", "evaluation")},
        "case-answer": [(post, reverse("case-answer", kwargs={"pk": found.case, "refers": 1}), {"outcome": "dismissed", "note": "理由"})],
        "case-files": [(post, reverse("case-files", kwargs={"pk": found.case}), {"file-minutes": io.BytesIO(b"%PDF-1.4")})],
        "case-sign": [("GET", reverse("case-sign", kwargs={"pk": found.case, "name": "recognition"}), {}), (post, reverse("case-sign", kwargs={"pk": found.case, "name": "recognition"}), {})],
        "case-evidence": [(post, reverse("case-evidence", kwargs={"pk": found.case, "name": "minutes"}), {"file": io.BytesIO(b"%PDF-1.4")})],
        "case-report": [(post, reverse("case-report", kwargs={"pk": found.case, "name": "report"}), {"file": io.BytesIO(b"%PDF-1.4")})],
        "editions": [(get, reverse("editions") + tail, {}) for tail in ("", area, "?after=1")],
        "edition": [(get, reverse("edition", kwargs={"digest": found.edition}), {})],
        "edition-download": [(post, reverse("edition-download", kwargs={"digest": found.edition}), {"purpose": "看看"})],
        "edition-difference": [(get, reverse("edition-difference", kwargs={"before": found.edition, "after": found.edition}), {})],
        "edition-job": [(get, reverse("edition-job", kwargs={"token": found.token}), {})],
        "policies": [(get, reverse("policies") + tail, {}) for tail in (area, f"{area}&tier=special&batch=education")],
        "count-policies": [(post, reverse("count-policies") + area, {"area": code})],
        "policy": [(get, reverse("policy", kwargs={"name": "micro-credit"}) + area + tail, {}) for tail in ("", f"&state=over&number={found.number}&sort=due")],
        "export-policy": [(m, reverse("export-policy", kwargs={"name": "micro-credit"}) + area, {"purpose": "核实", "suffix": "csv", "state": "eligible"})
                          for m in (get, post)],
        "policy-checks": [(get, reverse("policy-checks") + area, {})],
        "policy-work": [(get, reverse("policy-work") + area, {})],
        "arrange-policy": [(post, reverse("arrange-policy") + area, {"policy": "micro-credit", "unit": ""})],
        "village-precisions": [(get, reverse("village-precisions", kwargs=village), {})],
        "deliveries": [(get, reverse("deliveries"), {}), (post, reverse("deliveries"), {"leave_out": "on"})],
        "undo-deliveries": [(post, reverse("undo-deliveries", kwargs={"pk": found.list}), {"reason": "清单有误"})],
        "void-delivery": [(m, reverse("void-delivery", kwargs={"pk": found.delivery}), {"reason": "记错"}) for m in (get, post)],
        "household-policies": [(get, reverse("household-policies", kwargs=home), {})],
        "record-delivery": [(m, reverse("record-delivery", kwargs=home), {"policy": "micro-credit", "delivered_on": "2018-05-01", "amount_yuan": "100", "proof": "bank"})
                            for m in (get, post)],
        **{name: [(get, reverse(name, kwargs=home) + "?year=2018", {})] for name in ("plain-card", "handbook")},
        "awareness": [(m, reverse("awareness", kwargs={"code": code}), {"policy": "rain-dew", "asked_on": "2018-05-01", "asked": "10", "aware": "11"})
                      for m in (get, post)],
        **monitored(found, code),
        **help_addresses(found.help, code, kit.VILLAGE),
        "applications": [(get, reverse("applications") + area, {})],
        "apply": [(get, reverse("apply") + area, {}), (post, reverse("apply"), {"village": kit.VILLAGE, "year": "2018"})],
        "comparisons": [(get, reverse("comparisons", kwargs=home), {})],
        "record-comparison": [(post, reverse("record-comparison", kwargs=home), {
            "item": "vehicle", "department": "县车管所", "told": "名下有车", "compared_on": "2018-09-30"})],
        "answer-comparison": [(post, reverse("answer-comparison", kwargs=home | {"pk": found.comparison, "what": what}), {"text": "说明", "finding": "explained"})
                              for what in ("reply", "finding")],
        "meetings": [(get, reverse("meetings") + area, {})],
        "meeting": [(get, reverse("meeting", kwargs={"pk": found.meeting}), {})],
        "hold-meeting": [(m, reverse("hold-meeting", kwargs=village), {"entitled": "9", "present": "9"}) for m in (get, post)],
        "changes": [(get, reverse("changes") + tail, {}) for tail in (area, f"?search={found.number}")],
        "household-changes": [(get, reverse("household-changes", kwargs=home), {})],
        "propose-change": [(post, reverse("propose-change", kwargs=home), {"kind": "death", "happened_on": "2018-01-01"})],
        "exits": [(get, reverse("exits") + tail, {}) for tail in (area, f"{area}&file=csv")],
        "village-exit": [(get, reverse("village-exit", kwargs=village), {})],
        "designate": [(post, reverse("designate", kwargs={"place": village["code"]}), {"tag": "deep_village"})],
        "county-exit": [(get, reverse("county-exit", kwargs=village), {})],
        "add-visit": [(post, reverse("add-visit", kwargs={"place": kit.VILLAGE}), {"level": "county", "visitor": "唐", "visited_on": "2018-01-01"})],
        "household-visits": [(get, reverse("household-visits", kwargs=home), {})],
        "add-household-visit": [(post, reverse("add-household-visit", kwargs=home), {"level": "county", "visitor": "唐", "visited_on": "2018-01-01"})],
        "case-paper": [(get, reverse("case-paper", kwargs={"pk": found.case, "step": "appraise"}), {})],
        **of_duties(found.number, code),
        **of_party(code),
        **of_programs(found.number, code, kit.VILLAGE),
        **{name: [("GET", f"{reverse(name)}?area={code}", {})] for name in ("api-households", "api-tasks", "api-cases", "api-figures")},
        **{name: [("GET", reverse(name, kwargs={"number": found.number}) + "?year=2018", {})] for name in ("api-household", "api-verdict", "api-proof")},
        "erase-person": [(method, reverse("erase-person", kwargs={"number": found.person}), form) for method, form in (
            ("GET", {}), ("POST", {"basis": "删除申请", "step": "ask"}), ("POST", {"basis": "删除申请", "step": "erase"}))],
        "alarms": [("GET", reverse("alarms"), {})],
        "api-case": [("GET", reverse("api-case", kwargs={"number": found.case}), {})],
        "api-figures-edition": [("GET", reverse("api-figures-edition", kwargs={"number": an_edition_of_figures()}), {})],
        "settle-doubt": [(post, reverse("settle-doubt", kwargs={"doubt": found.doubt}), {"finding": "reasonable", "note": "看过"})],
    }


def monitored(found: Register, code: str) -> dict[str, list[tuple[str, str, dict]]]:
    """The addresses of monitoring: a clue and a watch, signals, a sweep and its ticks, the classes of a village."""
    home, watch, sweep, get, post = {"number": found.number}, {"pk": found.watch}, {"pk": found.sweep}, "GET", "POST"
    line, area, why = sweep | home, f"?area={code}", {"why": "理由"}
    checked = {"kind": "unstable", "risks": "ill", "persons": "3", "net_yuan": "1", "claims_yuan": "0", "self_pay_yuan": "0"}
    purpose = {"purpose": "看看", "suffix": "csv"}
    return {
        "monitoring": [(get, reverse("monitoring") + tail, {}) for tail in (area, f"{area}&tab=clue", f"{area}&tab=late", f"{area}&tab=clue&print=yes",
                                                                            f"?tab=clue&text={SECRET}", f"?tab=clue&text={found.number}")],
        "export-monitoring": [(get, reverse("export-monitoring") + area, {}), (post, f"{reverse('export-monitoring')}{area}&tab=clue", purpose)],
        "watch-rosters": [(get, reverse("watch-rosters") + area, {}), (post, reverse("watch-rosters") + area, {"basis": "文件"})],
        "watch-roster": [(get, reverse("watch-roster", kwargs={"pk": found.roster}), {})],
        "watch-roster-agree": [(post, reverse("watch-roster-agree", kwargs={"pk": found.roster}), {})],
        "watch-roster-refuse": [(post, reverse("watch-roster-refuse", kwargs={"pk": found.roster}), why)],
        "watch": [(get, reverse("watch", kwargs=watch), {})],
        "watch-check": [(post, reverse("watch-check", kwargs=watch), checked)],
        "watch-admit": [(post, reverse("watch-admit", kwargs=watch), {})],
        "watch-dismiss": [(post, reverse("watch-dismiss", kwargs=watch), why)],
        "watch-measure": [(post, reverse("watch-measure", kwargs=watch), {"risk": "ill", "kind": "health", "starts_on": "2019-01-01", "note": "x"})],
        "watch-measure-withdraw": [(post, reverse("watch-measure-withdraw", kwargs=watch | {"measure": found.measure}), why)],
        "watch-remove": [(post, reverse("watch-remove", kwargs=watch), why | {"way": "assisted"})],
        "household-monitoring": [(get, reverse("household-monitoring", kwargs=home), {})],
        "report-clue": [(post, reverse("report-clue", kwargs=home), {"channel": "sweep", "medium": "desk", "clue_on": "2019-01-01", "said": "x"})],
        "follow-up": [(post, reverse("follow-up", kwargs=home), {"visited_on": "2019-01-01", "finding": "stable", "note": "x"})],
        "signals": [(get, reverse("signals") + tail, {}) for tail in (area, f"{area}&family=risk", f"{area}&check=R04-house", f"{area}&settled=yes")],
        "recompute-signals": [(post, reverse("recompute-signals"), {"area": code})],
        "settle-signal": [(post, reverse("settle-signal", kwargs={"pk": found.signal}), {"finding": "problem", "note": "看过", "seen": ""})],
        "sweeps": [(get, reverse("sweeps") + tail, {}) for tail in ("", "?state=open", "?state=late", "?state=completed")],
        "open-sweep": [(post, reverse("open-sweep"), {"place": code, "title": "x", "asks": "x", "starts_on": "2019-01-01", "due_on": "2019-02-01"})],
        "sweep": [(get, reverse("sweep", kwargs=sweep) + tail, {}) for tail in ("", "?which=all", "?which=all&print=yes", f"?place={kit.VILLAGE}")],
        **{f"sweep-{name}": [(post, reverse(f"sweep-{name}", kwargs=sweep), {})] for name in ("newcomers", "complete")},
        "export-sweep": [(post, reverse("export-sweep", kwargs=sweep), purpose)],
        "tick": [(post, reverse("tick", kwargs=line), {"result": "fine"})],
        "untick": [(post, reverse("untick", kwargs=line), why)],
        "village-classes": [(get, reverse("village-classes", kwargs={"code": kit.VILLAGE}), {})],
        "classify": [(post, reverse("classify", kwargs={"code": kit.VILLAGE}), {"number": found.number, "cadre": "on", "why": "x"})],
        "after-exit": [(get, reverse("after-exit") + tail, {}) for tail in (area, f"{area}&late=yes")],
    }


def lay_out_monitoring(household) -> dict[str, int]:
    """A watched household with a measure, a signal about it, and a sweep of its village."""
    watch = Watch.objects.create(household=household, channel="sweep", medium="desk", clue_on=date(2019, 1, 1), said=f"{SECRET}住院", reported_by="t")
    measure = WatchMeasure.objects.create(watch=watch, kind="health", risk="ill", starts_on=date(2019, 1, 1), note=SECRET, actor="t")
    signal = Signal.objects.create(household=household, family="risk", check_code="R04-house", reason=SECRET)
    sweep = Sweep.objects.create(area_code=kit.VILLAGE, title="排查", asks="住房", starts_on=date(2019, 1, 1), due_on=date(2019, 2, 1), opened_by="t")
    SweepLine.objects.create(sweep=sweep, household=household)
    roster = WatchRoster.objects.create(area_code=kit.VILLAGE, file_name=f"{SECRET}.csv", digest="7" * 64, basis="文件", rows=1, actor="t", sealed=None)
    return {"watch": watch.pk, "roster": roster.pk, "measure": measure.pk, "signal": signal.pk, "sweep": sweep.pk}


def taken(url: str, form: dict) -> dict:
    """What of the form the page declares to take; the rest is refused, which tests/scope tries."""
    return {name: value for name, value in form.items() if not undeclared(resolve(url.partition("?")[0]).func.takes, [name])}
