# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.consent import views

app_name = "consent"
urlpatterns = [
    path("people/<int:person_id>/", views.see_consents, name="consents"),
    path("people/<int:person_id>/may-i-share/", views.ask, name="ask"),
    path("people/<int:person_id>/new/", views.give, name="consent-give"),
    path("consents/<int:pk>/renew/", views.renew, name="consent-renew"),
    path("consents/<int:pk>/limit/", views.limit, name="consent-limit"),
    path("consents/<int:pk>/withdraw/", views.withdraw, name="consent-withdraw"),
    path("sharings/<int:pk>/end/", views.end, name="sharing-end"),
    path("overrides/<int:pk>/acknowledge/", views.acknowledge, name="override-acknowledge"),
    path("rules/", views.see_rules, name="rules"),
]
