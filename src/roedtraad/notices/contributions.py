# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.clock import midnight
from roedtraad.kernel.contributions import (
    ActType,
    Chore,
    NightlyJob,
    NoticeText,
    PersonFile,
    PersonFiles,
    RetentionPart,
    act_types,
    chores,
    nightly_jobs,
    notice_texts,
    person_files,
    retention_parts,
)
from roedtraad.notices import actions, jobs
from roedtraad.notices.adapters import file_name
from roedtraad.notices.letters import outbox
from roedtraad.notices.models import Notice


def register() -> None:
    """Acts, the chore that sends, and the notice that every room may use."""
    act_types.register(ActType("notice_written", _("Wrote a notice to be sent")))
    act_types.register(ActType("notice_tried_again", _("Let a notice be tried again")))
    person_files.register(PersonFiles("outbox", _letters_of))
    retention_parts.register(RetentionPart("notices", "notice", _("notices that have been sent or given up"), _older))
    nightly_jobs.register(
        NightlyJob("forget_notices", _("Forget notices that never left"), dt.time(4, 20), jobs.nightly)
    )
    chores.register(Chore("send_notices", _("Send notices"), actions.send_waiting))
    notice_texts.register(
        NoticeText(
            "something_new",
            _("Something new in Rødtråd"),
            _("News from {municipality}"),
            _("There is something new for you. Sign in and read it: {link}"),
        )
    )


def _letters_of(person_id: int) -> list[PersonFile]:
    """What the stand-in for post and text messages has written; in no copy, since the notices themselves are."""
    rows = Notice.objects.filter(young_person_id=person_id).values_list("pk", "channel")
    return [PersonFile("", outbox() / file_name(number, channel), in_copy=False) for number, channel in rows]


def _older(than: dt.date) -> "QuerySet[Notice]":
    """Notices that left before a day, and those made before it that never did."""
    start = midnight(than)
    return Notice.objects.filter(Q(sent_at__lt=start) | Q(sent_at__isnull=True, made_at__lt=start))
