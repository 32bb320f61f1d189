# SPDX-License-Identifier: EUPL-1.2
from django.urls import path, re_path

from roedtraad.organisation import account_views as views
from roedtraad.organisation import picture_views

app_name = "accounts"
urlpatterns = [
    path("", views.list_accounts, name="account-list"),
    re_path(r"^export\.(?P<extension>csv|xlsx)$", views.export_accounts, name="account-export"),
    path("open/", views.open_account, name="account-open"),
    path("picture/", picture_views.own_picture, name="picture-own"),
    path("<int:account_id>/picture/", picture_views.account_picture, name="account-picture"),
    path("<int:account_id>/picture.png", picture_views.see_picture, name="picture"),
    path("<int:account_id>/", views.see_account, name="account-see"),
    path("<int:account_id>/change/", views.change_account, name="account-change"),
    path("<int:account_id>/close/", views.lock_account, name="account-lock"),
    path("<int:account_id>/reopen/", views.unlock_account, name="account-unlock"),
    path("<int:account_id>/link/", views.issue_link, name="link-issue"),
    path("<int:account_id>/second-factor/remove/", views.remove_second_factor, name="factor-remove"),
    path("<int:account_id>/roles/give/", views.give_role, name="role-give"),
    path("<int:account_id>/roles/<int:assignment_id>/end/", views.end_role, name="role-end"),
]
