# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.detection import views

app_name = "detection"
urlpatterns = [
    path("act/", views.act_on_signals, name="signals-act"),
    path("sweep/", views.run_sweep, name="sweep-run"),
    path("<int:pk>/", views.signal_page, name="signal"),
]
