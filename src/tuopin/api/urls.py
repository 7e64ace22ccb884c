"""The addresses for programs; each is declared with what it takes and answers."""

from django.urls import path

from tuopin.api.views import assistance, benefits, cases, figures, households, own, proof, tasks, watches

urlpatterns = [
    path("api/v1/", own.own, name="api-own"),
    path("api/v1/openapi.json", own.openapi, name="api-openapi"),
    path("api/v1/households/", households.households, name="api-households"),
    path("api/v1/households/<number>/", households.household, name="api-household"),
    path("api/v1/households/<number>/verdict/", households.verdict, name="api-verdict"),
    path("api/v1/households/<number>/proof/", proof.proof, name="api-proof"),
    path("api/v1/households/<number>/policies/", benefits.household_policies, name="api-household-policies"),
    path("api/v1/policies/", benefits.policies, name="api-policies"),
    path("api/v1/policies/<name>/", benefits.beneficiaries, name="api-policy"),
    path("api/v1/figures/", figures.figures, name="api-figures"),
    path("api/v1/figures/<int:number>/", figures.edition, name="api-figures-edition"),
    path("api/v1/watches/", watches.watches, name="api-watches"),
    path("api/v1/teams/", assistance.teams, name="api-teams"),
    path("api/v1/pairings/", assistance.pairings, name="api-pairings"),
    path("api/v1/tasks/", tasks.tasks, name="api-tasks"),
    path("api/v1/cases/", cases.cases, name="api-cases"),
    path("api/v1/cases/<int:number>/", cases.case, name="api-case"),
]
