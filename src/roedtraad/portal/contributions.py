# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.clock import midnight
from roedtraad.kernel.contributions import (
    ActType,
    DeskBox,
    NightlyJob,
    NoticeText,
    PartyReader,
    PersonAct,
    PersonRelation,
    PersonTab,
    RetentionPart,
    act_types,
    desk_boxes,
    nightly_jobs,
    notice_texts,
    party_readers,
    person_acts,
    person_relations,
    person_tabs,
    retention_parts,
)
from roedtraad.kernel.rights import Part, Right, Scope
from roedtraad.people.events import details_changed
from roedtraad.people.models import YoungPerson
from roedtraad.portal import details, jobs, minutes_notices, parties, staff_queries
from roedtraad.portal.models import Conversation

_ACTS = (
    ("portal_invited", _("Invited somebody to the portal")),
    ("portal_invited_again", _("Sent the link to the portal again")),
    ("portal_access_ended", _("Took a way in to the portal away")),
    ("portal_codes_held", _("Held codes for the portal back: phone or e-mail was changed")),
    ("portal_code_sent", _("Sent a code for the portal")),
    ("portal_signed_in", _("Signed in to the portal")),
    ("portal_signed_out", _("Signed out of the portal")),
    ("portal_refused", _("Was not let in to the portal")),
    ("portal_access_seen", _("Saw who may use the portal")),
    ("message_written", _("Wrote a message")),
    ("messages_taken_as_read", _("Took messages as read")),
    ("messages_seen", _("Saw the messages with the young person")),
    ("own_page_seen", _("Saw their own pages")),
    ("own_messages_seen", _("Saw their own messages")),
    ("childs_page_seen", _("Saw their child's pages")),
    ("represented_page_seen", _("Saw the pages of somebody they represent")),
)


def register() -> None:
    """The citizens' relation, the colleagues' tab, act and desk box, acts of the log, notices and the nightly tidying."""
    party_readers.register(PartyReader("cases", parties.reads_as_party))
    person_relations.register(PersonRelation("citizen", Scope.CITIZEN, _own))
    person_tabs.register(PersonTab("messages", _("Messages"), Part.MESSAGES, "portal:messages-of", 60))
    person_acts.register(PersonAct("portal", _("Access to the portal"), Right.INVITE_TO_PORTAL, "portal:access"))
    desk_boxes.register(
        DeskBox("messages", _("Messages to you"), Right.INVITE_TO_PORTAL, staff_queries.waiting_messages)
    )
    details_changed.connect(details.note_changes, dispatch_uid="portal.details")
    minutes_notices.listen()
    for name, title in _ACTS:
        act_types.register(ActType(name, title))
    _register_notices()
    retention_parts.register(RetentionPart("messages", "message", _("messages of the portal"), _silent_since))
    nightly_jobs.register(NightlyJob("portal_tidying", _("Delete old codes of the portal"), dt.time(3, 40), jobs.tidy))


def _register_notices() -> None:
    subject = _("News from {municipality}")
    invited = _("{municipality} has made a page for you in Rødtråd. Open it here: {link}")
    code = _("Your code for Rødtråd: {code}. Do not give it to anybody.")
    message = _("You have a new message in Rødtråd: {link}")
    news = _("There is something new for you to read in Rødtråd: {link}")
    reminder = _("{municipality} reminds you to look at your page in Rødtråd.")
    changed = _(
        "{municipality} has changed the phone number or e-mail that it writes to you at. Was it not you? Then call us."
    )
    let_in = _(
        "{municipality} has let somebody see your page in Rødtråd for you. Did you not ask for it? Then call us."
    )
    notice_texts.register(NoticeText("portal_representative", _("A representative has been let in"), subject, let_in))
    notice_texts.register(NoticeText("portal_details_changed", _("Changed phone or e-mail"), subject, changed))
    notice_texts.register(NoticeText("portal_invitation", _("Invitation to the portal"), subject, invited))
    notice_texts.register(NoticeText("portal_code", _("Code for the portal"), subject, code))
    notice_texts.register(NoticeText("portal_news", _("Something to read in the portal"), subject, news))
    notice_texts.register(NoticeText("portal_reminder", _("Reminder in the portal"), subject, reminder))
    notice_texts.register(NoticeText("portal_message", _("New message in the portal"), subject, message))


def _silent_since(before: dt.date) -> "QuerySet[Any]":
    """Conversations in which the last message was written before a day."""
    newest = Conversation.objects.annotate(newest_at=Max("messages__sent_at"))
    start = midnight(before)
    return newest.filter(Q(newest_at__lt=start) | Q(newest_at__isnull=True, started_at__lt=start))


def _own(actor: Actor, grants: Sequence[Grant]) -> "QuerySet[Any, Any] | None":
    ids = [grant.person_id for grant in grants if grant.person_id]
    if not ids:
        return None
    return YoungPerson.objects.filter(pk__in=ids).annotate(young_person_id=F("pk")).values("young_person_id")
