# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.web.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.start, name="start"),
    path("<uuid:token>/", views.file_preview, name="file-preview"),
    path("<uuid:token>/rejected.csv", views.file_rejected, name="file-rejected"),
    path("<uuid:token>/confirm/", views.file_confirm, name="file-confirm"),
    path("<uuid:token>/cancel/", views.file_cancel, name="file-cancel"),
]
