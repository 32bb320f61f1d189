# SPDX-License-Identifier: EUPL-1.2
from django.urls import include, path

from roedtraad.plans import method_views, plan_views, step_views, views

app_name = "plans"
_PLAN = "people/<int:person_id>/"
urlpatterns = [
    path(_PLAN, views.plan, name="plan"),
    path(f"{_PLAN}print/", views.plan_print, name="plan-print"),
    path(f"{_PLAN}network/", views.network, name="network"),
    path(f"{_PLAN}pyramid/", views.pyramid, name="pyramid"),
    path(f"{_PLAN}trials/", views.trials, name="trials"),
    path(f"{_PLAN}progression/", views.progression, name="progression"),
    path(f"{_PLAN}texts/", views.texts, name="texts"),
    path(f"{_PLAN}versions/", views.versions, name="versions"),
    path(f"{_PLAN}versions/compare/", views.version_compare, name="version-compare"),
    path(f"{_PLAN}versions/<int:number>/restore/", plan_views.restore_version, name="version-restore"),
    path(f"{_PLAN}start/", plan_views.start_plan, name="plan-start"),
    path(f"{_PLAN}goal/", plan_views.set_goal, name="goal-set"),
    path(f"{_PLAN}goals/<int:goal_id>/end/", plan_views.end_goal, name="goal-end"),
    path(f"{_PLAN}texts/<slug:code>/", plan_views.write_text, name="text-write"),
    path(f"{_PLAN}revise/", plan_views.revise_plan, name="plan-revise"),
    path(f"{_PLAN}realistic/", plan_views.find_realistic, name="plan-realistic"),
    path(f"{_PLAN}sign/", plan_views.sign_plan, name="plan-sign"),
    path(f"{_PLAN}steps/add/", step_views.add_step, name="step-add"),
    path(f"{_PLAN}steps/<int:step_id>/", step_views.change_step, name="step-change"),
    path(f"{_PLAN}steps/<int:step_id>/move/", step_views.move_step, name="step-move"),
    path(f"{_PLAN}steps/<int:step_id>/state/", step_views.set_step_state, name="step-state"),
    path(f"{_PLAN}agreements/add/", step_views.add_agreement, name="agreement-add"),
    path(f"{_PLAN}agreements/<int:agreement_id>/", step_views.change_agreement, name="agreement-change"),
    path(f"{_PLAN}agreements/<int:agreement_id>/state/", step_views.set_agreement_state, name="agreement-state"),
    path(f"{_PLAN}network/add/", method_views.add_network_person, name="network-add"),
    path(f"{_PLAN}network/<int:network_id>/", method_views.change_network_person, name="network-change"),
    path(f"{_PLAN}network/<int:network_id>/remove/", method_views.remove_network_person, name="network-remove"),
    path(f"{_PLAN}pyramid/set/", method_views.set_pyramid_level, name="pyramid-set"),
    path(f"{_PLAN}hypotheses/add/", method_views.make_hypothesis, name="hypothesis-make"),
    path(f"{_PLAN}hypotheses/<int:hypothesis_id>/", method_views.conclude_hypothesis, name="hypothesis-conclude"),
    path(f"{_PLAN}hypotheses/<int:hypothesis_id>/try/", method_views.start_trial, name="trial-start"),
    path(f"{_PLAN}trials/<int:trial_id>/", method_views.tell_trial, name="trial-tell"),
    path(f"{_PLAN}progression/measure/", method_views.measure_progression, name="progression-measure"),
    path("experience/", views.learned, name="experience"),
    path(_PLAN, include("roedtraad.plans.law_urls")),
]
