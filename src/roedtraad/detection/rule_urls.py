# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.detection import rule_views

app_name = "rules"
urlpatterns = [
    path("", rule_views.see_rules, name="rules"),
    path("<slug:rule>/", rule_views.see_rule, name="rule"),
    path("<slug:rule>/simulate/", rule_views.simulate_rule, name="rule-simulate"),
    path("<slug:rule>/change/", rule_views.change_rule, name="rule-change"),
    path("<slug:rule>/switch/", rule_views.switch, name="rule-switch"),
]
