# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.intake import outreach_views, person_views, public_views, views

app_name = "intake"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("export/<str:extension>/", views.inbox_export, name="inbox-export"),
    path("new/", views.record_enquiry, name="enquiry-record"),
    path("<int:pk>/", views.enquiry_page, name="enquiry"),
    path("<int:pk>/take/", views.take_enquiry, name="enquiry-take"),
    path("<int:pk>/promise/", views.promise_answer, name="enquiry-promise"),
    path("<int:pk>/pass/", views.pass_on, name="enquiry-pass"),
    path("<int:pk>/close/", views.close_enquiry, name="enquiry-close"),
    path("<int:pk>/reopen/", views.reopen_enquiry, name="enquiry-reopen"),
    path("<int:pk>/about/", person_views.tell_whom, name="enquiry-about"),
    path("<int:pk>/join/", person_views.join_enquiry, name="enquiry-join"),
    path("<int:pk>/register/", person_views.register_young_person, name="enquiry-register"),
    path("<int:pk>/broken-off/", person_views.record_broken_off, name="enquiry-broken-off"),
    path("<int:pk>/route/", person_views.route_enquiry, name="enquiry-route"),
    path("<int:pk>/give/", person_views.give_to_bearer, name="enquiry-give"),
    path("<int:pk>/go-on/", person_views.go_on_in_case, name="enquiry-go-on"),
    path("people/<int:person_id>/", person_views.person_intake, name="person"),
    path("people/<int:person_id>/enquiry/", person_views.record_enquiry_about, name="person-enquiry"),
    path("people/<int:person_id>/workshop/", person_views.record_workshop, name="person-workshop"),
    path("people/<int:person_id>/visitation/", person_views.visitate, name="person-visitation"),
    path("outreach/", outreach_views.lists, name="outreach"),
    path("outreach/new/", outreach_views.make_outreach, name="outreach-make"),
    path("outreach/<int:pk>/", outreach_views.one_list, name="outreach-list"),
    path("outreach/<int:pk>/export/<str:extension>/", outreach_views.list_export, name="outreach-export"),
    path("outreach/<int:pk>/share/", outreach_views.share_out, name="outreach-share"),
    path("outreach/rows/<int:pk>/", outreach_views.one_row, name="outreach-row"),
    path("outreach/rows/<int:pk>/attempt/", outreach_views.record_attempt, name="outreach-attempt"),
    path("outreach/rows/<int:pk>/settle/", outreach_views.settle_row, name="outreach-settle"),
    path("outreach/rows/<int:pk>/link/", outreach_views.make_link, name="outreach-link"),
    path("answers/<int:pk>/confirm/", outreach_views.confirm_answer, name="answer-confirm"),
    path("answers/<int:pk>/dismiss/", outreach_views.dismiss_answer, name="answer-dismiss"),
    path("ask/", public_views.ask, name="ask"),
    path("answer/<str:token>/", public_views.answer, name="answer"),
]
