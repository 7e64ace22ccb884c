"""One family's life in the system, phase by phase, each by the official whose it is, in their own browser."""

from __future__ import annotations

import re
from datetime import date

import xlsxwriter

import walking_cases as w
from life import PEOPLE, VILLAGE, Life
from tuopin.kernel.certificates import luhn_digit
from tuopin.kernel.ids import check_digit

YEAR = 2018  # of the facts it is registered and let go on: after 2020 no income line is in force
BORN = (date(1968, 3, 1), date(1971, 3, 2), date(2014, 3, 3))
SAID = {
    "china": {
        "names": ("盘老根", "赵秀英", "盘小宝"), "why": "户主患病,住房破旧", "basis": "江办发〔2026〕3号", "goal": "改造危房、就近务工", "what": "D级危房改造",
        "visit": "看住房、饮水和收入", "photo": "改造后的主房", "built": "竣工验收合格", "wage": "务工工资单核对", "clue": "户主来电:住院自付费用较大",
        "measure": "大病救助", "better": "病情稳定,收入恢复", "eased": "大病救助到位,务工收入恢复", "policy": "dangerous-house",
        "history": ("识别", "脱贫", "结对", "纳入监测", "解除监测", "收下凭证"),
    },
    "graduation": {
        "names": ("Abena Owusu", "Kofi Owusu", "Ama Owusu"), "why": "The head is ill, the roof has fallen in", "basis": "Programme letter 3", "goal": "A sound roof and a trade",
        "what": "New roof", "visit": "Looked at roof, water and income", "photo": "The new roof", "built": "Inspected and sound", "wage": "Checked against pay slips",
        "clue": "The head called: hospital bills", "measure": "Emergency grant", "better": "Recovered, earning again", "eased": "Grant paid, earning again", "policy": "asset-transfer",
        "history": ("Identified", "Exited", "Paired", "Evidence taken in"),
    },
}
IDENTIFICATION = ("cadre", "secretary", "town", "town-head", "town", "county", "county-clerk")


def certificate(n: int, pack: str) -> str:
    if pack != "china":
        first = f"10000000{n}"
        return first + luhn_digit(first)
    first = f"431129{BORN[n]:%Y%m%d}{700 + n * 2 + (n != 1)}"
    return first + check_digit(first)


def send(page, form: str = "main form.form", **said: object) -> None:
    """Fill the fields of a form and send it; nothing is refused."""
    box = page.locator(form).first
    for name, value in said.items():
        field = box.locator(f"[name={name}]").first
        if field.get_attribute("type") in ("checkbox", "radio"):
            box.locator(f"[name={name}][value='{value}']").check()
        elif field.get_attribute("type") == "file":
            field.set_input_files(value)
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(str(value))
    with page.expect_navigation():
        box.locator("button.main").first.click()
    faults = page.locator(".notice.error, .fault, .messages .error")
    assert faults.count() == 0, (page.url, faults.all_inner_texts())


def unfold(page, address: str) -> str:
    """Open what is folded around the form that is sent to the address; how to find the form."""
    form = f'form[action$="{address}"]'
    folded = page.locator(f"details:not([open]):has({form}) > summary")
    if folded.count():
        folded.first.click()
    return form


def apply(life: Life) -> tuple[str, int]:
    """The village cadre writes the application down on the phone; the household's number and the case."""
    said, page = SAID[life.pack], life.at("cadre", "/applications/")
    page.locator('a.button.main[href*="/applications/new/"]').click()
    page.wait_for_url("**/applications/new/**")
    members = {}
    for n, (name, relation) in enumerate(zip(said["names"], ("head", "spouse", "son"), strict=True), 1):
        members |= {f"m{n}-name": name, f"m{n}-relation": relation, f"m{n}-certificate": certificate(n - 1, life.pack), f"m{n}-health": "healthy", f"m{n}-resident_medical": "yes"}
        if life.pack != "china":  # its number tells neither
            members |= {f"m{n}-sex": "female" if n == 2 else "male", f"m{n}-born_on": BORN[n - 1]}
    send(page, village=VILLAGE, year=YEAR, **members, main_cause="ill", house_grade="D", water_safe="yes", food_enough="yes", clothing_enough="yes", income_wage=3000,
         income_business_income=500, income_business_expense=100, income_property_other=0, income_transfer_other=200, note=said["why"])
    case = w.number_of(page)
    return life.at("cadre", f"/cases/{case}/").locator(".lead a.code").inner_text(), case


def register(life: Life, case: int) -> None:
    """Checked, appraised, published, objected, answered, reviewed, published again, approved, announced: each by another person."""
    w.refused(life, "secretary", case)
    w.act(life, "cadre", case, sign="application")
    w.refused(life, "cadre", case)
    w.act(life, "secretary", case)
    w.refused(life, "county", case)
    hung = w.notice(life, "town", case, objected=("cadre", "town-deputy"))
    assert hung == {"china": 7, "graduation": 5}[life.pack] + 3, "three of the days stood still"
    w.refused(life, "town", case)
    w.act(life, "town-head", case)
    w.notice(life, "town", case)
    w.act(life, "county", case)
    w.refused(life, "county", case)
    w.act(life, "county-clerk", case)


def help_it(life: Life, number: str) -> None:
    """A helper, a plan, a visit; a policy delivered with the photo that proves it; and what it changed."""
    said, here = SAID[life.pack], f"/households/{number}"
    page = life.at("county", f"{here}/pairing/pair/")
    send(page, helper="B000001", basis=said["basis"])
    assert "唐福强" in page.locator(".lead").inner_text()
    send(life.at("cadre", f"{here}/help/plan/"), goal=said["goal"], kind="housing", what=said["what"], due_on=life.today)
    send(life.at("cadre", f"{here}/help/visit/"), met=said["names"][0], text=said["visit"])
    send(life.at("cadre", f"{here}/evidence/add/photo/"), file=life.a_picture(), note=said["photo"])
    page = life.at("cadre", f"{here}/policies/record/?policy={said['policy']}&year={YEAR}")
    page.locator("[name=evidence]").select_option(index=1)
    send(page, proof="signature", amount_yuan=20000)
    assert life.at("cadre", f"{here}/card/?year={YEAR}").locator("main").inner_text()
    more = (("facts/cooperative", "value", "yes"), ("facts/sanitary_toilet", "value", "yes")) if life.pack == "graduation" else ()
    for path, form, value in (("facts/house_grade", "value", "A"), ("income/wage", "amount_yuan", "24000"), *more):
        page = life.at("cadre", f"{here}/{YEAR}/{path}/")
        send(page, f"main form:has([name={form}])", **{form: value, "reason": said["built"] if form == "value" else said["wage"]})


def let_go(life: Life, number: str) -> int:
    """Three visits by three levels, then the exit: appraised, signed by three, published, reviewed, approved. The case."""
    for who, level in (("cadre", "village"), ("town-head", "township"), ("county", "county")):
        page = life.at(who, f"/households/{number}/visits/")
        send(page, "main form:has([name=visitor])", level=level, visitor=PEOPLE[who][0], note=SAID[life.pack]["visit"])
    page = life.at("cadre", f"/cases/?household={number}")
    with page.expect_navigation():
        page.locator('form[action*="/household-exit/"] button').click()
    case = w.number_of(page)
    w.refused(life, "town-head", case)
    w.act(life, "cadre", case)
    w.act(life, "secretary", case, sign="recognition")
    w.notice(life, "town", case)
    w.act(life, "town-head", case)
    w.act(life, "county", case)
    return case


def in_trouble(life: Life, number: str) -> tuple[int, int]:
    """The family calls, the village checks at the door, five persons decide; the watch and the case."""
    said = SAID[life.pack]
    life.pass_days(20)
    page = life.at("cadre", f"/households/{number}/monitoring/")
    send(page, unfold(page, "/monitoring/clue/"), channel="self_report", medium="phone", said=said["clue"], risks="ill")
    page.locator("main table.rows th a").first.click()
    page.wait_for_url("**/monitoring/*/")
    watch = int(re.search(r"/monitoring/(\d+)/", page.url)[1])
    send(page, unfold(page, f"/monitoring/{watch}/check/"), kind="unstable", risks="ill", persons=3, net_yuan=20000, self_pay_yuan=9000)
    page = life.at("cadre", f"/monitoring/{watch}/")
    page.locator(f'form[action$="/monitoring/{watch}/admit/"] button').click()
    page.wait_for_url("**/cases/*/")
    case = w.number_of(page)
    decide(life, case, sign="authorisation")
    return watch, case


def decide(life: Life, case: int, *, sign: str) -> None:
    w.act(life, "cadre", case, sign=sign)
    w.act(life, "secretary", case)
    w.notice(life, "town", case)
    w.refused(life, "cadre", case)
    w.act(life, "town-head", case)
    w.act(life, "county", case)


def out_of_risk(life: Life, number: str, watch: int) -> int:
    """A measure against the risk, a visit each month, new facts, and the same way out. The case."""
    said = SAID[life.pack]
    page = life.at("cadre", f"/monitoring/{watch}/")
    send(page, unfold(page, f"/monitoring/{watch}/measures/"), risk="ill", kind="safety_net", note=said["measure"])
    for _ in range(3):
        life.pass_days(25)
        page = life.at("cadre", f"/monitoring/{watch}/")
        send(page, unfold(page, "/monitoring/visit/"), finding="eased", note=said["better"])
    new_facts(life, number)
    page = life.at("cadre", f"/monitoring/{watch}/")
    with page.expect_navigation():
        send_to = unfold(page, f"/monitoring/{watch}/remove/")
        page.locator(f"{send_to} [name=way]").select_option("assisted")
        page.locator(f"{send_to} [name=why]").fill(said["eased"])
        page.locator(f"{send_to} button.main").click()
    case = w.number_of(page)
    decide(life, case, sign="recognition")
    return case


def new_facts(life: Life, number: str) -> None:
    """What was asked at the door this year comes in as the county's workbook, under the pack's own headings."""
    said, path = SAID[life.pack], life.system.home.parent / f"facts-{life.pack}.xlsx"
    household = {
        "household number": number, "year": life.today.year, "village code": VILLAGE, "head name": said["names"][0], "head certificate": certificate(0, life.pack), "persons": 3,
        "standard": "national", "attribute": "ordinary_exited", "status": "exited", "main cause": "illness",
        "house grade": "A", "safe water": "yes", "food enough": "yes",
        "clothing enough": "yes", "wage income": 30000, "business income": 500, "business expense": 100, "other property income": 0, "other transfer income": 200,
    }
    members = [
        {"household number": number, "person number": f"{number}{n:02d}", "name": name, "certificate": certificate(n - 1, life.pack), "relation to head": relation, "sex": sex, "born on": BORN[n - 1].isoformat(),
         "health": "healthy", "labour": labour, "education": "junior secondary", "student status": student, "resident medical insurance": "yes"}
        for n, (name, relation, sex, labour, student) in enumerate(zip(
            said["names"], ("head of household", "spouse", "son"), ("male", "female", "male"), ("ordinary labour", "ordinary labour", "no labour capability"), ("not in school", "not in school", "primary school"),
            strict=True), 1)
    ]
    book = xlsxwriter.Workbook(str(path))
    for title, rows in (("household", [household]), ("member", members)):
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, list(rows[0]))
        for place, row in enumerate(rows, 1):
            sheet.write_row(place, 0, list(row.values()))
    book.close()
    page = life.at("county", "/imports/")
    page.locator("input[type=file]").set_input_files(str(path))
    page.locator("input[name=year]").fill(str(life.today.year))
    with page.expect_navigation():
        page.locator("main form.form button.main").click()
    settled(page)
    for button in ('form[action$="/confirm/"] button', 'form[action$="/merge/"] button'):
        if page.locator(button).count():
            with page.expect_navigation():
                page.locator(button).first.click()
            settled(page)
    assert page.locator(".notice.success").count(), page.locator("main").inner_text()


def settled(page) -> None:
    """Wait until the file was read, or merged: the page of its job leads to the page of its batch."""
    for _ in range(200):
        if re.search(r"/imports/\d+/", page.url):
            return
        page.wait_for_timeout(250)
        if "/jobs/" in page.url:
            page.goto(page.url)
    raise AssertionError(page.locator("main").inner_text())
