"""Addresses of the shell and the composed pages."""

from django.urls import path

from tuopin.web.pages import (
    case_acts,
    cases,
    corrections,
    exports,
    home,
    household,
    household_evidence,
    households,
    jobs,
    lineage,
    reveals,
    search,
    trail,
    villages,
)
from tuopin.web.pages import map as map_page
from tuopin.web.pages.imports import fix, review, upload

urlpatterns = [
    path("", home.home, name="home"),
    path("area/<code>/", home.home, name="area"),
    path("map/", map_page.show, name="map"),
    path("map/<code>/", map_page.show, name="map-of"),
    path("search/", search.search, name="search"),

    path("households/", households.households, name="households"),
    path("households/export/", exports.export_households, name="export-households"),
    path("households/<number>/", household.household, name="household"),
    path("households/<number>/<int:year>/facts/<name>/", corrections.correct_fact, name="correct-fact"),
    path("households/<number>/<int:year>/income/<word>/", corrections.correct_income, name="correct-income"),
    path("households/<number>/reveal/<field>/<who>/", reveals.reveal, name="reveal"),
    path("reveals/<int:pk>/", reveals.shown, name="reveal-shown"),
    path("households/<number>/evidence/", household_evidence.household_evidence, name="household-evidence"),
    path("households/<number>/evidence/add/<kind>/", household_evidence.add_evidence, name="add-evidence"),
    path("cases/", cases.cases, name="cases"),
    path("cases/roster/", cases.said_by_rosters, name="cases-roster"),
    path("cases/open/<number>/<procedure>/", cases.open_one, name="open-case"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/evidence/<name>/", case_acts.hand_in_evidence, name="case-evidence"),
    path("cases/<int:pk>/step/", case_acts.step, name="case-step"),
    path("cases/<int:pk>/object/", case_acts.objection, name="case-object"),
    path("cases/<int:pk>/answer/<int:refers>/", case_acts.answer, name="case-answer"),
    path("cases/<int:pk>/withdraw/", case_acts.withdrawal, name="case-withdraw"),
    path("cases/<int:pk>/notice/", cases.notice, name="case-notice"),
    path("villages/", villages.villages, name="villages"),
    path("villages/<code>/", villages.village, name="village"),

    path("trail/", trail.trail, name="trail"),
    path("trail/chains/<code>/", trail.chain, name="trail-chain"),
    path("trail/checkpoints/", trail.checkpoints, name="checkpoints"),
    path("trail/checkpoints/<int:pk>/", trail.checkpoint, name="checkpoint"),
    path("trail/<chain>/<int:seq>/", trail.event, name="trail-event"),

    path("divisions/<code>/lineage/<kind>/", lineage.record_lineage, name="record-lineage"),
    path("divisions/<code>/lineage/<int:succession>/withdraw/", lineage.withdraw_lineage, name="withdraw-lineage"),

    path("jobs/", jobs.my_jobs, name="my-jobs"),
    path("jobs/all/", jobs.jobs, name="jobs"),
    path("jobs/<token>/retry/", jobs.retry, name="job-retry"),
    path("jobs/<token>/give-up/", jobs.give_up, name="job-give-up"),

    path("imports/", upload.imports, name="imports"),
    path("imports/template.xlsx", upload.template, name="import-template"),
    path("imports/jobs/<token>/", upload.job, name="import-job"),
    path("imports/jobs/<token>/again/", upload.read_again, name="import-again"),
    path("imports/<int:pk>/", review.batch, name="import-batch"),
    path("imports/<int:pk>/confirm/", review.confirm, name="import-confirm"),
    path("imports/<int:pk>/merge/", review.merge, name="import-merge"),
    path("imports/<int:pk>/abandon/", review.abandon, name="import-abandon"),
    path("imports/<int:pk>/columns/", review.map_columns, name="import-map"),
    path("imports/<int:pk>/errors.xlsx", review.errors, name="import-errors"),
    path("imports/<int:pk>/blocks/<int:block>/", fix.block, name="import-block"),
]
