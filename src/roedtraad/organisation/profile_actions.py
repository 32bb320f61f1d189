# SPDX-License-Identifier: EUPL-1.2
"""Acts on the profile from the screens: change it from a date, switch the organisation, make an old version current."""

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.actions import load_profile
from roedtraad.organisation.models import ProfileVersion
from roedtraad.organisation.profile import Profile
from roedtraad.organisation.profile_queries import holding_totals, one_version
from roedtraad.organisation.queries import profile_of


@transaction.atomic
def change_profile(
    actor: Actor, *, profile: Profile, valid_from: dt.date, note: str = "", past_confirmed: bool = False
) -> ProfileVersion:
    """Let a changed profile count from a date. The only way in which a screen changes the organisation.

    Refuses what changes nothing, a date in the past without an answer to the question whether it is meant and a note that
    says why, and everything that `load_profile` refuses.
    """
    _require_edit(actor)
    if valid_from < clock.today():
        _require_reason_for_past(valid_from, note, past_confirmed)
    version = load_profile(actor, profile=profile, valid_from=valid_from, note=note.strip())
    if version is None:
        raise DomainError("nothing_changed", _("Nothing is different from what counts on that day."))
    return version


def _require_edit(actor: Actor) -> None:
    if not has_right(actor, Right.EDIT_ORGANISATION):
        raise NotAllowed("edit_organisation", _("Only the secretariat and the administrator may change the profile."))


def _require_reason_for_past(valid_from: dt.date, note: str, confirmed: bool) -> None:
    day = {"day": date_format(valid_from, "SHORT_DATE_FORMAT")}
    if not confirmed:
        raise DomainError("past_not_confirmed", _("%(day)s is in the past. Tick that this is meant.") % day)
    if not note.strip():
        raise DomainError("past_without_note", _("%(day)s is in the past. Write a note that says why.") % day)


@transaction.atomic
def switch_organisation(
    actor: Actor, *, profile: Profile, valid_from: dt.date, note: str = "", past_confirmed: bool = False
) -> ProfileVersion:
    """Let another organisation count from a date, and prove that nothing was lost.

    Everything that hangs on units is counted before and after, and the whole act is undone if a single one differs.
    """
    before = holding_totals()
    version = change_profile(actor, profile=profile, valid_from=valid_from, note=note, past_confirmed=past_confirmed)
    if holding_totals() != before:
        raise DomainError("something_lost", _("The switch would lose something, so it was not done."))
    return version


def make_current_again(
    actor: Actor, *, number: int, valid_from: dt.date, note: str = "", past_confirmed: bool = False
) -> ProfileVersion:
    """Let an old version count again from a date, as a new version; the history keeps all three."""
    _require_edit(actor)
    old = profile_of(one_version(number))
    return switch_organisation(actor, profile=old, valid_from=valid_from, note=note, past_confirmed=past_confirmed)
