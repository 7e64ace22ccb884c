"""Addresses of assistance."""

from django.urls import path

from tuopin.assistance.views import assignments, cadres, coverage, households, people, teams, units, villages

urlpatterns = [
    path("help/", coverage.help_coverage, name="help-coverage"),
    path("help/gaps/<kind>/", coverage.help_gaps, name="help-gaps"),
    path("teams/", teams.team_list, name="teams"),
    path("teams/form/", teams.form_team, name="form-team"),
    path("teams/report/", teams.team_report, name="team-report"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/diary/", teams.team_diary, name="team-diary"),
    path("teams/<int:pk>/note/<what>/", teams.team_note, name="team-note"),
    path("teams/<int:pk>/decide/<what>/", teams.team_deed, name="team-deed"),
    path("units/", units.unit_list, name="units"),
    path("units/add/", units.add_unit, name="add-unit"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/decide/<what>/", units.unit_deed, name="unit-deed"),
    path("relations/", units.relation_list, name="relations"),
    path("helpers/", people.helper_list, name="helpers"),
    path("helpers/<int:pk>/", people.helper, name="helper"),
    path("helpers/<int:pk>/decide/<what>/", people.helper_deed, name="helper-deed"),
    path("helpers/<int:pk>/assess/", people.helper_assess, name="helper-assess"),
    path("households/<number>/help/", households.household_help, name="household-help"),
    path("households/<number>/help/<what>/", households.household_deed, name="household-help-deed"),
    path("households/<number>/pairing/<what>/", households.household_pairing, name="household-pairing"),
    path("villages/<code>/help/", villages.village_help, name="village-help"),
    path("villages/<code>/help/<what>/", villages.village_deed, name="village-help-deed"),
    path("assignments/", assignments.assignments, name="assignments"),
    path("assignments/ask/", assignments.ask_assignment, name="ask-assignment"),
    path("assignments/choice/<what>/", assignments.choice_deed, name="choice-deed"),
    path("assignments/<int:pk>/", assignments.assignment, name="assignment"),
    path("assignments/<int:pk>/decide/<what>/", assignments.assignment_deed, name="assignment-deed"),
    path("assignments/line/<int:pk>/", assignments.assignment_line, name="assignment-line"),
    path("cadres/", cadres.cadres, name="cadres"),
    path("cadres/<what>/", cadres.cadres_deed, name="cadres-deed"),
]
