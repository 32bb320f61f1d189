# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.portal import broker_views, minutes_views, own_views, plan_views, signin_views, staff_views, views

app_name = "portal"
urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in/", signin_views.sign_in, name="sign-in"),
    path("sign-in/code/", signin_views.code, name="code"),
    path("sign-in/broker/", broker_views.begin, name="broker"),
    path("sign-in/broker/return/", broker_views.come_back, name="broker-return"),
    path("sign-in/broker/saml/", broker_views.take_assertion, name="broker-saml"),
    path("sign-in/broker/metadata/", broker_views.metadata, name="broker-metadata"),
    path("sign-out/", signin_views.sign_out, name="sign-out"),
    path("invitation/<slug:token>/", signin_views.invitation, name="invitation"),
    path("demo/", signin_views.demo_citizens, name="demo"),
    path("<int:person_id>/", views.home, name="home"),
    path("<int:person_id>/faces/<int:account_id>.png", views.picture, name="picture"),
    path("<int:person_id>/thread/", views.thread, name="thread"),
    path("<int:person_id>/messages/", views.own_messages, name="messages"),
    path("<int:person_id>/looked/", views.looked, name="looked"),
    path("<int:person_id>/copy/", views.ask_copy, name="copy-ask"),
    path("<int:person_id>/plan/", plan_views.plan, name="plan"),
    path("<int:person_id>/plan/file.<slug:extension>", plan_views.document, name="document"),
    path("<int:person_id>/plan/goal/", plan_views.goal, name="goal"),
    path("<int:person_id>/plan/step/", plan_views.propose, name="step-propose"),
    path("<int:person_id>/plan/score/", plan_views.score, name="score"),
    path("<int:person_id>/plan/sign/", plan_views.sign, name="plan-sign"),
    path("<int:person_id>/plan/agreements/<int:agreement_id>/", plan_views.settle_agreement, name="agreement-settle"),
    path("<int:person_id>/plan/agreements/<int:agreement_id>/help/", plan_views.ask_for_help, name="agreement-help"),
    path("<int:person_id>/agreed/", minutes_views.minutes, name="minutes"),
    path("<int:person_id>/agreed/<int:item_id>/", minutes_views.answer, name="minutes-answer"),
    path("<int:person_id>/consents/", own_views.consents, name="consents"),
    path("consents/<int:consent_id>/withdraw/", own_views.withdraw, name="consent-withdraw"),
    path("<int:person_id>/story/", own_views.story, name="story"),
    path("<int:person_id>/story/write/", own_views.write, name="story-write"),
    path("<int:person_id>/story/answer/", own_views.answer, name="story-answer"),
    path("<int:person_id>/story/remove/", own_views.take_back, name="story-remove"),
    path("staff/<int:person_id>/access/", staff_views.access, name="access"),
    path("staff/<int:person_id>/invite/", staff_views.invite, name="invite"),
    path(
        "staff/<int:person_id>/guardians/<int:guardian_id>/invite/", staff_views.invite_guardian, name="guardian-invite"
    ),
    path("staff/<int:person_id>/representative/", staff_views.invite_representative, name="representative-invite"),
    path("staff/<int:person_id>/messages/", staff_views.messages_of, name="messages-of"),
    path("staff/<int:person_id>/messages/read/", staff_views.take_as_read, name="messages-read"),
    path("staff/access/<int:identity_id>/send/", staff_views.send_again, name="invitation-send"),
    path("staff/access/<int:identity_id>/end/", staff_views.end_access, name="access-end"),
]
