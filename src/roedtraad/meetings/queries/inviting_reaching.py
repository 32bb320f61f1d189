# SPDX-License-Identifier: EUPL-1.2
"""How a participant is told: where to, and the link behind which they read more."""

from django.conf import settings
from django.urls import reverse

from roedtraad.meetings.models import AgendaItem, Participant
from roedtraad.notices.actions import Recipient, recipient_of
from roedtraad.notices.models import Channel


def reached_at(participant: Participant) -> Recipient | None:
    """How somebody is told: a colleague and somebody from outside by mail, the young person and guardians as the portal does."""
    if participant.account is not None:
        return _by_mail(participant.account.email, participant.account.language)
    if participant.is_young_person:
        return recipient_of(participant.item.young_person)
    if participant.guardian is not None:
        person_id = participant.item.young_person_id
        if participant.guardian.phone:
            return Recipient(Channel.SMS, participant.guardian.phone, person_id=person_id)
        return _by_mail(participant.guardian.email, person_id=person_id)
    return _by_mail(participant.outside_email)


def _by_mail(address: str, language: str = "da", person_id: int | None = None) -> Recipient | None:
    return Recipient(Channel.MAIL, address, language, person_id) if address else None


def link_of(participant: Participant, site: str = "") -> str:
    """Where a participant reads more and answers, behind their own sign-in; empty for somebody who has none.

    `site` is how the site was called in the request; the worker has none and takes the first of its hosts.
    """
    site = site or _own_site()
    if participant.outside_name:
        return ""
    if participant.is_citizen:
        return site + reverse("portal:start")
    return site + reverse("meetings:invitation", args=[participant.pk])


def _own_site() -> str:
    host = next((one for one in settings.ALLOWED_HOSTS if not one.startswith((".", "*"))), "")
    return f"{'https' if settings.USES_HTTPS else 'http'}://{host}"


def is_behind(one: Participant, item: AgendaItem) -> bool:
    """Whether somebody has not been told when and where it is now."""
    is_told = one.invited_at is not None and one.told_meeting_id == item.meeting_id
    return not is_told or (one.invited_sequence or 0) < item.meeting.sequence
