"""Addresses of responsibility."""

from django.urls import path

from tuopin.responsibility.views import handover, lists, overview, pledges, responsible

urlpatterns = [
    path("responsibility/", overview.responsibility, name="responsibility"),
    path("duties/", lists.duties, name="duties"),
    path("duties/record/", lists.record_duty, name="record-duty"),
    path("leaders-meetings/", lists.meetings, name="leaders-meetings"),
    path("leaders-meetings/record/", lists.record_meeting, name="record-meeting"),
    path("visits/", lists.visits, name="visits"),
    path("visits/record/", lists.record_visit, name="record-visit"),
    path("problems/", lists.problems, name="problems"),
    path("problems/record/", lists.record_problem, name="record-problem"),
    path("problems/<int:pk>/solve/", lists.solve_problem, name="solve-problem"),
    path("responsibility/merged-villages/", handover.merged_villages, name="merged-villages"),
    path("responsibility/merged-villages/<int:pk>/", handover.merged_village, name="merged-village"),
    path("responsibility/merged-villages/<kind>/<int:pk>/hand-over/", handover.hand_over_one, name="hand-over"),
    path("pledges/", pledges.pledges, name="pledges"),
    path("pledges/draft/", pledges.draft_pledges, name="draft-pledges"),
    path("pledges/<int:pk>/", pledges.pledge, name="pledge"),
    path("pledges/<int:pk>/sign/", pledges.sign_pledge, name="sign-pledge"),
    path("pledges/<int:pk>/report/", pledges.report_pledge, name="report-pledge"),
    path("plans/<code>/approve/", pledges.approve_plan, name="approve-plan"),
    path("households/<number>/responsible/", responsible.responsible, name="responsible"),
]
