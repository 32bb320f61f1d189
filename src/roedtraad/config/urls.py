# SPDX-License-Identifier: EUPL-1.2
"""Every address of the site, room by room."""

from django.urls import include, path

from roedtraad.web import health

urlpatterns = [
    path("", include("roedtraad.web.desk.urls")),
    path("people/", include("roedtraad.people.urls")),
    path("cases/", include("roedtraad.cases.urls")),
    path("consent/", include("roedtraad.consent.urls")),
    path("protection/", include("roedtraad.protection.urls")),
    path("notices/", include("roedtraad.notices.urls")),
    path("handover/", include("roedtraad.handover.urls")),
    path("meetings/", include("roedtraad.meetings.urls")),
    path("journal/", include("roedtraad.journal.urls")),
    path("plans/", include("roedtraad.plans.urls")),
    path("intake/", include("roedtraad.intake.urls")),
    path("portal/", include("roedtraad.portal.urls")),
    path("signals/", include("roedtraad.detection.urls")),
    path("rules/", include("roedtraad.detection.rule_urls")),
    path("organisation/", include("roedtraad.organisation.profile_urls")),
    path("accounts/", include("roedtraad.organisation.account_urls")),
    path("imports/", include("roedtraad.web.imports.urls")),
    path("log/", include("roedtraad.audit.urls")),
    path("account/", include("roedtraad.web.signin_urls")),
    path("health/", health.health, name="health"),
]

handler400 = "roedtraad.web.refusals.bad_request"
handler403 = "roedtraad.web.refusals.permission_denied"
handler404 = "roedtraad.web.refusals.not_found"
handler429 = "roedtraad.web.refusals.too_many"
handler500 = "roedtraad.web.refusals.failed"
