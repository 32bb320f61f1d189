# SPDX-License-Identifier: EUPL-1.2
"""What those who take part add to places composed of many rooms."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.contributions import (
    ActType,
    Chore,
    DeskBox,
    NightlyJob,
    NoticeText,
    act_types,
    chores,
    desk_boxes,
    nightly_jobs,
    notice_texts,
)
from roedtraad.kernel.rights import Right
from roedtraad.meetings.actions import inviting_keeping
from roedtraad.meetings.queries import inviting_own

_ACTS = (
    ("participants_proposed", _("Proposed who takes part in a meeting")),
    ("participant_added", _("Added somebody to a meeting")),
    ("participant_removed", _("Took somebody off a meeting")),
    ("participants_invited", _("Invited to a meeting")),
    ("invited_told_again", _("Told those who are invited that a meeting has changed")),
    ("invitation_reminded", _("Reminded somebody of an invitation")),
    ("invitation_answered", _("Answered an invitation to a meeting")),
    ("meeting_way_set", _("Chose how somebody takes part in a meeting")),
    ("meeting_wish_written", _("Wrote what they want from a meeting")),
    ("support_person_brought", _("Brings somebody along to a meeting")),
    ("substitute_named", _("Sent a colleague to a meeting instead")),
    ("participants_seen", _("Saw who takes part in a meeting")),
    ("invitations_seen", _("Saw their invitations to meetings")),
    ("meeting_file_taken", _("Took a meeting out for a calendar")),
)


def register() -> None:
    """Acts of the log, notices, the desk's box, and what the worker does."""
    for name, title in _ACTS:
        act_types.register(ActType(name, title))
    _register_notices()
    desk_boxes.register(
        DeskBox(
            "invitations", _("Invitations to answer"), Right.SEE_MEETINGS, inviting_own.waiting, "meetings:invitations"
        )
    )
    chores.register(Chore("tell_invited", _("Tell those invited of changed meetings"), inviting_keeping.tell_behind))
    nightly_jobs.register(
        NightlyJob("remind_invited", _("Remind of invitations"), dt.time(7, 0), inviting_keeping.remind_unanswered)
    )


def _register_notices() -> None:
    """What leaves the house: that there is a meeting, and where to answer. Not when, where, with whom or about what."""
    subject = _("News from {municipality}")
    for name, title, body, outside in (
        (
            "meeting_invited", _("Invitation to a meeting"),
            _("{municipality} invites you to a meeting. See when, and answer: {link}"),
            _("{municipality} invites you to a meeting. The file tells when and where. Call us if you cannot come."),
        ),
        (
            "meeting_changed", _("A meeting has changed"),
            _("A meeting with {municipality} has got another time or place. See it, and answer again: {link}"),
            _("A meeting with {municipality} has got another time or place. The file tells it."),
        ),
        (
            "meeting_off", _("A meeting is off"),
            _("A meeting with {municipality} is off. Read more: {link}"),
            _("A meeting with {municipality} is off. You need not come."),
        ),
        (
            "meeting_reminded", _("Reminder of an invitation"),
            _("{municipality} would like to know whether you come to a meeting soon. Answer here: {link}"),
            _("{municipality} would like to know whether you come to a meeting soon. Call us, please."),
        ),
    ):  # fmt: skip
        notice_texts.register(NoticeText(name, title, subject, body))
        notice_texts.register(NoticeText(f"{name}_outside", title, subject, outside))
