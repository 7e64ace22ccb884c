"""Addresses of the ledger."""

from django.urls import path

from tuopin.ledger.views import plans, schedule, task, tasks, today

urlpatterns = [
    path("my-day/", today.today, name="my-day"),
    path("my-day/calendar/", today.my_calendar, name="my-calendar"),
    path("calendar/tasks.ics", today.calendar_feed, name="calendar-feed"),
    path("calendar/<token>.ics", today.calendar_feed, name="calendar-feed"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/export/", tasks.export_tasks, name="export-tasks"),
    path("tasks/issue/", tasks.issue_task, name="issue-task"),
    path("tasks/plan/", plans.issue_plan, name="issue-plan"),
    path("tasks/plan.csv", plans.plan_template, name="plan-template"),
    path("tasks/schedule/", schedule.schedule, name="schedule"),
    path("tasks/<int:pk>/", task.task, name="task"),
    path("tasks/<int:pk>/evidence/", task.add_evidence, name="task-evidence"),
    path("tasks/<int:pk>/cascade/", task.cascade, name="cascade-task"),
    path("tasks/<int:pk>/<kind>/", task.act, name="task-act"),
]
