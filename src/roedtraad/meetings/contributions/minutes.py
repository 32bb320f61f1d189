# SPDX-License-Identifier: EUPL-1.2
"""What minutes and promises add to other places: their acts, notices, the night's work, and what waits on desks."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.contributions import (
    ActType,
    DeskBox,
    NightlyJob,
    NoticeText,
    act_types,
    desk_boxes,
    nightly_jobs,
    notice_texts,
)
from roedtraad.kernel.rights import Right
from roedtraad.meetings import minutes_desk, minutes_jobs

_ACTS = (
    ("minutes_seen", _("Read the minutes of a meeting")),
    ("minutes_written", _("Wrote the minutes of a meeting")),
    ("minutes_plain_sent", _("Gave the young person their part of the minutes")),
    ("minutes_sent", _("Sent the minutes of a meeting")),
    ("minutes_answered", _("Answered to the minutes of a meeting")),
    ("minutes_corrected", _("Corrected the minutes of a meeting")),
    ("minutes_approved", _("The minutes of a meeting were approved")),
    ("promises_seen", _("Saw their own promises from meetings")),
    ("promise_reminded", _("Reminded somebody of what they promised at a meeting")),
)


def register() -> None:
    """Acts of the log, notices without a word of what they are about, nightly work, and boxes of the desk."""
    for name, title in _ACTS:
        act_types.register(ActType(name, title))
    subject = _("News from {municipality}")
    wait = _("Minutes of a meeting wait for you in Rødtråd.")
    due = _("Something that you have promised at a meeting is soon due. See it in Rødtråd.")
    notice_texts.register(NoticeText("minutes_wait", _("Minutes to read"), subject, wait))
    notice_texts.register(NoticeText("promise_due", _("A promise that is soon due"), subject, due))
    desk_boxes.register(
        DeskBox("minutes", _("Minutes of meetings"), Right.PREPARE_MEETINGS, minutes_desk.waiting_minutes)
    )
    desk_boxes.register(
        DeskBox("late_promises", _("Late promises from meetings"), Right.DECIDE_HANDOVERS, minutes_desk.late_promises)
    )
    nightly_jobs.register(
        NightlyJob("approve_minutes", _("Minutes without objection"), dt.time(4, 10), minutes_jobs.approve_minutes)
    )
    nightly_jobs.register(
        NightlyJob("chase_promises", _("Reminders of promises"), dt.time(6, 20), minutes_jobs.chase_promises)
    )
