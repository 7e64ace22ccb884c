"""D64 挂图作战: townships colored by the lights of the ledger, on the screen and on paper."""

from datetime import date

import pytest

from ledger.tasks import somebody
from register import COUNTY
from tuopin.divisions.selectors import children_of
from tuopin.ledger.selectors import counts_by_place
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.people.models import Account
from tuopin.people.selectors import operator
from web import kit

pytestmark = pytest.mark.django_db


def test_each_township_has_the_light_of_its_worst_task_and_a0_is_a0():
    late, soon, fine = [place.code for place in children_of(COUNTY, date.today())[:3]]
    issue_tasks([
        NewTask(title="督战", area=area, owner=Seat(area, "head", "secretary"), due_on=due, source="wall:1", code="1")
        for area, due in ((late, date(2018, 6, 1)), (soon, date(2018, 6, 12)), (fine, date(2018, 12, 31)))
    ], actor=operator(), on=date(2018, 5, 1))
    assert {one.key: one.light for one in counts_by_place(operator(), COUNTY, on=date(2018, 6, 10))} == {late: "red", soon: "amber", fine: "green"}
    somebody("county", COUNTY)
    client = kit.logged_in(Account.objects.get(username="county"))
    page = client.get(f"/wall/{COUNTY}/").content.decode()
    assert page.count('class="light-red"') == 3 and page.count('class="light-grey"') > 5  # all three are late today; the others have no task
    for paper, size in (("a0", b'width="1189mm" height="841mm"'), ("a1", b'width="841mm" height="594mm"')):
        assert size in client.get(f"/wall/{COUNTY}/?paper={paper}&as=svg").content, paper
