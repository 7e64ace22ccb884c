"""Addresses of the pages of identification."""

from django.urls import path

from tuopin.identification.views import applications, changes, exits, meetings

urlpatterns = [
    path("applications/", applications.applications, name="applications"),
    path("applications/new/", applications.apply, name="apply"),
    path("households/<number>/comparisons/", applications.comparisons, name="comparisons"),
    path("households/<number>/comparisons/record/", applications.record_comparison, name="record-comparison"),
    path("households/<number>/comparisons/<int:pk>/<what>/", applications.answer_comparison, name="answer-comparison"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("villages/<code>/meeting/", meetings.hold, name="hold-meeting"),
    path("changes/", changes.changes, name="changes"),
    path("households/<number>/changes/", changes.household_changes, name="household-changes"),
    path("households/<number>/changes/propose/", changes.propose, name="propose-change"),
    path("exits/", exits.exits, name="exits"),
    path("villages/<code>/exit/", exits.place_exit, name="village-exit"),
    path("exits/county/<code>/", exits.place_exit, name="county-exit"),
    path("exits/visits/<place>/", exits.add_visit, name="add-visit"),
    path("exits/designations/<place>/", exits.designate_place, name="designate"),
    path("households/<number>/visits/", exits.household_visits, name="household-visits"),
    path("households/<number>/visits/add/", exits.add_household_visit, name="add-household-visit"),
]
