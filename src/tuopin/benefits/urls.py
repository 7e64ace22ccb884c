"""Addresses of the policy pages."""

from django.urls import path

from tuopin.benefits.views import catalogue, household, lists, printed, strategies, work

urlpatterns = [
    path("policies/", catalogue.policies, name="policies"),
    path("policies/count/", catalogue.count, name="count-policies"),
    path("policies/checks/", lists.policy_checks, name="policy-checks"),
    path("policies/owners/", work.policy_mechanism, name="policy-work"),
    path("policies/owners/arrange/", work.arrange, name="arrange-policy"),
    path("policies/deliveries/", lists.deliveries, name="deliveries"),
    path("policies/deliveries/template/", lists.delivery_template, name="delivery-template"),
    path("policies/deliveries/<int:pk>/undo/", lists.undo, name="undo-deliveries"),
    path("policies/of/<name>/", catalogue.policy, name="policy"),
    path("policies/of/<name>/export/", catalogue.export, name="export-policy"),
    path("strategies/", strategies.strategies, name="strategies"),
    path("strategies/draft/", strategies.draft, name="draft-strategy"),
    path("strategies/<int:pk>/", strategies.strategy, name="strategy"),
    path("service-gaps/", strategies.service_gaps, name="service-gaps"),
    path("service-gaps/record/", strategies.record_gap, name="record-service-gap"),
    path("deliveries/<int:pk>/void/", household.void, name="void-delivery"),
    path("households/<number>/policies/", household.household_policies, name="household-policies"),
    path("households/<number>/policies/record/", household.record_household_delivery, name="record-delivery"),
    path("households/<number>/card/", printed.plain_card, name="plain-card"),
    path("households/<number>/handbook/", printed.handbook, name="handbook"),
    path("villages/<code>/precisions/", work.precisions, name="village-precisions"),
    path("villages/<code>/awareness/", lists.awareness, name="awareness"),
]
