"""Addresses of monitoring: watched households, signals, sweeps, classes, years."""

from django.urls import path

from tuopin.monitoring.views import rosters, signals, sweeps, villages, watches, years

urlpatterns = [
    path("monitoring/", watches.monitoring, name="monitoring"),
    path("monitoring/export/", watches.export_monitoring, name="export-monitoring"),
    path("monitoring/rosters/", rosters.watch_rosters_page, name="watch-rosters"),
    path("monitoring/rosters/template/", rosters.roster_template, name="watch-roster-template"),
    path("monitoring/rosters/<int:pk>/", rosters.watch_roster, name="watch-roster"),
    path("monitoring/rosters/<int:pk>/agree/", rosters.agree, name="watch-roster-agree"),
    path("monitoring/rosters/<int:pk>/refuse/", rosters.refuse, name="watch-roster-refuse"),
    path("monitoring/<int:pk>/", watches.watch, name="watch"),
    path("monitoring/<int:pk>/check/", watches.check, name="watch-check"),
    path("monitoring/<int:pk>/admit/", watches.admit, name="watch-admit"),
    path("monitoring/<int:pk>/dismiss/", watches.dismiss, name="watch-dismiss"),
    path("monitoring/<int:pk>/measures/", watches.measure, name="watch-measure"),
    path("monitoring/<int:pk>/measures/<int:measure>/withdraw/", watches.withdraw, name="watch-measure-withdraw"),
    path("monitoring/<int:pk>/remove/", watches.remove, name="watch-remove"),
    path("households/<number>/monitoring/", watches.household_monitoring, name="household-monitoring"),
    path("households/<number>/monitoring/clue/", watches.clue, name="report-clue"),
    path("households/<number>/monitoring/visit/", watches.visit, name="follow-up"),
    path("signals/", signals.signals, name="signals"),
    path("signals/recompute/", signals.recompute, name="recompute-signals"),
    path("signals/<int:pk>/settle/", signals.settle, name="settle-signal"),
    path("sweeps/", sweeps.sweeps, name="sweeps"),
    path("sweeps/open/", sweeps.open_one, name="open-sweep"),
    path("sweeps/<int:pk>/", sweeps.sweep, name="sweep"),
    path("sweeps/<int:pk>/newcomers/", sweeps.newcomers, name="sweep-newcomers"),
    path("sweeps/<int:pk>/complete/", sweeps.complete, name="sweep-complete"),
    path("sweeps/<int:pk>/export/", sweeps.export_sweep, name="export-sweep"),
    path("sweeps/<int:pk>/<number>/tick/", sweeps.tick, name="tick"),
    path("sweeps/<int:pk>/<number>/untick/", sweeps.untick, name="untick"),
    path("villages/<code>/classes/", villages.classes, name="village-classes"),
    path("villages/<code>/classes/say/", villages.classify, name="classify"),
    path("year-account/", years.year_account, name="year-account"),
    path("after-exit/", villages.after_exit, name="after-exit"),
]
