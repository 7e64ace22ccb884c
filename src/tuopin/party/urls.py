"""Addresses of Party work."""

from django.urls import path

from tuopin.party.views import files, lists

urlpatterns = [
    path("party/", lists.organisations, name="party"),
    path("party/record/", lists.record_organisation, name="record-party"),
    path("party/leads/", lists.leads, name="party-leads"),
    path("party/leads/record/", lists.record_lead, name="record-party-lead"),
    path("party/branches/", lists.branches, name="party-branches"),
    path("party/branches/score/", files.score_all, name="score-party"),
    path("party/branches/<int:pk>/", files.score, name="party-score"),
    path("party/branches/<int:pk>/rectify/", files.rectify, name="rectify-party"),
    path("party/contracts/", lists.contracts, name="party-contracts"),
    path("party/contracts/record/", lists.record_contract, name="record-party-contract"),
    path("party/contracts/<int:pk>/", files.contract, name="party-contract"),
    path("party/contracts/<int:pk>/sign/", files.sign_contract, name="sign-party-contract"),
    path("party/contracts/<int:pk>/score/", files.score_contract, name="score-party-contract"),
    path("bully-clues/", lists.clues, name="party-clues"),
    path("bully-clues/record/", lists.record_clue, name="record-party-clue"),
    path("bully-clues/<int:pk>/", files.clue, name="party-clue"),
    path("bully-clues/<int:pk>/refer/", files.refer_clue, name="refer-party-clue"),
    path("bully-clues/<int:pk>/account/", files.account_clue, name="account-party-clue"),
]
