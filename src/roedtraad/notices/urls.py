# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("<int:pk>/again/", views.try_again, name="notice-try-again"),
]
