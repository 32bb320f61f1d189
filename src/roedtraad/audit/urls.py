# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.log, name="log"),
    path("export.<str:extension>", views.export_log, name="log-export"),
    path("verify/", views.verify, name="log-verify"),
]
