# SPDX-License-Identifier: EUPL-1.2
"""Words about participants for the colleagues: why somebody is needed, why one could leave, on which ground they hear."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.consent.ground import basis_titles
from roedtraad.kernel.actor import Actor
from roedtraad.meetings.models import Task
from roedtraad.meetings.rules.inviting_hearing import AS_PARTY, ONE_AUTHORITY, OWN_DEPARTMENT, OWN_MATTER

WHY: Final[Mapping[str, str | Promise]] = {
    Task.YOUNG_PERSON: _("Comes first; the wish is first on the agenda."),
    Task.GUARDIAN: _("Holds parental authority and is a party."),
    Task.SUPPORT: _("The young person has asked them to come along."),
    Task.INTERPRETER: _("So that everybody understands each other."),
    Task.CONTACT_PERSON: _("Follows the young person and can speak for colleagues who do not come."),
    Task.CASEWORKER: _("Knows the case and can act in it."),
    Task.BRINGS: _("Needs an answer to the question."),
    Task.DECIDES: _("May decide; the forum may not."),
    Task.PAYS: _("Answers for the money."),
    Task.CHAIR: _("Sees to it that everybody is heard."),
    Task.MEMBER: _("Sits in the forum for their field."),
    Task.KNOWS: _("Knows something that is needed."),
}
COULD_LEAVE: Final[Mapping[str, str | Promise]] = {
    "member": _("Has no case about the young person and nothing to decide here."),
    "knows": _("Can write what they know before the meeting."),
    "pays": _("Can say before the meeting what is paid for."),
    "brings": _("The question stands on the agenda already."),
    "caseworker": _("Has another case than the one it is about: the contact person can speak for them."),
}
HELD: Final[Mapping[str, str | Promise]] = {
    "protected_address": _(
        "An address is protected. Ask the young person first, and think of what the invitation tells."
    ),
    "no_party": _("No law makes them a party. Ask the young person whether they should come."),
}
_GROUNDS: Final[Mapping[str, str | Promise]] = {
    OWN_DEPARTMENT: _("own department"),
    ONE_AUTHORITY: _("the same authority"),
    OWN_MATTER: _("the young person's own"),
    AS_PARTY: _("party to the case"),
}


def ground_titles(actor: Actor) -> dict[str, str]:
    """What each ground is called, with the profile's legal bases, in the reader's language."""
    return {**basis_titles(actor.on), **{code: str(title) for code, title in _GROUNDS.items()}}
