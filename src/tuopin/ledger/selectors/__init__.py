"""Reading the ledger: what is mine today, what lies in a place, one task with all that was done, how places stand, what a deadline asks."""

from tuopin.ledger.selectors.asked import Asked, Page, tasks_asked, tasks_listed
from tuopin.ledger.selectors.calendars import Calendar, calendar_of, has_calendar
from tuopin.ledger.selectors.dues import DueHere, due_here
from tuopin.ledger.selectors.mine import MyDay, my_day, tasks_of_seat
from tuopin.ledger.selectors.places import PlaceCount, SourceCount, counts_by_body, counts_by_place, counts_by_source
from tuopin.ledger.selectors.schedule import ScheduleOf, StepsAt, crew_plan_of, schedule_of, steps_by_place
from tuopin.ledger.selectors.tasks import TaskFile, as_shown, task_file, tasks_of_subject

__all__ = [
    "Asked", "Calendar", "DueHere", "MyDay", "Page", "PlaceCount", "ScheduleOf", "SourceCount", "StepsAt", "TaskFile", "as_shown", "calendar_of", "counts_by_body", "counts_by_place",
    "counts_by_source", "crew_plan_of", "due_here", "has_calendar", "my_day", "schedule_of", "steps_by_place", "task_file", "tasks_asked", "tasks_listed", "tasks_of_seat", "tasks_of_subject",
]
