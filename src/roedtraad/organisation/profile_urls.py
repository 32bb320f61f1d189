# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.organisation import profile_edit_views, profile_views

app_name = "organisation"
urlpatterns = [
    path("", profile_views.see_profile, name="profile"),
    path("compare/", profile_views.compare, name="profile-compare"),
    path("download/", profile_views.download, name="profile-download"),
    path("history/", profile_views.see_history, name="profile-history"),
    path("history/<int:number>/", profile_views.see_version, name="profile-version"),
    path("history/<int:number>/use/", profile_edit_views.use_version, name="profile-version-use"),
    path("edit/", profile_edit_views.edit, name="profile-edit"),
    path("edit/text/", profile_edit_views.edit_text, name="profile-edit-text"),
    path("edit/<slug:section>/<slug:key>/", profile_edit_views.edit_part, name="profile-edit-part"),
    path("switch/", profile_edit_views.switch, name="profile-switch"),
]
