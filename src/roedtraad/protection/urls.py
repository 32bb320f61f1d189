# SPDX-License-Identifier: EUPL-1.2
from django.urls import path, re_path

from roedtraad.protection import emergency_views, part_views, person_views, retention_views, sample_views, views

app_name = "protection"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("emergency/", emergency_views.open_in_emergency, name="emergency"),
    path("openings/", emergency_views.openings, name="openings"),
    re_path(r"^openings/export\.(?P<extension>csv|xlsx)$", emergency_views.openings_export, name="openings-export"),
    path("openings/<int:pk>/", emergency_views.opening, name="opening"),
    path("openings/<int:pk>/close/", emergency_views.close_opening, name="opening-close"),
    path("looks/", sample_views.looks, name="looks"),
    path("looks/<int:pk>/", sample_views.look, name="look"),
    path("rounds/", sample_views.rounds, name="rounds"),
    re_path(r"^rounds/export\.(?P<extension>csv|xlsx)$", sample_views.rounds_export, name="rounds-export"),
    path("rounds/<int:pk>/draw-again/", sample_views.draw_again, name="round-draw-again"),
    path("find/", person_views.find, name="find"),
    path("people/<int:person_id>/", person_views.person, name="person"),
    path("people/<int:person_id>/copy/", person_views.hand_out_copy, name="copy-hand-out"),
    path("people/<int:person_id>/copy/ask/", person_views.ask_for_copy, name="copy-ask"),
    path("people/<int:person_id>/hold/", person_views.set_hold, name="hold-set"),
    path("holds/", person_views.hold_list, name="holds"),
    path("holds/<int:pk>/lift/", person_views.lift_hold, name="hold-lift"),
    path("copies/", person_views.copy_list, name="copies"),
    path("retention/", retention_views.due, name="retention"),
    path("retention/list/", retention_views.list_due, name="retention-list"),
    path("retention/packages/", retention_views.make_packages, name="retention-packages"),
    path("retention/delete/", retention_views.delete, name="retention-delete"),
    path("retention/<int:pk>/package/", retention_views.package, name="retention-package"),
    path("retention/<int:pk>/received/", retention_views.received, name="retention-received"),
    path("retention/records/<slug:name>/delete/", part_views.delete_part, name="records-delete"),
    path("retention/records/<slug:name>/package/", part_views.make_package, name="records-package"),
    path("retention/record-packages/<int:pk>/", part_views.package, name="records-package-take"),
    path("retention/record-packages/<int:pk>/received/", part_views.received, name="records-received"),
    path("receipts/", retention_views.receipts, name="receipts"),
    re_path(r"^receipts/export\.(?P<extension>csv|xlsx)$", retention_views.receipts_export, name="receipts-export"),
]
